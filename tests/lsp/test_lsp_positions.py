"""Positions and changes in the three units: an open document has the text of the client, whatever is typed where."""

from typing import Literal

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.ide.editor_document import EditorDocument
from filterlang.lint.lint_settings import LintSettings
from filterlang.lsp.open_document import OpenDocument
from filterlang.text.source import Source
from hypothesis import given, settings, strategies as st
from lsprotocol import types as lsp

from effort import examples

Encoding = Literal["utf-8", "utf-16", "utf-32"]
ENCODINGS: dict[Encoding, str] = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
TEXTS = st.text(st.sampled_from("ab(\"',=\n\r\u00e9\u4e2d\U0001f600\u2028\x0b")) | st.sampled_from(
    ["client.list_runs(filter=\"eq(name, '\U0001f600')\")\n", "# \U0001f600\r\n", "filter = 'eq(status, error)'"]
)


def opened(text: str, encoding: Encoding) -> OpenDocument:
    document = EditorDocument(Source(text, "/a/b.py"), HOST_LANGUAGES["python"], LintSettings())
    return OpenDocument("file:///a/b.py", 1, document, encoding)


def lines_of(text: str) -> list[str]:
    """The lines with their ends, as the protocol counts them."""
    lines = [""]
    for index, character in enumerate(text):
        lines[-1] += character
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            lines.append("")
    return lines


def place(text: str, line: int, units: int, encoding: Encoding) -> int:
    """The offset of a position, counted in another way than the server does."""
    lines = lines_of(text)
    if line >= len(lines):
        return len(text)
    content = lines[line].rstrip("\r\n")
    before = content.encode(ENCODINGS[encoding])[: units * UNIT[encoding]].decode(ENCODINGS[encoding], "ignore")
    return sum(map(len, lines[:line])) + len(before)


CHANGES = st.lists(
    st.tuples(
        st.none() | st.tuples(*[st.integers(0, 4), st.integers(0, 12)] * 2),
        TEXTS,
    ),
    max_size=4,
)


@settings(max_examples=examples(100))
@given(text=TEXTS, changes=CHANGES, encoding=st.sampled_from(list(ENCODINGS)))
def test_a_document_has_the_text_of_the_client(
    text: str, changes: list[tuple[tuple[int, int, int, int] | None, str]], encoding: Encoding
) -> None:
    document = opened(text, encoding)
    events: list[lsp.TextDocumentContentChangeEvent] = []
    for numbers, new in changes:
        if numbers is None:
            text = new
            events.append(lsp.TextDocumentContentChangeWholeDocument(new))
        else:
            first, second = (numbers[0], numbers[1]), (numbers[2], numbers[3])
            start, end = sorted((place(text, *first, encoding), place(text, *second, encoding)))
            text = text[:start] + new + text[end:]
            range = lsp.Range(lsp.Position(*first), lsp.Position(*second))
            events.append(lsp.TextDocumentContentChangePartial(range, new))
    document.change(events, 2)
    assert document.source.text == text
    assert document.version == 2


@settings(max_examples=examples(50))
@given(text=TEXTS, encoding=st.sampled_from(list(ENCODINGS)), line=st.integers(0, 9), column=st.integers(0, 99))
def test_any_position_has_an_offset(text: str, encoding: Encoding, line: int, column: int) -> None:
    document = opened(text, encoding)
    offset = document.offset(lsp.Position(line, column))
    assert offset == place(text, line, column, encoding)
    position = document.range(document.span(lsp.Range(lsp.Position(line, column), lsp.Position(line, column)))).start
    assert document.offset(position) == offset


def test_changes_of_one_message_refer_to_the_text_that_those_before_have_made() -> None:
    for encoding in ENCODINGS:
        document = opened("ab", encoding)
        at = lsp.Range(lsp.Position(0, 1), lsp.Position(0, 1))
        document.change([lsp.TextDocumentContentChangePartial(at, "x"), lsp.TextDocumentContentChangePartial(at, "y")], 2)
        assert document.source.text == "ayxb"
