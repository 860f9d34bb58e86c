"""A finding can be ignored by a comment, in every language that has comments."""

from pathlib import Path

import pytest

from filterlang.ide.code_actions import CodeAction, code_actions
from filterlang.ide.editor_document import EditorDocument
from filterlang.lint.reported import FileFinding
from filterlang.text.edits import apply
from tests.ide.host_files import HABITS, document_of, document_of_file

COMMENT = "filterlang: ignore["


def ignoring(document: EditorDocument, finding: FileFinding) -> CodeAction | None:
    title = f"Ignore {finding.diagnostic.code} here"
    return next((action for action in code_actions(document, finding.diagnostic.span) if action.title == title), None)


def after(document: EditorDocument, action: CodeAction) -> EditorDocument:
    return document_of(apply(document.source.text, action.edits), document.source.name)


def of_filters(document: EditorDocument) -> list[FileFinding]:
    return [finding for finding in document.findings if finding.filter is not None]


@pytest.mark.parametrize("path", HABITS, ids=lambda path: path.name)
def test_a_comment_hides_its_finding_and_nothing_finds_the_comment(path: Path) -> None:
    document = document_of_file(path)
    for finding in of_filters(document)[:3]:
        action = ignoring(document, finding)
        if action is None:
            continue
        ignored = after(document, action)
        codes = [each.diagnostic.code for each in document.findings]
        left = [each.diagnostic.code for each in ignored.findings]
        assert left.count(finding.diagnostic.code) < codes.count(finding.diagnostic.code)
        assert all(left.count(code) <= codes.count(code) for code in left)
        assert [view.text for view in ignored.views] == [view.text for view in document.views]


IN_EVERY_LANGUAGE = {
    "a.py": ('from langsmith import Client\nClient().list_runs(filter="eq(status, eror)")\n', "#"),
    "a.ts": ('import { Client } from "langsmith";\nclient.listRuns({ filter: "eq(status, eror)" });\n', "//"),
    "a.js": ('import { Client } from "langsmith";\nclient.listRuns({ filter: "eq(status, eror)" });\n', "//"),
    "a.tsx": ('import { Client } from "langsmith";\nconst a = client.listRuns({ filter: "eq(status, eror)" });\n', "//"),
    "langsmith.yaml": ("trace_filter: eq(status, eror)\n", "#"),
    "langsmith.toml": ('trace_filter = "eq(status, eror)"\n', "#"),
    "langsmith.env": ('LANGSMITH_FILTER="eq(status, eror)"\n', "#"),
    "a.tf": ('resource "langsmith_run_rule" "a" {\n  filter = "eq(status, eror)"\n}\n', "#"),
    "a.md": ("# LangSmith\n\n```filter\neq(status, eror)\n```\n", "#"),
    "b.md": ('# LangSmith\n\n```json\n{"trace_filter": "eq(status, eror)"}\n```\n', "<!--"),
    "c.md": ('# LangSmith\n\n```python\nclient.list_runs(filter="eq(status, eror)")\n```\n', "#"),
    "a.sh": ("langsmith run list --filter 'eq(status, eror)'\n", "#"),
    "Makefile": ("runs:\n\tlangsmith run list --filter 'eq(status, eror)'\n", "#"),
    "a.go": ('package a\n\nvar q = langsmith.RunQueryParams{\n\tFilter: langsmith.F("eq(status, eror)"),\n}\n', "//"),
    "A.java": ('class A { Object a = RunQueryV2Params.builder().filter("eq(status, eror)"); } // langsmith\n', "//"),
    "a.kt": ('val a = RunQueryV2Params.builder().filter("eq(status, eror)") // langsmith\n', "//"),
    "A.cs": ('// LangSmith\nclass A { object a = client.Runs.Query(filter: "eq(status, eror)"); }\n', "//"),
    "a.filter": ("eq(status, eror)\n\neq(is_root, true)\n", "#"),
    "a.ipynb": (
        '{"cells": [{"cell_type": "code", "source": ["client.list_runs(filter=\\"eq(status, eror)\\")\\n", "print(1)"]}]}',
        "#",
    ),
}
"""For each language a file with one finding, and how its comment begins."""


@pytest.mark.parametrize("name", IN_EVERY_LANGUAGE)
def test_every_language_with_comments_has_the_action(name: str) -> None:
    text, mark = IN_EVERY_LANGUAGE[name]
    document = document_of(text, name)
    codes = [finding.diagnostic.code for finding in document.findings]
    action = ignoring(document, next(each for each in of_filters(document) if each.diagnostic.code == "FL105"))
    assert action is not None
    ignored = after(document, action)
    assert ["FL105", *(finding.diagnostic.code for finding in ignored.findings)] == sorted(codes)
    assert f"{mark} {COMMENT}" in ignored.source.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"trace_filter": "eq(status, eror)"}'),
        ("a.http", 'POST https://api.smith.langchain.com/api/v1/runs/query\n\n{\n"trace_filter": "eq(status, eror)"\n}\n'),
        ("a.mdx", '# LangSmith\n\n```json\n{"trace_filter": "eq(status, eror)"}\n```\n'),
        ("b.py", 'from langsmith import Client\nClient().list_runs(filter="eq(status, eror)"\nx = 1\n'),
    ],
)
def test_nothing_is_offered_where_a_comment_would_break_the_file(name: str, text: str) -> None:
    document = document_of(text, name)
    findings = of_filters(document)
    assert findings
    assert all(ignoring(document, finding) is None for finding in findings)


def test_a_second_rule_joins_the_comment() -> None:
    text = 'client.list_runs(filter="and(eq(status, eror), gt(latency, 500ms))")\n'
    document = document_of(text, "a.py")
    for _ in range(2):
        action = ignoring(document, of_filters(document)[0])
        assert action is not None
        document = after(document, action)
    assert document.source.text == f"{text.rstrip()}  # filterlang: ignore[FL105, FL110]\n"
    assert document.findings == ()


def test_a_comment_stands_before_a_command_over_several_lines() -> None:
    text = "set -e\nlangsmith run list \\\n  --filter 'eq(status, eror)' \\\n  --limit 5\n"
    document = document_of(text, "a.sh")
    action = ignoring(document, of_filters(document)[0])
    assert action is not None
    assert after(document, action).source.text == text.replace("langsmith", "# filterlang: ignore[FL105]\nlangsmith", 1)


def test_a_comment_follows_the_line_ends_of_its_file() -> None:
    document = document_of("eq(status, eror)\r\n", "a.filter")
    action = ignoring(document, of_filters(document)[0])
    assert action is not None
    assert after(document, action).source.text == "# filterlang: ignore[FL105]\r\neq(status, eror)\r\n"
