"""Text of any origin in Markdown is shown as it is: a parser of Markdown finds nothing else in it."""

import re

from hypothesis import given, strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
import pytest

from filterlang.text.display import clip, harmless
from filterlang.text.safe_markdown import code, escaped, with_code

PARSER = MarkdownIt("js-default")
ATTACKS = (
    "[a](http://b.example)", "![a](http://b.example)", "<b>a</b>", "<http://b.example>", "http://b.example", "www.b.example",
    "a@b.example", "`a`", "``a``", "*a* **b** _c_ __d__ ~~e~~", "a_b_c", "# a", "- a", "+ a", "1. a", "12) a", "> a", "===",
    "---", "    a", "a\nb", "a\n\nb", "a  \nb", "| a | b |\n| - | - |", "&lt;", "$a$", "[a]: http://b.example", "\\", "\\`a`",
    "`", "a`b`", "ftp://b.example", "HTTPS://b.example", "WWW.b.example", "```\na\n```", ":smile:", "[ ] a", "\ud800", "",
)  # fmt: skip
pieces = st.lists(st.sampled_from([*ATTACKS, "a", " ", "1", "é"]), max_size=5).map("".join)
texts = st.sampled_from(ATTACKS) | pieces | st.text(max_size=20)


def inline(markdown: str) -> list[Token]:
    """The tokens of a text that is one paragraph."""
    blocks = PARSER.parse(markdown.encode("utf-8", "replace").decode())
    assert [block.type for block in blocks] in ([], ["paragraph_open", "inline", "paragraph_close"])
    return (blocks[1].children or []) if blocks else []


def shown(text: str) -> str:
    return harmless(text).strip(" \xa0").encode("utf-8", "replace").decode()


@given(texts)
def test_an_escaped_text_is_shown_as_it_is(text: str) -> None:
    tokens = inline(escaped(text))
    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens).strip() == shown(text).strip()


@given(texts, st.integers(2, 30))
def test_code_is_code_and_nothing_else(text: str, limit: int) -> None:
    (token,) = inline(code(text, limit))
    assert token.type == "code_inline"
    assert token.content.strip() == shown(clip(text, limit)).strip()


@given(texts)
def test_a_message_has_text_and_code(text: str) -> None:
    tokens = inline(with_code(text))
    assert {token.type for token in tokens} <= {"text", "text_special", "code_inline"}
    assert "".join(token.content for token in tokens).replace("`", "").split() == shown(text).replace("`", "").split()


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_is_a_link_without_marks(text: str) -> None:
    """Editors make links of addresses in plain text, which the parser does not."""
    assert not re.search(r"(?:https?|ftp)://|www\.|\w@\w", escaped(text), re.IGNORECASE)


def test_words_between_backticks_are_code() -> None:
    assert with_code("there is no `a_b`: see a_b or *c*") == r"there is no `a_b`: see a_b or \*c\*"
    assert code("a`b") == "``a`b``"
    assert code("") == "`  `"
