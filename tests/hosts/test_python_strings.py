r"""String literals of Python are read as Python reads them, and what is written into one is read back."""

import ast
import warnings

from hypothesis import given
from hypothesis import strategies as st
import pytest

from filterlang.hosts.embedded import Decoded
from filterlang.hosts.readers.python_strings import decoded_piece, string_style
from filterlang.text.source import Span

PREFIXES = ("", "r", "u", "R", "U", "f", "F", "rf", "fR", "Rf")
QUOTES = ('"', "'", '"""', "'''")
SNIPPETS = (
    "a", '"', "'", "{{", "}}", "é", "😀", "\\\\", "\\n", "\\'", '\\"', "\\\n", "\\\r\n", "\\x41", "\\0", "\\101",
    "\\7z", "\\u00e9", "\\U0001F600", "\\N{EM DASH}", "\\d", "\\(", "\t", "\n", "\r\n", "eq(name, ", " ",
)  # fmt: skip
CONTENT = st.lists(st.sampled_from(SNIPPETS), max_size=8).map("".join)


def value(literal: str) -> str | None:
    """The text that Python reads a literal as; None where it is not one literal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = ast.parse(f"({literal})".encode(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if isinstance(node, ast.JoinedStr):
        node = node.values[0] if len(node.values) == 1 else ast.Constant("")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def decoded(literal: str) -> Decoded:
    styled = string_style(literal, Span(0, len(literal)))
    assert styled is not None
    return decoded_piece(literal, *styled)


@given(st.sampled_from(PREFIXES), st.sampled_from(QUOTES), CONTENT)
def test_a_literal_is_read_as_python_reads_it(prefix: str, quotes: str, content: str) -> None:
    literal = f"{prefix}{quotes}{content}{quotes}"
    expected = value(literal)
    if expected is not None:
        assert decoded(literal).text == expected


@given(st.sampled_from(PREFIXES), st.sampled_from(QUOTES), CONTENT)
def test_the_stretches_of_a_literal_cover_its_text(prefix: str, quotes: str, content: str) -> None:
    literal = f"{prefix}{quotes}{content}{quotes}"
    if value(literal) is None:
        return
    read = decoded(literal)
    end = 0
    for start, stop, first, last, exact in read.stretches:
        assert first == end
        assert not exact or literal[start:stop] == read.text[first:last]
        end = last
    assert end == len(read.text)


@given(st.sampled_from(PREFIXES), st.sampled_from(QUOTES), st.text(st.characters(exclude_categories=()), max_size=12))
def test_what_is_written_into_a_literal_is_read_back(prefix: str, quotes: str, text: str) -> None:
    read = decoded(f"{prefix}{quotes}{quotes}")
    assert read.encode is not None
    written = read.encode(text)
    if len(quotes) == 3 and text.endswith(quotes[0]):
        return
    if written is None:
        assert "r" in prefix.lower()
        return
    assert value(f"{prefix}{quotes}{written}{quotes}") == text


@pytest.mark.parametrize("text", ["eq(name, 'a')", 'eq(name, "a")', "like(name, '%\\d%')"])
def test_a_raw_literal_holds_what_needs_no_escape(text: str) -> None:
    encode = decoded('r""""""').encode
    assert encode is not None and encode(text) == text


@pytest.mark.parametrize("literal", ['"unclosed', "'''x''", "'", '"""', "name"])
def test_a_literal_that_is_not_closed_is_none(literal: str) -> None:
    styled = string_style(literal, Span(0, len(literal)))
    assert styled is None


def test_bytes_are_no_text() -> None:
    styled = string_style("rb'a'", Span(0, 5))
    assert styled is not None and not styled[0].is_text
