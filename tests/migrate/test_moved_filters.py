"""Filters in files moved from v1 to v2: as ``to_dialect`` moves them, in every way of quoting, around their holes, and once."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
import pkgutil

import pytest

from filterlang.hosts.ending_calls import search
from filterlang.hosts.host_languages import language_of_file
from filterlang.migrate import ChangeKind, to_dialect
from filterlang.migrate.code.moved_filters import FilterMove, filter_moves, moved_filter
from filterlang.schema.places import Kind
from filterlang.text.edits import apply
from filterlang.text.source import Source
from tests.hosts import writing
from tests.hosts.embedding import Grounds, embedded_text

Write = Callable[[str], str | None]
HABITS = Path(__file__).parents[1] / "hosts" / "habits"
REWRITTEN = (
    "neq(error, null)",
    'and(eq(is_root, true), has(metadata, \'{"env": "prod"}\'))',
    'or(eq(name, "é"), neq(error, null))',
)
ACROSS = 'or(eq(feedback_key, {…}), and(gt(latency, "{…}s"), neq(error, null)))'


def moves_in(text: str, name: str) -> list[FilterMove]:
    """The moves of the filters in a file."""
    language = language_of_file(name)
    assert language is not None
    return filter_moves(search(Source(text, name), language)[0])


def moved(text: str, moves: list[FilterMove]) -> str:
    return apply(text, [edit for move in moves for edit in move.edits or ()])


def styles() -> Iterator[object]:
    """Each way of quoting of each language."""
    for module in pkgutil.iter_modules(writing.__path__):
        language = import_module(f"{writing.__name__}.{module.name}")
        for name, (file_name, write) in language.STYLES.items():
            yield pytest.param(file_name, write, id=f"{module.name}: {name}")


@pytest.mark.parametrize(("file_name", "write"), list(styles()))
def test_a_filter_is_moved_in_every_way_of_quoting_and_once(file_name: str, write: Write) -> None:
    for text in REWRITTEN:
        file = write(text)
        if file is None:
            continue
        moves = moves_in(file, file_name)
        assert moves
        if any(move.is_lost for move in moves):  # edits across two literals are not written
            assert all(move.filter.source.map and len(move.filter.source.map.literals) > 1 for move in moves)
            continue
        after = moves_in(moved(file, moves), file_name)
        assert [move.filter.text for move in after] == [move.after for move in moves]
        assert all(to_dialect(move.filter.text, "v2", "v2").after == to_dialect(text, "v1", "v2").after for move in after)
        assert [move.edits for move in after] == [()] * len(moves)


@pytest.mark.parametrize("path", sorted(path for path in HABITS.glob("*") if path.suffix != ".expected"), ids=lambda p: p.name)
def test_files_of_every_kind_are_moved_once(path: Path) -> None:
    text = path.read_bytes().decode()
    moves = moves_in(text, path.name)
    after = moves_in(moved(text, moves), path.name)
    assert [(move.filter.text, move.is_lost) for move in after] == [
        (move.after or move.filter.text, move.is_lost) for move in moves
    ]
    assert not any(move.edits for move in after)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('and(neq(error, null), eq(name, "{…}"))', 'and(eq(status, "error"), eq(name, "{…}"))'),
        ('and(eq(name, {…}), has(metadata, \'{"a": "b"}\'))',
         'and(eq(name, {…}), and(eq(metadata_key, "a"), eq(metadata_value, "b")))'),
        ("and({…}, neq(error, null))", 'and({…}, eq(status, "error"))'),
        ('and(eq(name, "{…}"), gt(latency, {…}))', 'and(eq(name, "{…}"), gt(latency, {…}))'),
        ("{…}", "{…}"),
        ("and({…})", "and({…})"),
        ("gt(total_tokens, {…})", "gt(total_tokens, {…})"),
    ],
)  # fmt: skip
def test_a_filter_is_moved_around_its_holes(text: str, after: str) -> None:
    move = moved_filter(embedded_text(text))
    assert (move.after, move.is_lost) == (after, False)
    assert moved(text, [move]) == after


def test_an_or_across_runs_and_feedback_is_to_decide_with_its_queries() -> None:
    move = moved_filter(embedded_text(ACROSS))
    assert (move.is_lost, move.after) == (True, None)
    assert move.queries == ('and(gt(latency, "{…}s"), eq(status, "error"))', "eq(feedback_key, {…})")
    assert [change.evidence != () for change in move.changes if change.kind is ChangeKind.LOST] == [True]


@pytest.mark.parametrize("text", ['search("{…}")', 'search("broken pipe")'])
def test_a_change_of_meaning_is_reported_and_nothing_is_written(text: str) -> None:
    move = moved_filter(embedded_text(text))
    assert (move.edits, move.is_lost, move.changes_meaning) == ((), False, True)


@pytest.mark.parametrize(
    "text", ["eq(execution_order, 1)", "eq(execution_order, {…})", 'and(eq(execution_order, 1), search("{…}"))']
)
def test_what_v2_has_nothing_for_is_to_decide(text: str) -> None:
    move = moved_filter(embedded_text(text))
    assert move.is_lost
    assert move.changes and all(change.message for change in move.changes)


@pytest.mark.parametrize("text", ['eq(nmae, "x")', 'eq(name, "{…}"', "gt(latency, )", ""])
def test_a_filter_with_an_error_stays_as_it_is_and_its_error_is_reported(text: str) -> None:
    move = moved_filter(embedded_text(text))
    assert (move.edits, move.after, move.is_lost) == ((), text, False)
    assert ["refuses the filter as v2 does" in change.message for change in move.changes] == [True]


@pytest.mark.parametrize(
    ("kind", "grounds", "fragment"),
    [
        (Kind.EXAMPLES, Grounds.SURE, False),
        (Kind.SESSIONS, Grounds.SURE, False),
        (Kind.THREAD, Grounds.SURE, False),
        (Kind.RUN, Grounds.MENTION, False),
        (Kind.RUN, Grounds.SURE, True),
    ],
)
def test_other_filters_stay_as_they_are(kind: Kind, grounds: Grounds, fragment: bool) -> None:
    move = moved_filter(embedded_text("neq(error, null)", kind, grounds, fragment=fragment))
    assert (move.edits, move.after, move.changes) == ((), "neq(error, null)", ())
