"""Every place of a decoded text is mapped to the exact place in its host file and back, and edits are written there."""

import json
from random import Random

from effort import examples
from host_literals import HOSTS, read_json, read_python, write_json, write_python
import pytest

from filterlang import check
from filterlang.findings.rendering import render
from filterlang.text.edits import Edit, apply, insert, replace
from filterlang.text.host_edits import in_file
from filterlang.text.source import Literal, OffsetMap, Source, Span

EACH = examples(400)


@pytest.mark.parametrize("host", HOSTS)
def test_every_offset_of_a_thousand_literals_is_mapped_there_and_back(host: str) -> None:
    texts, write, read, judge = HOSTS[host]
    random = Random(host)
    for _ in range(EACH):
        text = texts(random)
        file = Source(write(text, random), "file")
        source = read(file)
        assert source.text == judge(file.text) == text
        assert source.map is not None
        covered: list[int] = []
        for offset in range(len(text)):
            _, place = source.in_file(Span(offset, offset + 1))
            assert source.from_file(place) == Span(offset, offset + 1)
            assert len(place) >= 1
            assert file.offset(*file.position(place.start)) == place.start
            assert file.text[place.start : place.end] == text[offset] or file.text[place.start] in "\\\r\n"
            covered += range(place.start, place.end)
            for inside in range(place.start, place.end):
                assert source.from_file(Span(inside, inside + 1)) == Span(offset, offset + 1)
        assert covered == sorted(set(covered))  # in order, and no place of the file stands for two characters
        for between in set(range(len(file.text))) - set(covered):
            assert len(source.from_file(Span(between, between + 1))) == 0
        for start in range(len(text) + 1):
            place = source.in_file(Span(start, len(text)))[1]
            assert source.from_file(place) == Span(start, len(text))


@pytest.mark.parametrize("host", HOSTS)
def test_an_edit_of_the_text_is_an_edit_of_the_host_in_its_own_escaping(host: str) -> None:
    texts, write, read, judge = HOSTS[host]
    random = Random(f"edits of {host}")
    written = refused = 0
    for _ in range(EACH):
        text = texts(random)
        file = Source(write(text, random), "file")
        source = read(file)
        start, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
        edits = [replace(start, end, random.choice(("", "x", '"é" \\ \'😀', ")")))]
        in_host = in_file(source, edits)
        assert source.map is not None
        if in_host is None:
            refused += 1
            assert host == "Python" and source.map.literals_of(edits[0].span) == [] and start < end
        elif host != "YAML" or is_block(text, start, apply(text, edits)):
            written += 1
            assert judge(apply(file.text, in_host)) == apply(text, edits)
    assert written > EACH / 4
    assert (refused > EACH / 20) == (host == "Python")


def is_block(text: str, start: int, edited: str) -> bool:
    """Whether an edit is not of an empty line, which may have no indentation, and a block of YAML can hold what it makes."""
    return text[start - 1 : start + 1] != "\n\n" and edited != "" and edited == edited.strip("\n")


def literal_in(text: str, name: str = "a.py") -> Source:
    return read_python(Source(text, name))


def test_a_finding_is_shown_in_the_host() -> None:
    source = literal_in("""x = 1  # 😀\nFILTER = ("eq(stat" 'us, '\n    'success)')\n""")
    (finding,) = check(source.text)
    assert render(finding, source).splitlines()[1:5] == [
        " --> a.py:3:6",
        "  |",
        "3 |     'success)')",
        "  |      ^^^^^^^",
    ]
    form = finding.to_json(source)
    assert (form["file"], form["span"]) == ("a.py", {"start": 43, "end": 50, "line": 3, "column": 6})
    (fix,) = form["fixes"]  # type: ignore[misc]  # the JSON form is a dict of objects
    assert [source.map.host.text[edit["start"] : edit["end"]] for edit in fix["edits"]] == ["success"]  # type: ignore[union-attr]
    assert "file" not in finding.to_json(Source(source.text))


def test_a_fix_across_a_join_is_no_fix_of_the_host_and_its_finding_stays() -> None:
    source = literal_in("""FILTER = ("eq(status, succ" 'ess)')""")
    (finding,) = check(source.text)
    assert finding.fixes and finding.to_json(source)["fixes"] == []
    assert render(finding, source).splitlines()[4] == "  | " + " " * 22 + "^" * 10


def test_an_insertion_at_a_join_goes_to_the_literal_before_it_and_past_a_hole_to_the_one_behind_it() -> None:
    source = literal_in("""FILTER = 'ab' "cd" """)
    assert in_file(source, [insert(2, "'")]) == (insert(12, "\\'"),)
    assert in_file(source, [insert(0, "'")]) == (insert(10, "\\'"),)
    host = Source('f"a{x}b"')
    hole = Literal([(3, 6, 1, 4, False)])
    encode = json.dumps
    templated = Source(
        "a{x}b", "filter", OffsetMap(host, [Literal([(2, 3, 0, 1, True)], encode), hole, Literal([(6, 7, 4, 5, True)], encode)])
    )
    assert in_file(templated, [insert(4, "c")]) == (insert(6, '"c"'),)
    assert in_file(templated, [insert(1, "c")]) == (insert(3, '"c"'),)
    assert in_file(templated, [insert(2, "c")]) is None
    assert in_file(templated, [replace(0, 2, "c")]) is None
    assert in_file(templated, [replace(1, 4, "c")]) is None
    assert templated.in_file(Span(2, 3)) == (host, Span(3, 6))


def test_an_edit_inside_an_escape_writes_all_that_it_stands_for() -> None:
    host = Source("<&gtlt;>")
    source = Source(
        "-><-", "filter", OffsetMap(host, [Literal([(0, 1, 0, 1, True), (1, 7, 1, 3, False), (7, 8, 3, 4, True)], str.upper)])
    )
    assert in_file(source, [replace(2, 3, "x")]) == (replace(1, 7, ">X"),)
    assert in_file(source, [insert(2, "x")]) == (replace(1, 7, ">X<"),)
    assert in_file(source, [replace(0, 2, "x")]) == (replace(0, 7, "X<"),)
    assert in_file(source, [replace(1, 2, "x"), replace(2, 3, "y")]) is None


def test_a_text_that_a_literal_cannot_hold_is_no_edit() -> None:
    host = Source("r'ab'")
    source = Source(
        "ab", "filter", OffsetMap(host, [Literal([(2, 4, 0, 2, True)], lambda text: None if "'" in text else text)])
    )
    assert in_file(source, [replace(0, 1, "x"), insert(2, "'")]) is None
    assert in_file(source, [replace(0, 1, "x"), insert(2, "y")]) == (replace(2, 3, "x"), insert(4, "y"))


def test_places_and_edits_go_through_every_host() -> None:
    random = Random("nested")
    for _ in range(EACH // 4):
        text = HOSTS["JSON"][0](random)
        file = Source(write_json(write_python(text, random), random), "nested.json")
        python = read_json(file)
        filter = read_python(Source(python.text, "cell", python.map))
        assert filter.text == text
        for offset in range(len(text)):
            host, place = filter.in_file(Span(offset, offset + 1))
            assert host is file
            assert filter.from_file(place) == Span(offset, offset + 1)
        edits: list[Edit] = [replace(0, min(1, len(text)), 'é"')]
        in_host = in_file(filter, edits)
        assert in_host is not None
        changed = read_python(read_json(Source(apply(file.text, in_host))))
        assert changed.text == apply(text, edits)


def test_an_empty_literal_has_a_place() -> None:
    source = read_json(Source('{"filter": ""}'))
    assert source.in_file(Span(0, 0))[1] == Span(12, 12)
    assert source.from_file(Span(12, 12)) == Span(0, 0)
    assert in_file(source, [insert(0, '"')]) == (insert(12, '\\"'),)
    (finding,) = check(source.text)
    assert render(finding, source).splitlines()[4] == "  | " + " " * 12 + "^"
