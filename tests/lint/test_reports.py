"""Every format of a report: valid, complete, and harmless whatever files and messages hold."""

from collections.abc import Iterable
import json
from pathlib import Path
import re
import shutil
import subprocess
import tarfile
from typing import Any
from xml.etree import ElementTree as ET

from effort import examples
from file_reports import report_of, report_with
from hypothesis import given, settings, strategies as st
import jsonschema
import pytest

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.evidence import Severity
from filterlang.lint.lint_result import LintResult
from filterlang.lint.report.report_formats import FORMATS, write
from filterlang.lint.reported import FileReport
from filterlang.lint.statistics import rule_counts, statistics_lines
from filterlang.text.edits import Edit
from filterlang.text.source import Source, Span

TEXT = 'and(\n  eq(name, "\U0001f600"), eq(status, success)\n)'
HOSTILE = "\x1b[31m\r\n::error file=x::y\x00\u202e<a b=\"c\" d='e'>&]]>\ufffe\ud800,%0A: [click](https://example.org)"


def written(name: str, *reports: FileReport, text: str = TEXT, **options: Any) -> str:
    return "".join(write(name, LintResult(reports, lambda report: Source(text, report.path), **options)))


def hostile_report(hostile: str = HOSTILE) -> FileReport:
    fix = Fix(hostile, (Edit(Span(0, 3), hostile),))
    found = Diagnostic("FL014", "bare-word", hostile, Severity.ERROR, Span(0, 3), hostile, (fix,))
    return report_with(f"d/{hostile}", hostile, found)


@pytest.fixture(scope="session")
def sarif_schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The schema of SARIF 2.1.0, from a package of its authors."""
    folder = tmp_path_factory.mktemp("sarif")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    packed = subprocess.run(
        [npm, "pack", "--silent", "@microsoft/jest-sarif@1.0.0-beta.0"], cwd=folder, check=False, capture_output=True
    )
    if packed.returncode:
        pytest.skip("the package with the schema cannot be downloaded")
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packages:
        file = packages.extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json")
        assert file is not None
        return json.load(file)


def test_the_full_format_shows_the_line_of_the_file() -> None:
    assert written("full", report_of("a.filter", TEXT)) == (
        "error[FL014]: the text success stands without quotes\n"
        " --> a.filter:2:29\n"
        "  |\n"
        '2 |   eq(name, "\U0001f600"), eq(status, success)\n'
        "  |                              ^^^^^^^\n"
        '  = help: write "success"\n\n'
    )


def test_an_excerpt_fits_into_80_columns() -> None:
    long = f'and(eq(name, "{"x" * 300}"), eq(status, success), eq(name, "{"y" * 300}"))'
    lines = written("full", report_of("a.filter", long), text=long).splitlines()
    assert max(map(len, lines)) <= 80


def test_the_concise_format_is_one_line_a_finding_and_marks_what_can_be_fixed() -> None:
    assert written("concise", report_of("a.filter", TEXT)) == (
        "a.filter:2:29: FL014 [*] the text success stands without quotes\n"
    )


def test_json_has_every_key_and_places_of_the_file() -> None:
    (finding,) = json.loads(written("json", report_of("a.filter", TEXT)))
    assert finding == {
        "file": "a.filter", "line": 2, "column": 29, "end_line": 2, "end_column": 36,
        "code": "FL014", "slug": "bare-word", "severity": "error",
        "message": "the text success stands without quotes", "help": 'write "success"',
        "fixes": [{
            "message": 'write "success"', "safe": True,
            "edits": [{"line": 2, "column": 29, "end_line": 2, "end_column": 36, "text": '"success"'}],
        }],
        "filter": {
            "file": "a.filter", "host": "filter", "kind": "run", "line": 1, "column": 1, "end_line": 3, "end_column": 2,
            "text": TEXT, "where": "a file of filters", "holes": [], "injection": False,
        },
    }  # fmt: skip
    (line,) = written("jsonl", report_of("a.filter", TEXT)).splitlines()
    assert json.loads(line) == finding


@pytest.mark.parametrize("reports", [(), (report_of("a.filter", 'eq(name, "a")'),)], ids=["no file", "no finding"])
def test_structured_formats_without_findings_are_valid_documents(reports: tuple[FileReport, ...]) -> None:
    assert json.loads(written("json", *reports)) == json.loads(written("gitlab", *reports)) == []
    assert written("jsonl", *reports) == written("github", *reports) == written("full", *reports) == ""
    assert json.loads(written("sarif", *reports))["runs"][0]["results"] == []
    suites = ET.fromstring(written("junit", *reports))
    assert (suites.get("tests"), suites.get("failures")) == ("1", "0")


def test_github_annotations_have_columns_only_within_a_line() -> None:
    one_line = written("github", report_of("a,b:c.filter", TEXT))
    assert one_line == (
        "::error file=a%2Cb%3Ac.filter,line=2,endLine=2,col=29,endColumn=36,title=filterlang (FL014)::"
        'FL014 the text success stands without quotes%0Awrite "success"\n'
    )
    found = Diagnostic("FL301", "unpaired-value", "m", Severity.NOTE, Span(0, 10))
    assert written("github", report_with("a", TEXT, found)) == (
        "::notice file=a,line=1,endLine=2,title=filterlang (FL301)::FL301 m\n"
    )


def test_a_fingerprint_stays_when_lines_move_and_is_unique_in_a_file() -> None:
    def fingerprints(*reports: FileReport) -> list[str]:
        return [issue["fingerprint"] for issue in json.loads(written("gitlab", *reports))]

    once = report_of("a.filter", "eq(status, success)")
    moved = FileReport("./a.filter", once.filters, once.findings)
    twice = FileReport("a.filter", once.filters * 2, once.findings * 2)
    assert fingerprints(once) == fingerprints(moved) == fingerprints(twice)[:1]
    assert len(set(fingerprints(twice))) == 2
    (issue,) = json.loads(written("gitlab", once))
    assert issue["severity"] == "major" and issue["location"] == {"path": "a.filter", "lines": {"begin": 1, "end": 1}}


def results_of(sarif: str) -> Any:
    (run,) = json.loads(sarif)["runs"]
    return run


def test_sarif_is_valid_with_regions_in_code_points(sarif_schema: Any) -> None:
    skipped = FileReport("b c.py", skipped="not text", notes=("a part",))
    reports = (report_of("a.filter", TEXT), skipped, hostile_report(), report_of("../é.filter", TEXT))
    text = written("sarif", *reports)
    jsonschema.validate(json.loads(text), sarif_schema)
    run = results_of(text)
    assert run["columnKind"] == "unicodeCodePoints"
    first = run["results"][0]
    region = {"startLine": 2, "startColumn": 29, "endLine": 2, "endColumn": 36}
    assert first["locations"][0]["physicalLocation"]["region"] == region
    replacement = {"deletedRegion": region, "insertedContent": {"text": '"success"'}}
    assert first["fixes"][0]["artifactChanges"][0]["replacements"] == [replacement]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "FL014"
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]]
    assert uris[0] == "a.filter" and uris[-1].startswith("file:///") and uris[-1].endswith("/%C3%A9.filter")
    assert len({each["partialFingerprints"]["filterlangFinding/v1"] for each in run["results"]}) == len(uris)
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [each["message"]["text"] for each in notifications] == ["skipped: not text", "a part"]


def test_an_empty_sarif_log_is_valid(sarif_schema: Any) -> None:
    jsonschema.validate(json.loads(written("sarif")), sarif_schema)


def control_characters(text: str) -> set[str]:
    return set(re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text))


@pytest.mark.parametrize("name", FORMATS)
@given(hostile=st.text(st.characters(exclude_categories=()), max_size=20).map(lambda text: text + HOSTILE))
@settings(max_examples=examples(20), deadline=None)
def test_hostile_names_and_texts_are_harmless_in_every_format(name: str, hostile: str) -> None:
    text = written(name, hostile_report(hostile), text=hostile)
    assert control_characters(text) == set()
    if name == "junit":
        assert len(ET.fromstring(text).findall(".//failure")) == 1
    elif name == "github":
        assert re.fullmatch(r"::error file=[^:,\n]*,line=1,endLine=\d(,col=1,endColumn=\d)?,title=[^:,\n]*::.*\n", text)
    elif name == "jsonl":
        assert json.loads(text)["file"] == f"d/{hostile}"
    elif name == "concise":
        assert text.count("\n") == 1
    elif name in ("json", "gitlab"):
        assert len(json.loads(text)) == 1
    elif name == "sarif":
        assert "](" not in results_of(text)["results"][0]["message"]["text"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_was_skipped_breaks_no_format(name: str) -> None:
    text = written(name, FileReport(f"d/{HOSTILE}", skipped=HOSTILE))
    assert control_characters(text) == set()
    if name == "junit":
        assert ET.fromstring(text).find(".//skipped") is not None


def lines_of_statistics(reports: Iterable[FileReport]) -> list[str]:
    return list(statistics_lines(rule_counts(reports)))


def test_statistics_count_rules_and_mark_what_can_be_fixed() -> None:
    texts = ("eq(status, success)", "eq(status, pending)", 'eq(metadata_value, "u1")')
    reports = [report_of(f"{number}.filter", text) for number, text in enumerate(texts)]
    assert lines_of_statistics(reports) == ["2  FL014  [*]  bare-word\n", "1  FL301  [ ]  unpaired-value\n"]
    assert lines_of_statistics([]) == []


def test_every_format_is_a_module() -> None:
    folder = Path(__file__).parents[2] / "filterlang" / "lint" / "report"
    assert {path.stem for path in folder.glob("*_report.py")} == {f"{name}_report" for name in FORMATS}
