"""Tokens and brackets of a filter, whole or broken."""

import pytest

from filterlang.ide.filter_tokens import tokens_of
from filterlang.ide.filter_view import FilterView
from filterlang.text.source import Source
from tests.ide.host_files import document_of


def cut(text: str) -> list[str]:
    view = FilterView(Source(text))
    return [view.text[token.span.start : token.span.end] for token in tokens_of(view)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("eq(name,'a\"b')", ["eq", "(", "name", ",", "'a\"b'", ")"]),
        ("gt(latency, -1.5e+3)", ["gt", "(", "latency", ",", "-1.5e+3", ")"]),
        ("metadata.user_id >= 5", ["metadata.user_id", ">=", "5"]),
        ('and(eq(name, "a), gt(latency, 5))', ["and", "(", "eq", "(", "name", ",", '"a', ")", ",", "gt"]),
        ("eq（name，“a”）", ["eq", "（", "name", "，", "“a”", "）"]),
        ("eq(name, 1) # no", ["eq", "(", "name", ",", "1", ")", "# no"]),
        (" \n", []),
    ],
)
def test_tokens_are_those_of_the_tree(text: str, tokens: list[str]) -> None:
    assert cut(text)[: len(tokens)] == tokens


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("and(eq(a, [1, 2]), b)", [("and", "(", ")", 1), ("eq", "(", ")", 1), (None, "[", "]", 1)]),
        ("and(eq(a, 1", [("and", "(", None, 0), ("eq", "(", None, 1)]),
        ("in(a, [1, 2)", [("in", "(", ")", 1), (None, "[", None, 1)]),
        ("a) (b)", [(None, "(", ")", 0)]),
        ("status in (1, 2)", [(None, "(", ")", 1)]),
        ("a and not (b)", [("not", "(", ")", 0)]),
        ("and (b)", [("and", "(", ")", 0)]),
        ("eq（a，1）", [("eq", "(", ")", 1)]),
    ],
)
def test_brackets_are_paired_with_their_operators(text: str, pairs: list[tuple[str | None, str, str | None, int]]) -> None:
    tokens = tokens_of(FilterView(Source(text)))
    shown = [
        (
            None if pair.operator is None else tokens[pair.operator].text,
            tokens[pair.opener].text,
            None if pair.closer is None else tokens[pair.closer].text,
            len(pair.commas),
        )
        for pair in tokens.brackets
    ]
    assert shown == pairs


def test_a_hole_is_one_token_and_stands_in_the_string_around_it() -> None:
    (view,) = document_of("""client.list_runs(filter=f'and(eq(name, "a{b}c"), gt(latency, {limit}), {more})')""", "a.py").views
    holes = [(token.kind, token.text, len(token.holes)) for token in tokens_of(view) if token.holes]
    assert holes == [("string", '"a{…}c"', 1), ("hole", "{…}", 1), ("hole", "{…}", 1)]
    assert [view.is_filled(token.analysed) for token in tokens_of(view) if token.kind in ("string", "hole")] == [True] * 3


def test_what_a_view_makes_is_made_once() -> None:
    view = FilterView(Source('eq(name, "a")'))
    assert tokens_of(view) is tokens_of(view)
