"""JavaScript and TypeScript: literals are read as Node reads them, and filters found however they are put together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from javascript_reader import evaluated
from traceable import assert_traceable

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Decoded, EmbeddedFilter
from filterlang.hosts.filter_search import candidates_in, embedded
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.javascript_strings import attribute, raw_chunk, string_literal, template_chunk
from filterlang.text.source import Source

QUOTES = {"'": string_literal, '"': string_literal, "`": template_chunk, "String.raw`": raw_chunk}
PIECES = st.sampled_from((
    *"abz09 '\"`$\\{}\n\r\té\u2028\U0001f600",
    "\\n", "\\x41", "\\u0041", "\\u{1F600}", "\\ud83d\\ude00", "\\ud83d", "\\u{d83d}\\ude00",
    "\\0", "\\07", "\\251", "\\8", "\\q", "\\\n", "\\\r\n", "\\\u2028", "\r\n",
    "\\'", '\\"', "\\`", "\\$", "\\\\", "${", "\\v", "\\b",
))  # fmt: skip
TEXTS = st.text(st.sampled_from("ab\"'`$\\{}\n\r\t\0\x7fé\u2028\u2029\U0001f600\ud83d09&;<"), max_size=12)


def decoded(quote: str, content: str) -> Decoded:
    source = f"{quote}{content}{quote[-1]}"
    start, end = len(quote) - 1, len(source)
    return QUOTES[quote](source, start, end) if quote in "'\"" else QUOTES[quote](source, start + 1, end - 1)


def code_points(units: str) -> str:
    """A text with its pairs of surrogates as characters."""
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def found(text: str, language: str = "typescript") -> list[EmbeddedFilter]:
    document = HostDocument(Source(text, "file"), HOST_LANGUAGES[language], candidates_in)
    return sorted(map(embedded, candidates_in(document)), key=lambda found: found.span)


def texts(text: str, language: str = "typescript") -> list[str]:
    return [filter.text for filter in found(text, language)]


@given(st.sampled_from(list(QUOTES)), st.lists(PIECES, max_size=8).map("".join))
@settings(max_examples=1500, deadline=None)
def test_a_literal_has_the_text_that_node_reads(quote: str, content: str) -> None:
    value = evaluated(f"[{quote}{content}{quote[-1]}]")
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) and "${" not in content.replace("\\$", ""):
        assert decoded(quote, content).text == code_points(value[0])


@given(st.sampled_from(list(QUOTES)), TEXTS)
@settings(max_examples=1500, deadline=None)
def test_a_text_that_is_written_into_a_literal_is_read_from_it(quote: str, text: str) -> None:
    encode = decoded(quote, "").encode
    assert encode is not None
    text = code_points(text)
    written = encode(text)
    if written is None:
        assert quote == "String.raw`"
    else:
        assert decoded(quote, written).text == text
        assert code_points(evaluated(f"{quote}{written}{quote[-1]}")) == text


@given(st.sampled_from("'\""), TEXTS)
def test_a_text_that_is_written_into_an_attribute_is_read_from_it(quote: str, text: str) -> None:
    encode = attribute(quote * 2, 0, 2).encode
    assert encode is not None
    written = encode(text)
    if written is not None:
        assert quote not in written
        assert attribute(f"{quote}{written}{quote}", 0, len(written) + 2).text == text


@given(st.sampled_from(list(QUOTES)), st.lists(PIECES, max_size=8).map("".join))
def test_every_character_of_a_filter_is_at_a_place_of_the_file(quote: str, content: str) -> None:
    for filter in found(f"// é\nclient.listRuns({{ filter: {quote}{content}{quote[-1]} }})"):
        assert_traceable(filter.source)


@pytest.mark.parametrize(("text", "written"), [
    (r"a \` b", r"a \` b"), ("ends in \\", None), ("a ` b", None), ("${x}", None), (r"\${x}", r"\${x}"), ("$", None),
    ("a\rb", None), (r"a\d", r"a\d"),
])  # fmt: skip
def test_a_raw_template_holds_only_what_needs_no_escape(text: str, written: str | None) -> None:
    encode = decoded("String.raw`", "").encode
    assert encode is not None
    assert encode(text) == written
