"""The language reference tells the truth: its tables are up to date, and its examples and claims are run."""

from importlib.util import module_from_spec, spec_from_file_location
import json
from pathlib import Path
import re
from typing import Any

import pytest

from filterlang import check, fix
from filterlang.findings.errors import FilterError
from filterlang.evaluate.reference import matcher

GRAMMAR = Path(__file__).parent.parent / "grammar"
TEXT = (GRAMMAR / "README.md").read_text(encoding="utf-8")
MINUTE = (GRAMMAR.parent / "docs" / "language.md").read_text(encoding="utf-8")


def _generator(name: str) -> Any:
    """The module of ``grammar/`` with a name; it is no package."""
    spec = spec_from_file_location(name, GRAMMAR / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generator = _generator("generate_reference")
decided = _generator("generate_lowering")

BLOCK = re.compile(r"^```([^\n]+)\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
CITATION = re.compile(r"\[(DOC|CODE|LIVE|UI|INF|\?) ([a-z0-9-]+)\]")
RUN = {
    "id": "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "trace_id": "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "name": "bot",
    "run_type": "chain", "status": "success", "start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-01T00:00:05Z",
}  # fmt: skip


def _filters(kind: str) -> list[tuple[str, str]]:
    """The filters of the blocks of a kind, each with what its block's tag says more; an indented line continues a filter."""
    return [
        (text, tag.removeprefix(kind).strip())
        for tag, block in BLOCK.findall(TEXT + MINUTE)
        if tag.split()[0] == kind
        for text in re.split(r"\n(?![\s)])", block)
    ]


def _repairs() -> list[tuple[str, str]]:
    """The rows of the table of what does not work, and what to write instead."""
    return re.findall(r"^\| `(.+)` \| `(.+)` \|$", MINUTE, re.MULTILINE)


def _rows(head: str) -> list[list[str]]:
    """The cells of the rows of the table whose head begins like this, its head first."""
    start = TEXT.index(f"\n| {head}") + 1
    lines = TEXT[start:].split("\n\n", 1)[0].splitlines()
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [rows[0], *rows[2:]]


def _claims() -> list[tuple[str, str, str]]:
    """Every filter that a table speaks of, with a run and whether it is selected."""
    head, *cases = _rows("filter | it holds")
    negatives = [
        (row[0], f'{{"metadata": {column.strip("`")}}}', cell)
        for row in cases
        for column, cell in zip(head[2:], row[2:], strict=True)
    ]
    choices = [(filter, run, selected) for _, _, filter, run, selected in _rows("choice | basis")[1:]]
    return [(filter.strip("`"), run.strip("`"), selected) for filter, run, selected in (*negatives, *choices)]


def test_its_tables_are_up_to_date():
    assert generator.render(TEXT) == TEXT, "run python grammar/generate_reference.py"


def test_the_tables_of_the_guide_to_migrating_are_up_to_date():
    guide = generator.GUIDE.read_text(encoding="utf-8")
    assert generator.render(guide) == guide, "run python grammar/generate_reference.py"
    assert re.findall(r"<!-- generated: (\w+) -->", guide) == [*generator._REGIONS_OF_GUIDE]


def test_the_table_of_what_sql_decides_is_up_to_date():
    page = decided.PAGE.read_text(encoding="utf-8")
    assert len(decided.REGION.findall(page)) == 1
    assert decided.render(page) == page, "run python grammar/generate_lowering.py"


def test_every_kind_of_condition_is_in_the_table_of_what_sql_decides():
    page = decided.PAGE.read_text(encoding="utf-8")
    assert [label for label, _, _ in decided.conditions() if label not in page] == []


def test_the_pages_of_rules_are_up_to_date():
    pages = {path.relative_to(generator.ROOT).as_posix(): path for path in (generator.ROOT / generator.PAGES).glob("*.md")}
    written = {name: path.read_text(encoding="utf-8") for name, path in pages.items()}
    assert written == generator.pages_of_rules(), "run python grammar/generate_reference.py"


def test_every_generated_table_stands_in_it_once():
    assert sorted(re.findall(r"<!-- generated: (\w+) -->", TEXT)) == sorted(generator._REGIONS)


def test_check_fails_when_a_table_is_out_of_date(tmp_path, monkeypatch, capsys):
    copy = tmp_path / "README.md"
    copy.write_text(TEXT.replace("| FL001 |", "| FL000 |"), encoding="utf-8")
    monkeypatch.setattr(generator, "README", copy)
    assert generator.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert generator.main([]) == 0
    assert copy.read_text(encoding="utf-8") == TEXT
    assert generator.main(["--check"]) == 0


@pytest.mark.parametrize(("grade", "key"), sorted(set(CITATION.findall(TEXT))))
def test_citations_name_a_source_and_its_grade(grade, key):
    assert generator.SOURCES[key].grade.value == grade


@pytest.mark.parametrize(("text", "dialect"), _filters("filter"))
def test_filters_that_it_shows_are_right(text, dialect):
    assert [found.code for found in check(text, dialect or "portable") if found.is_error] == []


@pytest.mark.parametrize(("text", "code"), _filters("wrong"))
def test_filters_that_it_calls_wrong_have_a_finding(text, code):
    found = [finding.code for finding in check(text)]
    assert code in found if code else found


@pytest.mark.parametrize(("text", "fixed"), _repairs())
def test_what_does_not_work_is_repaired_as_it_says(text, fixed):
    assert fix(text) == fixed


@pytest.mark.parametrize(("text", "run", "selected"), _claims())
def test_what_it_says_of_local_runs_is_so(text, run, selected):
    changes = json.loads(run)
    record = {**RUN, **changes, "extra": {"metadata": changes.get("metadata", {})}}
    assert ("yes" if matcher(text)(record) else "no") == selected


def test_filters_with_errors_of_types_are_not_run_but_refusals_of_a_dialect_are():
    for text in ("eq(name, 5)", "foo(name, 1)", "eq(status"):
        with pytest.raises(FilterError):
            matcher(text)
    for text in ('not(eq(status, "error"))', 'exists(metadata, "k")', "gt(total_tokens, 1)"):
        assert matcher(text)(RUN) in (True, False)
