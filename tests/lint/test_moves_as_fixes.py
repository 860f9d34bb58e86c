"""The moves of calls that end with v1 are unsafe fixes of the findings about them: in checks, in fixed files and in editors."""

import ast
from typing import Any

import pytest

from filterlang.findings.evidence import Severity
from filterlang.hosts import ending_calls
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.filter_search import FoundFilters, search_filters
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.ide.code_actions import code_actions
from filterlang.ide.editor_document import EditorDocument
from filterlang.lint.checking_files import check_text
from filterlang.lint.file_texts import FileText
from filterlang.lint.fixing_files import fix_text
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.moving_files import move_text
from filterlang.lint.reported import FileFinding
from filterlang.migrate.code import javascript_program, python_program
from filterlang.migrate.code.offered_moves import TITLES
from filterlang.text.edits import apply
from filterlang.text.source import Source, Span

PYTHON = HOST_LANGUAGES["python"]
MOVABLE = """\
from langsmith import Client

client = Client()
for run in client.list_runs(project_name="support", filter='eq(status, "success")'):
    print(run.name)
"""
SCRIPT = "import { Client } from 'langsmith';\nnew Client().listRuns({ filter: 'eq(status, \"success\")' });\n"
FIXABLE = MOVABLE.replace('"success"', "success")
TO_DECIDE = MOVABLE.replace("filter='", "query='")
IGNORED = MOVABLE.replace("'):", "'):  # filterlang: ignore[FL901]")


def ending(text: str) -> FileFinding:
    """The finding about the call."""
    findings = check_text(Source(text, "a.py"), PYTHON, LintSettings()).findings
    (finding,) = [finding for finding in findings if finding.diagnostic.slug == "ending-call"]
    return finding


def test_a_call_that_can_be_moved_has_a_fix_for_each_target() -> None:
    diagnostic = ending(MOVABLE).diagnostic
    assert diagnostic.severity is Severity.NOTE
    assert [(fix.message, fix.safe) for fix in diagnostic.fixes] == [(title, False) for title in TITLES.values()]
    for fix in diagnostic.fixes:
        moved = apply(MOVABLE, fix.edits)
        ast.parse(moved)
        findings = check_text(Source(moved, "a.py"), PYTHON, LintSettings()).findings
        assert not [finding for finding in findings if finding.diagnostic.slug == "ending-call"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", MOVABLE),
        ("typescript", "import { Client } from 'langsmith';\nnew Client().listRuns({ filter: 'eq(a, 1)' });\n"),
    ],
)
def test_a_file_with_a_call_is_searched_and_read_as_a_program_once(
    language: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[Source] = []
    parsed: list[Source] = []

    def counted(source: Source, *arguments: Any) -> FoundFilters:
        searched.append(source)
        return search_filters(source, *arguments)

    class Document(HostDocument):
        def __init__(self, source: Source, *arguments: Any) -> None:
            parsed.append(source)
            super().__init__(source, *arguments)

    monkeypatch.setattr(ending_calls, "search_filters", counted)
    for module in (javascript_program, python_program):
        monkeypatch.setattr(module, "HostDocument", Document)
    source = Source(text, f"searched once.{language}")
    findings = check_text(source, HOST_LANGUAGES[language], LintSettings()).findings
    assert "ending-call" in [finding.diagnostic.slug for finding in findings]
    assert searched == [source]
    assert parsed == [source]


def test_a_call_to_decide_has_its_reason_and_no_fix() -> None:
    diagnostic = ending(TO_DECIDE).diagnostic
    assert diagnostic.fixes == ()
    assert "plain language" in str(diagnostic.help)


def test_only_unsafe_fixes_move_calls() -> None:
    settings = LintSettings()
    assert fix_text(FileText(FIXABLE), "a.py", PYTHON, settings).after == MOVABLE
    unsafe = fix_text(FileText(FIXABLE), "a.py", PYTHON, settings, unsafe=True)
    assert [finding.slug for finding in unsafe.resolved] == ["bare-word", "ending-call"]
    assert apply(FIXABLE, unsafe.edits) == unsafe.after
    assert ".runs.query(" in unsafe.after
    assert fix_text(FileText(unsafe.after), "a.py", PYTHON, settings, unsafe=True).edits == ()


def test_a_call_is_moved_only_where_its_finding_is_reported() -> None:
    for text, settings in ((IGNORED, LintSettings()), (MOVABLE, LintSettings(ignore=("ending-call",)))):
        assert "list_runs" in fix_text(FileText(text), "a.py", PYTHON, settings, unsafe=True).after
    assert move_text(FileText(IGNORED), "a.py", PYTHON, "v2", lambda part: part.kind.value == "call").edits == ()


def test_an_editor_offers_the_moves() -> None:
    document = EditorDocument(Source(MOVABLE, "a.py"), PYTHON, LintSettings())
    at = MOVABLE.index("list_runs")
    offered = {action.title: action for action in code_actions(document, Span(at, at))}
    for fix in ending(MOVABLE).diagnostic.fixes:
        title = fix.message[0].upper() + fix.message[1:]
        assert offered[title].edits == fix.edits
        assert not offered[title].preferred
