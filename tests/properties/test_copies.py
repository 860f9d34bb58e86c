"""Each copy of a mistake is as many findings as every other, however many copies there are; no finding comes twice."""

from collections import Counter
import json
from pathlib import Path

from effort import examples, some
from hypothesis import given, settings
import pytest
from strategies import texts
from token_rows import drawn_rows

from filterlang import check

TESTS = Path(__file__).parents[1]
ROWS = [json.loads(line) for line in (TESTS / "corpus" / "filters.jsonl").read_text(encoding="utf-8").splitlines()]
HEADS = [
    line.partition("| ")[2]
    for file in (TESTS / "messages").glob("*.txt")
    for line in file.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "\\u" not in line
]
MISTAKES = sorted({row["filter"] for row in ROWS if row["valid"] == "no"} | set(HEADS))
JOINED = {
    "arguments": lambda copies: f"and({', '.join(copies)})",
    "alternatives": lambda copies: f"or({', '.join(copies)})",
    "infix": " and ".join,
    "groups": lambda copies: " and ".join(f"({copy})" for copy in copies),
    "side by side": ", ".join,
}


def counted(text, dialect="portable"):
    return Counter((finding.code, finding.severity) for finding in check(text, dialect))


@pytest.mark.parametrize("joined", JOINED)
def test_copies_of_a_mistake_are_as_many_findings_at_any_number(joined):
    # Two quotes without partners become partners, so the number of copies is odd each time.
    for mistake in some(MISTAKES[list(JOINED).index(joined) :], 4):
        three, five, many = (counted(JOINED[joined]([mistake] * count)) for count in (3, 5, 53))
        for kind in three | five | many:
            assert many[kind] - three[kind] == 25 * (five[kind] - three[kind]), (mistake, kind)


@pytest.mark.parametrize("count", [39, 40, 41, 49, 50, 51, 101])
def test_the_number_of_conditions_beside_it_changes_no_finding(count):
    beside = [f"has(tags, 't{number}')" for number in range(1, count + 1)]
    for mistake in ("eq(metadata_value, 'x')", "tags contains 'x'", 'or(eq(feedback_key, "a"), gt(feedback_score, 1))'):
        assert counted(JOINED["arguments"]([mistake, *beside])) == counted(JOINED["arguments"]([mistake, "has(tags, 't')"]))


def test_several_pairs_are_nested_however_many_there_are():
    pair = "eq(metadata_key, 'k'), eq(metadata_value, 'v')"
    for count in (2, 19, 20, 21, 100):
        (found,) = check(f"and({', '.join([pair] * count)})")
        assert found.code == "FL302"
        assert found.fixes[0].safe


@given(texts | drawn_rows)
@settings(max_examples=examples(100))
def test_no_finding_comes_twice_and_none_is_empty(text):
    for dialect in ("portable", "examples"):
        found = [(finding.code, finding.span, finding.message) for finding in check(text, dialect)]
        assert len(set(found)) == len(found)
        assert all(message.strip() and "``" not in message for _, _, message in found)


@pytest.mark.parametrize("text", ['foo:("a" "b")', 'n"error"eq(x "0")', '|"x"<=.5=> >=== %s !', "and(neq(name, 'x')not)"])
def test_an_operand_of_two_conditions_is_one_mistake(text):
    found = [(finding.code, finding.span) for finding in check(text)]
    assert len(set(found)) == len(found)
