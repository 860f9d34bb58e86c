"""The page's modules that need no browser: conditions that are added, numbers and times, requests that are out of date."""

import json
from pathlib import Path
import subprocess
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from effort import examples
import filterlang
from filterlang.strategies import filters
from filterlang.syntax.tree import Call

HERE = Path(__file__).parent


def called(*calls: tuple[object, ...]) -> list[Any]:
    """What functions of the page return, each called with JSON."""
    return json.loads(
        subprocess.run(["node", HERE / "modules.mjs"], input=json.dumps(calls).encode(), stdout=-1, check=True).stdout
    )


def conditions(text: str) -> list[str]:
    """The conditions that a filter joins by its outer `and`, as text."""
    tree = filterlang.parse(text).tree
    parts = tree.arguments if isinstance(tree, Call) and tree.operator == "and" else [tree]
    return [filterlang.format(text[part.span.start : part.span.end]) for part in parts]


@settings(max_examples=examples(5), deadline=None)
@given(st.lists(filters(), min_size=40, max_size=40))
def test_an_added_condition_stands_beside_those_that_are_there(present: list[str]) -> None:
    condition = 'eq(name, "and(\\", )")'
    for before, after in zip(present, called(*(("joined", text, condition) for text in present)), strict=True):
        assert filterlang.parse(after).diagnostics == ()
        assert conditions(after) == [*conditions(before), condition]


@pytest.mark.parametrize(
    ("present", "after"),
    [
        ("", "C"),
        ("  ", "C"),
        ("eq(a, 1)", "and(eq(a, 1), C)"),
        ("and(eq(a, 1))", "and(eq(a, 1), C)"),
        ("and( eq(a, 1), )", "and(eq(a, 1), C)"),
        ("and()", "and(C)"),
        ("and(eq(a, 1)) and(eq(b, 2))", "and(and(eq(a, 1)) and(eq(b, 2)), C)"),
        ("and(eq(a, \")\"), eq(b, '('))", "and(eq(a, \")\"), eq(b, '('), C)"),
        ("and(eq(a, 1)", "and(and(eq(a, 1), C)"),
        ("not(and(eq(a, 1)))", "and(not(and(eq(a, 1))), C)"),
    ],
)
def test_a_condition_is_added_as_a_person_would_write_it(present: str, after: str) -> None:
    assert called(("joined", present, "C")) == [after]


def test_numbers_and_times_are_written_for_people() -> None:
    written = {
        ("count", 1_204): "1,204",
        ("runs", 1): "1 run",
        ("percent", 1, 1_000_000): "0.1 %",
        ("percent", 999_999, 1_000_000): "99.9 %",
        ("percent", 0, 0): "0 %",
        ("seconds", 0.18): "0.18 s",
        ("seconds", 0.0123): "12 ms",
        ("seconds", 150): "2 min 30 s",
        ("seconds", 90_000): "25 h 0 min",
        ("cost", 0.00088): "$0.00088",
        ("time", "2026-10-05T09:00:03.670000Z"): "2026-10-05 09:00:03",
        ("time", "2026-10-05T09:00:00+02:00", "hour"): "2026-10-05 07:00",
        ("time", "no time"): "no time",
        ("written", "2026-10-05"): "2026-10-05T00:00:00.000Z",
        ("written", " 2026-10-05 09:00 "): "2026-10-05T09:00:00.000Z",
        ("written", "yesterday"): None,
        ("written", "2026-13-05"): None,
    }
    assert called(*written) == list(written.values())


def test_only_the_newest_request_has_an_answer() -> None:
    tap = subprocess.run(["node", "--test", "--test-reporter=tap", HERE / "newest.test.mjs"], stdout=-1, check=False).stdout
    assert b"# pass 3" in tap, tap.decode()
