"""Filters in the search bar's language: what each construct becomes, and that every filter has a text or a reason.

A line of ``texts.txt`` is a filter, after ``trace_filter|`` or ``tree_filter|`` if it is one. Below it stand the text, or after
``!`` the problem; after ``@`` another scope than the usual one; and after ``-`` the notes. ``UPDATE_CASES=1 pytest
tests/search_bar`` rewrites it; read the difference before committing it.
"""

from collections.abc import Iterator
import os
from pathlib import Path
import re

from effort import calls_in, depth, examples
from hypothesis import given, settings, strategies as st
import pytest

from filterlang import fix
from filterlang.checking.meaning import to_predicate
from filterlang.schema.search_bar_fields import BAR_SCOPES
from filterlang.search_bar.bar_text import SearchBarText, search_bar_text
from filterlang.semantics.predicate import And, Compare, Not, Or, Predicate
from filterlang.strategies import filters

CASES = Path(__file__).parent / "texts.txt"
INDENT = "    "


def shown(line: str) -> str:
    name, bar, text = line.partition("| ")
    name, text = (name, text) if bar else ("filter", line)
    written = search_bar_text(to_predicate(text), name)
    lines = [line, f"{INDENT}{written.text or '(nothing)'}" if written.problem is None else f"{INDENT}! {written.problem}"]
    lines += [f"{INDENT}@ {written.scope}"] * (written.scope != BAR_SCOPES[name])
    return "\n".join([*lines, *(f"{INDENT}- {note}" for note in written.notes)])


def test_texts_problems_and_notes() -> None:
    cases = CASES.read_text(encoding="utf-8")
    heads = [line for line in cases.splitlines() if not line.startswith(INDENT)]
    made = "\n".join(line if line.startswith("#") else shown(line) for line in heads) + "\n"
    if os.environ.get("UPDATE_CASES"):
        CASES.write_text(made, encoding="utf-8")
    assert made == cases


@settings(max_examples=examples(200), deadline=None)
@given(filters(max_depth=4), st.sampled_from([*BAR_SCOPES]))
def test_every_filter_has_a_text_or_a_problem(text: str, name: str) -> None:
    written = search_bar_text(to_predicate(text), name)
    assert (written.text is None) is (written.problem is not None)
    assert written.scope in BAR_SCOPES.values()
    assert written.problem is None or re.fullmatch(r"[a-z].*[^.]", written.problem)
    assert all(re.fullmatch(r"(?s)[A-Z].*\.", note) for note in written.notes)


@settings(max_examples=examples(100), deadline=None)
@given(filters("examples", max_depth=3))
def test_every_filter_of_examples_has_one_too(text: str) -> None:
    written = search_bar_text(to_predicate(text))
    assert (written.text is None) is (written.problem is not None)


PLAIN = (
    "eq(status, \"error\")", "neq(run_type, \"llm\")", "eq(name, \"two words\")", "gt(latency, 10)", "lte(total_cost, 0.5)",
    "and(gte(latency, 1), lt(latency, 5))", "and(eq(status, \"error\"), or(gt(latency, 10), eq(name, \"a\")))",
    "or(and(eq(status, \"error\"), gt(latency, 10)), eq(name, \"a\"))",
    "and(eq(metadata_key, \"env\"), eq(metadata_value, \"production\"))",
    "and(eq(feedback_key, \"k\"), lt(feedback_score, 0.5))", "has(tags, \"x\")",
)  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_the_reader_of_search_bar_clauses_reads_the_same_filter(text: str) -> None:
    """``fix`` reads clauses of the bar that people paste as filters."""
    written = search_bar_text(to_predicate(text)).text
    assert written is not None
    assert fix(written, unsafe=True) == text


HOSTILE = st.text(st.sampled_from('"\\*:()[]{}<>~- aNOTor\u00e9%')) | st.text(max_size=20)


@settings(max_examples=examples(300))
@given(HOSTILE, st.sampled_from(["eq", "like"]))
def test_no_value_leaves_its_clause(value: str, operator: str) -> None:
    """A reader of the bar's quoting, as its documentation has it, reads one clause with the value."""
    from filterlang.schema.fields import FIELDS

    written = search_bar_text(Compare(FIELDS["name"], operator, value))
    if written.text is None:
        return
    path, _, rest = written.text.partition(":")
    assert path == "name"
    read = "".join(_read(rest))
    expected = (
        re.sub(r"(?s)\\([%_\\])|(%+)|(.)", lambda match: match[1] or match[3] or "\0", value) if operator == "like" else value
    )
    assert read == re.sub("\0+", "\0", expected)


def _read(value: str) -> Iterator[str]:
    """The characters of one value, with a NUL for each wildcard."""
    if re.fullmatch(r'"[^"\\]*"', value):
        yield value[1:-1]
        return
    for match in re.finditer(r"(?s)\\(.)|(.)", value):
        if match[2] is not None:
            assert re.fullmatch(r"[\w.*-]", match[2]), value
        yield match[1] or ("\0" if match[2] == "*" else match[2])
    assert value[:1] not in ("", "-")


def nested(levels: int) -> Predicate:
    """Conjunctions in disjunctions in negations."""
    predicate = to_predicate('eq(name, "a")')
    leaf = to_predicate('eq(status, "error")')
    for _ in range(levels):
        predicate = Not(Or((And((predicate, leaf)), leaf)))
    return predicate


def test_work_grows_with_the_size_at_any_depth() -> None:
    assert search_bar_text(nested(depth())).text
    assert search_bar_text(nested(10_000)).text
    small, large = (calls_in(search_bar_text, nested(levels)) / levels for levels in (100, 1000))
    assert large < 1.3 * small


def test_long_lists_patterns_and_values() -> None:
    names = ", ".join(f'"n{number}"' for number in range(20_000))
    assert str(search_bar_text(to_predicate(f"in(name, [{names}])")).text).count(" OR ") == 19_999
    both = search_bar_text(to_predicate(f"and(in(metadata_key, [{names}]), in(metadata_value, [{names}]))"))
    assert both.problem == "several keys with several values would be more than 1,000 clauses in the search bar"
    assert search_bar_text(to_predicate(f'like(name, "{"a%" * 100_000}")')).text == "name:" + "a*" * 100_000


def test_the_record() -> None:
    written = search_bar_text(to_predicate("eq(is_root, true)"))
    notes = ("The search bar stays empty.", "Select Traces above the table: its rows are the root runs.")
    assert written == SearchBarText("Root run", "", None, notes)
