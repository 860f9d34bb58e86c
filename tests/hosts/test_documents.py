"""Host documents: which texts are parsed, in bounded work, and nothing of a content is kept."""

import sys

import pytest

from filterlang.hosts.documents import MOST_DEPTH, HostDocument, UnparsedError, _parsed, grammar
from filterlang.hosts.filter_search import candidates_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.source import Source


def parse(text: str) -> None:
    assert HostDocument(Source(text), HOST_LANGUAGES["python"], candidates_in).root is not None


@pytest.mark.parametrize("before", ["", ")" * 5_000, "()" * 5_000, "(" * 10 + ")" * 20])
def test_a_text_that_is_nested_too_deeply_is_not_parsed(before: str) -> None:
    with pytest.raises(UnparsedError, match="nested deeper than 1,000 levels"):
        parse(before + "(" * (MOST_DEPTH + 1))


@pytest.mark.parametrize("text", ["()" * 5_000, ")" * 5_000, "(" * 500 + ")" * 900 + "(" * 900])
def test_many_brackets_are_not_deep(text: str) -> None:
    parse(text)


@pytest.mark.parametrize("text", ["<!--" * 10_000, "|-\n" * 13_000], ids=["comment", "block"])
def test_syntax_errors_that_take_quadratic_time_are_given_up(text: str) -> None:
    with pytest.raises(UnparsedError, match="take too long"):
        parse(text)


def test_a_long_file_is_parsed_whole() -> None:
    parse("x = f(a, 'b', [1, 2])\n" * 50_000)


def test_the_parser_keeps_nothing_of_a_content() -> None:
    content = b"x = 1\n" * 1_000 + b"#"
    before = sys.getrefcount(content)
    for _ in range(5):
        _parsed(content, grammar("tree_sitter_python:language"))
    assert sys.getrefcount(content) == before
