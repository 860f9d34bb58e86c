r"""Strings of Kotlin, by the tables of its specification, and the places where Kotlin keeps filters."""

from hypothesis import given
from hypothesis import strategies as st
import pytest

from filterlang.hosts.embedded import Grounds
from tests.hosts.rewriting import filters_of, rewritten, texts_of
from tests.hosts.traceable import assert_traceable

QUOTES = '"""'


def code(expression: str) -> str:
    """A file whose only filter is an expression."""
    return f"val params = RunQueryV2Params.builder().filter({expression}).build()\n"


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        (r'"eq(name, \"a\")"', 'eq(name, "a")'),
        (r'"\t\b\n\r\'\"\\\$x"', "\t\b\n\r'\"\\$x"),
        (r'"\u0041\u00e9\ud83d\ude00 $ 5"', "Aé😀 $ 5"),
        ('"a$name"', "a{…}"),
        ('"a${user.name}b$`odd name`"', "a{…}b{…}"),
        ("\"a${'$'}b\"", "a$b"),
        (f"{QUOTES}a\\n\"b\" $name ${{'$'}}c{QUOTES}", 'a\\n"b" {…} $c'),
        (f"{QUOTES}a\r\nb{QUOTES}", "a\nb"),
        (f"{QUOTES}\n    a\n      b\n\n    c\n  {QUOTES}.trimIndent()", "a\n  b\n\nc"),
        (f"{QUOTES}\n    |a\n      |  b $name\n   c\n  {QUOTES}.trimMargin()", "a\n  b {…}\n   c"),
        (f'{QUOTES}\n    # a\n{QUOTES}.trimMargin("# ")', "a"),
        ('"a" + \'b\' + "c"', "abc"),
        ('("a" + name)', "a{…}"),
        ('""', ""),
    ],
)
def test_a_literal_is_read_as_the_specification_says(literal: str, text: str) -> None:
    (filter,) = filters_of(code(literal), "kotlin")
    assert filter.text == text
    assert_traceable(filter.source)


@given(text=st.text(), literal=st.sampled_from(['"x"', f"{QUOTES}x{QUOTES}"]))
def test_what_is_written_is_read_again(text: str, literal: str) -> None:
    written = rewritten(code(literal), "kotlin", text)
    if written is None:
        assert literal.startswith(QUOTES)
    elif not (literal.startswith(QUOTES) and text.endswith('"')):  # the grammar does not read quotes before the closing ones
        assert texts_of(written, "kotlin") == [text]


@given(lines=st.lists(st.text(st.characters(exclude_categories=["Z", "C"])), min_size=1), margin=st.sampled_from(["", "|"]))
def test_what_is_written_between_margins_is_read_again(lines: list[str], margin: str) -> None:
    text = "\n".join(["and(", *lines, ")"])
    trim = "trimMargin()" if margin else "trimIndent()"
    written = rewritten(code(f"{QUOTES}\n    {margin}eq(name,\n    {margin}  name)\n{QUOTES}.{trim}"), "kotlin", text)
    if written is None:
        assert QUOTES in text
    else:
        assert texts_of(written, "kotlin") == [text]


@pytest.mark.parametrize(
    ("statement", "kind", "grounds"),
    [
        ('TraceQueryParams.builder().traceFilter("x").build()', "trace", Grounds.SURE),
        ('RunQueryParams.builder().apply { treeFilter("x") }', "tree", Grounds.SURE),
        ('client.threads.query(threadFilter = "x")', "thread", Grounds.SURE),
        ('val only = "x"\n    SessionListParams.builder().statsFilter(only)', "run", Grounds.SURE),
        ('mapOf("filter" to "x")', "run", Grounds.LIKELY),
        ('params.filter = "x"', "run", Grounds.LIKELY),
        ('body["trace_filter"] = "x"', "trace", Grounds.LIKELY),
        ('val filter = if (ok) "x" else other', "run", Grounds.LIKELY),
        ('val filter = other ?: "x"', "run", Grounds.LIKELY),
        ('list(filter = "x")', "run", Grounds.LIKELY),
    ],
)
def test_the_place_decides(statement: str, kind: str, grounds: Grounds) -> None:
    (filter,) = filters_of(f"fun main() {{\n    {statement}\n}}\n", "kotlin")
    assert (filter.text, filter.kind, filter.grounds) == ("x", kind, grounds)


def test_a_lambda_is_no_filter() -> None:
    assert texts_of('val slow = runs.filter { it.name == "eq(a, 1)" }\n', "kotlin") == []
