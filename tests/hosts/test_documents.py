"""Host documents: which texts are parsed."""

import pytest

from filterlang.hosts.documents import MOST_DEPTH, HostDocument, UnparsedError
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
