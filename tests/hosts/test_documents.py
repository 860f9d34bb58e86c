"""Documents are parsed in bounded work, and nothing of a content is kept."""

import sys

import pytest

from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.filter_search import candidates_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.source import Source


def parsed(text: str) -> HostDocument:
    return HostDocument(Source(text), HOST_LANGUAGES["python"], candidates_in)


@pytest.mark.parametrize("text", ["<!--" * 10_000, "|-\n" * 13_000], ids=["comment", "block"])
def test_syntax_errors_that_take_quadratic_time_are_given_up(text: str) -> None:
    with pytest.raises(UnparsedError, match="take too long"):
        _ = parsed(text).root


def test_a_long_file_is_parsed_whole() -> None:
    assert parsed("x = f(a, 'b', [1, 2])\n" * 50_000).root.child_count == 50_000


def test_the_parser_keeps_nothing_of_a_content() -> None:
    from filterlang.hosts.documents import _parsed, grammar

    content = b"x = 1\n" * 1_000 + b"#"
    before = sys.getrefcount(content)
    for _ in range(5):
        _parsed(content, grammar("tree_sitter_python:language"))
    assert sys.getrefcount(content) == before
