"""Simplified filters, as they are written down in ``simplified.txt`` and on the page about simplifying."""

import os
from pathlib import Path
import re

from effort import calls_in
import pytest

from filterlang import FilterError, Simplified, from_text, parse, simplify

TABLE = Path(__file__).with_name("simplified.txt")
PAGE = Path(__file__).parents[2] / "docs" / "simplifying.md"
EXAMPLES = re.findall(r"^\| `([\w-]+)` \| `(.*)` \| `(.*)` \|$", PAGE.read_text(), re.MULTILINE)


def test_the_filters_of_the_table_become_what_is_written_below_them() -> None:
    """A filter, an arrow with what it becomes, and the rules that were used; ``UPDATE_CASES=1`` writes the table anew."""
    filters = [line for line in TABLE.read_text().splitlines() if line and not line.startswith(" ")]
    assert len(filters) >= 80
    lines: list[str] = []
    for filter in filters:
        result = simplify(filter)
        rules = ", ".join(step.rule for step in result.steps)
        lines += [filter, f"    -> {result}    {rules}" if result.steps else "    stays"]
    text = "\n".join(lines) + "\n"
    if "UPDATE_CASES" in os.environ:
        TABLE.write_text(text)
    assert TABLE.read_text() == text


@pytest.mark.parametrize(("rule", "before", "after"), EXAMPLES)
def test_the_examples_of_the_page_hold(rule: str, before: str, after: str) -> None:
    result = simplify(before)
    assert (result.text, rule in [step.rule for step in result.steps]) == (after, True)


def test_a_text_a_tree_and_an_expression_are_simplified() -> None:
    text = "and(gt(latency, 5), and(gt(latency, 10)))"
    results = [simplify(filter) for filter in (text, parse(text).tree, from_text(text))]
    assert [str(result) for result in results] == ["gt(latency, 10)"] * 3
    assert isinstance(results[0], Simplified)


@pytest.mark.parametrize("filter", ["eq(status, success)", "eq(nam, 'a')", "eq(name, 'a'"])
def test_a_filter_with_an_error_is_refused(filter: str) -> None:
    with pytest.raises(FilterError):
        simplify(filter)


def test_what_a_dialect_refuses_is_simplified() -> None:
    assert simplify("or(eq(error, null), not(not(eq(error, null))))").text == "eq(error, null)"


FLAT = {
    "equalities": lambda n: _junction("or", [f'eq(name, "{i}")' for i in range(n)]),
    "exclusions": lambda n: _junction("and", [f'neq(name, "{i}")' for i in range(n)]),
    "bounds": lambda n: _junction("and", [f"gt(latency, {i})" for i in range(n)]),
    "patterns": lambda n: _junction("or", [f'like(name, "{i}%")' for i in range(n)]),
    "pairs": lambda n: _junction("or", [f'and(eq(metadata_key, "k"), eq(metadata_value, "{i}"))' for i in range(n)]),
    "halves": lambda n: _junction("and", [f'not(eq(metadata_key, "{i}"))' for i in range(n)]),
    "lists": lambda n: f'and(in(name, [{", ".join(f"{chr(34)}{i}{chr(34)}" for i in range(n))}]), neq(name, "1"))',
    "deep conjunctions": lambda n: "and(gt(latency, 5), " * n + 'eq(name, "a")' + ")" * n,
    "deep alternatives": lambda n: (
        "".join(f'and(gt(latency, {i}), or(like(name, "{i}"), ' for i in range(n)) + 'eq(id, "a")' + "))" * n
    ),
    "negations": lambda n: "not(" * n + "gt(latency, 5)" + ")" * n,
    "negated conjunctions": lambda n: "".join(f'not(and(neq(name, "{i}"), ' for i in range(n)) + 'eq(id, "a")' + "))" * n,
    "single arguments": lambda n: "and(or(" * n + "gt(latency, 5)" + "))" * n,
}


def _junction(operator: str, parts: list[str]) -> str:
    return f"{operator}({', '.join(parts)})"


@pytest.mark.parametrize("shape", FLAT)
def test_simplifying_takes_work_in_proportion_to_the_filter(shape: str) -> None:
    small, large = (calls_in(simplify, FLAT[shape](size)) / size for size in (200, 600))
    assert large < 1.3 * small
