"""JSON: its strings read as JSON readers read them, and written so."""

import json

from hypothesis import given, strategies as st
import pytest

from filterlang.hosts.decoding import joined
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.json_scanning import JsonScanner
from filterlang.hosts.readers.json_strings import encode_json, encode_json5, json_string
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span
from tests.hosts.traceable import assert_traceable
from tests.hosts.writing import json as styles

TEXTS = st.text(st.sampled_from("ab\"'\\/\n\r\t\b\f\0 é😀\ud83d\ude00\u2028\x7f"), max_size=25)
DOCUMENTS = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def found(text: str) -> list[EmbeddedFilter]:
    return filters_in(Source(text, "file.json"), HOST_LANGUAGES["json"])


def strings_of(document: object) -> list[str]:
    """The string values of a document in their order."""
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        return [text for item in document for text in strings_of(item)]
    return [document] if isinstance(document, str) else []


@given(TEXTS, st.booleans())
def test_a_string_is_read_as_json_reads_it(text: str, ascii: bool) -> None:
    literal = json.dumps(text, ensure_ascii=ascii)
    decoded = json_string(literal, 1, len(literal) - 1)
    assert decoded.text == json.loads(literal)
    assert_traceable(joined(Source(literal), [decoded])[0])


@given(TEXTS)
def test_a_text_is_written_as_json_reads_it(text: str) -> None:
    assert json.loads(f'"{encode_json(text)}"') == json.loads(json.dumps(text))
    literal = f"'{encode_json5(text)}'"
    assert json_string(literal, 1, len(literal) - 1).text == json.loads(json.dumps(text))


@given(DOCUMENTS, st.sampled_from([None, 2, "\t"]))
def test_every_string_of_a_document_is_found(document: object, indent: int | str | None) -> None:
    text = json.dumps(document, indent=indent)
    strings = list(JsonScanner(text).strings())
    assert [string.decode().text for string in strings] == strings_of(json.loads(text))
    assert all(string.fixable for string in strings)


@given(st.text(st.sampled_from("\"'\\{}[]:,/*#a1 \n…"), max_size=40))
def test_any_text_is_scanned(text: str) -> None:
    found(f'{text}"filter": "eq(run_type, 1)"')
    try:
        document = json.loads(text)
    except ValueError:
        return
    assert all(string.fixable for string in JsonScanner(text).strings())
    assert strings_of(document) == [string.decode().text for string in JsonScanner(text).strings()]


@given(TEXTS, st.sampled_from(sorted(styles.STYLES)))
def test_every_style_is_found_with_its_places(text: str, style: str) -> None:
    file_text = styles.STYLES[style][1](f"eq(name, 'x{text}')")
    assert [filter.text for filter in found(file_text)] == styles.read(file_text)
    for filter in found(file_text):
        assert_traceable(filter.source)


BROKEN = {
    '{"filter": "eq(run_type, 1)"': True,
    '// note\n{"filter": "eq(run_type, 1)", /* last */}': True,
    "{filter: 'eq(run_type, 1)'}": True,
    '{"n": 1}\n{"filter": "eq(run_type, 1)"}': True,
    '{"n": {…}, "filter": "eq(run_type, 1)"}': True,
    '{"n": 1 "filter": "eq(run_type, 1)"}': False,
    '{"n": ?, "filter": "eq(run_type, 1)"}': False,
    '{"n": [1}, "filter": "eq(run_type, 1)"}': False,
    '{"n": "open\n, "filter": "eq(run_type, 1)"}': False,
    ']]{"filter": "eq(run_type, 1)"}': False,
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_follows_a_mistake_is_found_and_not_fixed(text: str) -> None:
    assert [(filter.text, filter.fixable) for filter in found(text)] == [("eq(run_type, 1)", BROKEN[text])]


def test_an_edit_is_written_in_the_escaping_of_its_literal() -> None:
    text = '{"filter": "eq(run_type,\\u0020\\"llm\\")"}'
    (filter,) = found(text)
    edits = in_file(filter.source, [Edit(Span(13, 18), '"é/\\"')])
    assert edits is not None and apply(text, edits) == '{"filter": "eq(run_type,\\u0020\\"é/\\\\\\")"}'


@pytest.mark.parametrize(
    "text", ["[" * 5000, '{"a":' * 5000, '"\\' * 5000, "/*" * 5000, '"' * 5001, "\0" * 1000, "}" * 5000, '"a":' * 5000]
)
def test_hostile_texts_do_no_harm(text: str) -> None:
    assert found(text) == []
