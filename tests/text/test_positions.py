"""Positions of a source: lines and columns in every encoding, there and back, judged by Python's own codecs."""

import re

from effort import examples, lines_in
from hypothesis import given, settings, strategies as st
import pytest

from filterlang.text.source import Source, Span

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
TEXTS = st.text(st.sampled_from("a(é߿ࠀ—😀\U0010ffff\ud800\n\r\t\u2028"), max_size=40) | st.text(max_size=600)


def size(text: str, encoding: str) -> int:
    codec, unit = ENCODINGS[encoding]
    return len(text.encode(codec, "surrogatepass")) // unit


def inside_line_end(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] == "\r\n"


@given(TEXTS, st.sampled_from(sorted(ENCODINGS)))
@settings(max_examples=examples(200))
def test_every_offset_has_a_position_and_comes_back(text, encoding):
    source = Source(text)
    for offset in range(len(text) + 1):
        lines = re.split(r"\r\n|\r|\n", text[:offset])
        line, column = source.position_from_0(offset, encoding)
        assert source.position(offset, encoding) == (line + 1, column + 1)
        assert source.encoded_offset(offset, encoding) == size(text[:offset], encoding)
        assert source.decoded_offset(size(text[:offset], encoding), encoding) == offset
        if not inside_line_end(text, offset):
            assert (line, column) == (len(lines) - 1, size(lines[-1], encoding))
            assert source.offset_from_0(line, column, encoding) == source.offset(line + 1, column + 1, encoding) == offset


@given(TEXTS, st.sampled_from(sorted(ENCODINGS)))
@settings(max_examples=examples(200))
def test_a_unit_inside_a_character_is_the_place_before_it(text, encoding):
    source = Source(text)
    units = [offset for offset, character in enumerate(text) for _ in range(size(character, encoding))]
    assert [source.decoded_offset(unit, encoding) for unit in range(len(units) + 2)] == [*units, len(text), len(text)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_column_behind_the_line_is_its_end_and_a_line_behind_the_last_the_end_of_the_text(end: str) -> None:
    source = Source(f"ab😀{end}cd")
    assert source.offset_from_0(0, 99, "utf-16") == source.offset_from_0(0, 4, "utf-16") == 3
    assert source.offset_from_0(0, 3, "utf-16") == source.offset_from_0(0, 3, "utf-8") == 2
    assert source.offset_from_0(1, 99) == source.offset_from_0(7, 0) == len(source.text)
    assert source.line_span(1) == Span(0, 3)
    with pytest.raises(ValueError, match="no line -1"):
        source.offset_from_0(-1, 0)
    with pytest.raises(ValueError, match="column -1"):
        source.offset(1, 0)


def test_looking_up_positions_takes_work_in_proportion_to_their_number_on_one_long_line() -> None:
    def look_up(text: str) -> None:
        source = Source(text)
        for offset in range(0, len(text), 50):
            line, column = source.position_from_0(offset, "utf-16")
            assert source.offset_from_0(line, column, "utf-16") == offset

    small, large = (lines_in(look_up, "eq(name, '😀') " * count) / count for count in (100, 1000))
    assert large < 1.3 * small
