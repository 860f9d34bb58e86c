r"""Strings of C#, by the tables of its specification, and the places where C# keeps filters."""

from hypothesis import given
from hypothesis import strategies as st
import pytest

from filterlang.hosts.embedded import Grounds
from tests.hosts.rewriting import filters_of, rewritten, texts_of
from tests.hosts.traceable import assert_traceable

QUOTES = '"""'


def code(expression: str) -> str:
    """A file whose only filter is an expression."""
    return f"var body = new QueryQueryRunsRequestBody {{ Filter = {expression} }};\n"


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        (r'"eq(name, \"a\")"', 'eq(name, "a")'),
        (r'"\0\a\b\f\n\r\t\v\\\'"', "\0\a\b\f\n\r\t\v\\'"),
        (r'"\u0041\x42\x043\U0001f600\ud83d\ude00"', "ABC😀😀"),
        ('@"a""b\\n"', 'a"b\\n'),
        ('@"a\r\nb"', "a\r\nb"),
        ('$"a{name}b{{c}}"', "a{…}b{c}"),
        ('$"a{name,5:F2}{(ok ? "x" : "y")}"', "a{…}{…}"),
        ('$@"a""{name}""{{"', 'a"{…}"{'),
        ('@$"a""{name}"', 'a"{…}'),
        (f'{QUOTES}eq(name, "a\\n"){QUOTES}', 'eq(name, "a\\n")'),
        (f'{QUOTES}\n    a\n      "b"\n\n    {QUOTES}', 'a\n  "b"\n'),
        (f"${QUOTES}\n    a {{name}}\n    {QUOTES}", "a {…}"),
        (f"$${QUOTES}a {{{{name}}}} {{b}} {{{{{{c}}}}}}{QUOTES}", "a {…} {b} {{…}}"),
        ('"a" + \'b\' + (@"c")', "abc"),
        ('""', ""),
    ],
)
def test_a_literal_is_read_as_the_specification_says(literal: str, text: str) -> None:
    (filter,) = filters_of(code(literal), "csharp")
    assert filter.text == text
    assert_traceable(filter.source)


@given(
    text=st.text(),
    literal=st.sampled_from(
        ['"x"', '@"x"', '$"x"', '$@"x"', f"{QUOTES}x{QUOTES}", f"{QUOTES}\n  x\n  {QUOTES}", f"${QUOTES}\n  x\n  {QUOTES}"]
    ),
)
def test_what_is_written_is_read_again(text: str, literal: str) -> None:
    written = rewritten(code(literal), "csharp", text)
    if written is None:
        assert QUOTES in literal or "@" in literal
    elif "\r" not in text and not (literal.startswith(QUOTES) and text.strip('"') != text) and text:
        assert texts_of(written, "csharp") == [text]


@pytest.mark.parametrize(
    ("statement", "kind", "grounds"),
    [
        ('var a = new BodyParamsForRunsQuerySchema { TraceFilter = "x" };', "trace", Grounds.SURE),
        ('QueryQueryRunsRequestBody a = new() { TreeFilter = "x" };', "tree", Grounds.SURE),
        ('var a = new QueryQueryRunsRequestBody(); a.Filter = "x";', "run", Grounds.SURE),
        ('await client.Threads.QueryAsync(threadFilter: "x");', "thread", Grounds.SURE),
        ('const string Only = "x"; var a = new QueryQueryRunsRequestBody { Filter = Only };', "run", Grounds.SURE),
        ('var filter = ok ? "x" : other;', "run", Grounds.LIKELY),
        ('var filter = other ?? "x";', "run", Grounds.LIKELY),
        ('var a = new { filter = "x" };', "run", Grounds.LIKELY),
        ('var a = new Dictionary<string, string> { ["trace_filter"] = "x" };', "trace", Grounds.LIKELY),
        ('var a = new Dictionary<string, string> { { "filter", "x" } };', "run", Grounds.LIKELY),
        ('body["filter"] = "x";', "run", Grounds.LIKELY),
        ('options.Filter = "x";', "run", Grounds.LIKELY),
    ],
)
def test_the_place_decides(statement: str, kind: str, grounds: Grounds) -> None:
    (filter,) = filters_of(f"class A {{\n    async Task Main() {{\n        {statement}\n    }}\n}}\n", "csharp")
    assert (filter.text, filter.kind, filter.grounds) == ("x", kind, grounds)


@pytest.mark.parametrize(
    ("expression", "text", "safe"),
    [
        ('string.Format("eq(name, \\"{0}\\")", name)', 'eq(name, "{…}")', False),
        ('string.Format("gt(latency, {0:F1})", seconds)', "gt(latency, {…})", True),
        ('"eq(name, " + JsonSerializer.Serialize(name) + ")"', "eq(name, {…})", True),
        ('$"gt(latency, {seconds:F1})"', "gt(latency, {…})", True),
    ],
)
def test_what_is_filled_in_is_a_hole(expression: str, text: str, safe: bool) -> None:
    (filter,) = filters_of(code(expression), "csharp")
    assert filter.text == text
    assert [hole.hole.safe for hole in filter.holes] == [safe]
