"""Files as people write them, each with the filters, the calls that end and the findings that are expected of it.

``habits/NAME`` is the file and ``habits/NAME.expected`` what is found in it. ``UPDATE_CASES=1`` writes what is found now: read
the difference before it is kept.
"""

import os
from pathlib import Path

import pytest

from filterlang.hosts.embedded_checks import check_embedded
from filterlang.hosts.ending_calls import search
from filterlang.hosts.host_languages import language_of_file
from filterlang.text.source import Source

FOLDER = Path(__file__).parent / "habits"
FILES = sorted(path for path in FOLDER.glob("*") if path.suffix != ".expected")


def found_in(path: Path) -> str:
    """What is found in a file: each filter with its place, and its findings below it."""
    language = language_of_file(path.name)
    assert language is not None
    source = Source(path.read_bytes().decode(), path.name)
    rows: list[str] = []
    filters, calls = search(source, language)
    for filter in filters:
        holes = f" holes={','.join(hole.place for hole in filter.holes)}" if filter.holes else ""
        marks = f"{holes}{' fragment' * filter.fragment}{' unfixable' * (not filter.fixable)}"
        start, end = source.position(filter.span.start), source.position(filter.span.end)
        rows.append(f"{start[0]}:{start[1]}-{end[0]}:{end[1]} {filter.language} {filter.kind} {filter.where}{marks}")
        rows += (f"    | {line}" for line in filter.text.splitlines())
        for finding in check_embedded(filter, "portable"):
            line, column = source.position(filter.source.in_file(finding.span)[1].start)
            rows.append(f"  {line}:{column} {finding.severity.value} {finding.code} {finding.message}")
    for call in calls:
        line, column = source.position(call.span.start)
        rows.append(f"{line}:{column} {call.severity.value} {call.code} {call.message}")
    return "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_gives_the_filters_and_findings_that_are_expected(path: Path) -> None:
    expected = path.with_name(f"{path.name}.expected")
    found = found_in(path)
    if "UPDATE_CASES" in os.environ:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
