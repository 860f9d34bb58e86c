"""TOML: its strings read as Python's reader reads them, in every form, and written so."""

import tomllib

from hypothesis import assume, given, strategies as st
import pytest

from filterlang.hosts.decoding import joined
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.toml_strings import toml_string
from filterlang.text.source import Source
from tests.hosts.traceable import assert_traceable
from tests.hosts.writing import toml as styles

QUOTES = ('"', "'", '"""', "'''")
SPELLINGS = st.text(st.sampled_from("ab\"'\\nu09 \n\r\té😀"), max_size=20)
TEXTS = st.text(st.sampled_from("ab\"'\\ \n\r\t\x01é😀"), max_size=20)


def found(text: str) -> list[EmbeddedFilter]:
    return filters_in(Source(text, "file.toml"), HOST_LANGUAGES["toml"])


@given(SPELLINGS, st.sampled_from(QUOTES))
def test_a_string_is_read_as_toml_reads_it(spelling: str, quote: str) -> None:
    literal = f"{quote}{spelling}{quote}"
    try:
        (value,) = tomllib.loads(f"k = {literal}\n").values()
    except tomllib.TOMLDecodeError:
        assume(False)
        return
    decoded = toml_string(literal, 0, len(literal))
    assert decoded.text == value
    assert_traceable(joined(Source(literal), [decoded])[0])


@given(TEXTS, st.sampled_from(QUOTES))
def test_a_written_text_is_read_back(text: str, quote: str) -> None:
    encode = toml_string(f"{quote}x{quote}", 0, 2 * len(quote) + 1).encode
    assert encode is not None
    written = encode(text)
    if written is not None:
        assert tomllib.loads(f"k = {quote}x{written}x{quote}\n") == {"k": f"x{text}x"}


@given(TEXTS, st.sampled_from(sorted(styles.STYLES)))
def test_every_style_is_found_with_its_places(text: str, style: str) -> None:
    file_text = styles.STYLES[style][1](f"eq(name, 'x{text}')")
    if file_text is not None:
        assert [filter.text for filter in found(file_text)] == styles.read(file_text)
        for filter in found(file_text):
            assert_traceable(filter.source)


@pytest.mark.parametrize(
    "text",
    [
        'filter = "eq(run_type, 1)"',
        '[tool.app]\nerror_filter = "eq(run_type, 1)"',
        'presets.filters = {slow = "eq(run_type, 1)"}',
        'args = ["run", "list", "--filter", "eq(run_type, 1)"]',
    ],
)
def test_a_filter_is_found_by_its_keys(text: str) -> None:
    assert [filter.text for filter in found(text)] == ["eq(run_type, 1)"]


@pytest.mark.parametrize("text", ["[" * 900, "a.b = {" * 900, "'" * 5001, "\0" * 1000, 'filter = """', "a = [" * 900])
def test_hostile_texts_do_no_harm(text: str) -> None:
    assert found(text) == []
