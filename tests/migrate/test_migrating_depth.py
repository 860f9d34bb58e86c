"""Migrations stand at any depth, and need lark alone."""

import subprocess
import sys

from effort import depth
import pytest

from filterlang.migrate import ChangeKind, rename_fields, rename_keys, replace_ids, to_dialect

LEVELS = depth()
OLD, NEW = "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9329"


def nested(inner: str, operator: str = "and", beside: str = "") -> str:
    return (operator + "(" + beside) * LEVELS + inner + ")" * LEVELS


@pytest.mark.parametrize(
    ("migrate", "before", "after"),
    [
        (lambda text: rename_fields(text, {"name": "thread_id"}), 'eq(name, "a")', 'eq(thread_id, "a")'),
        (lambda text: rename_keys(text, "input", {"a": "b"}), 'eq(input_key, "a")', 'eq(input_key, "b")'),
        (lambda text: replace_ids(text, {OLD: NEW}), f'eq(id, "{OLD}")', f'eq(id, "{NEW}")'),
        (lambda text: to_dialect(text, "v1", "v2"), "neq(error, null)", 'eq(status, "error")'),
    ],
    ids=["fields", "keys", "ids", "dialect"],
)
def test_a_condition_is_migrated_below_any_depth(migrate, before: str, after: str) -> None:
    migration = migrate(nested(before))
    assert migration.after == nested(after)
    assert all(edit.span.start >= 4 * LEVELS for edit in migration.edits)


def test_a_filter_of_that_depth_is_taken_apart() -> None:
    migration = to_dialect(nested('or(eq(name, "a"), eq(feedback_key, "b"))'), "v1", "v2")
    assert migration.queries == (nested('eq(name, "a")'), nested('and(eq(feedback_key, "b"))'))


def test_negations_of_that_depth_are_taken_out() -> None:
    assert to_dialect(nested('eq(name, "a")', "not"), "v1", "v2").after == 'eq(name, "a")'


def test_a_wide_filter_is_reported_at_every_place() -> None:
    text = "and(" + ", ".join(['search("some words")'] * LEVELS) + ")"
    changes = to_dialect(text, "v1", "v2").changes
    assert sum(change.kind is ChangeKind.MEANING for change in changes) == LEVELS


@pytest.mark.processes
def test_migrating_needs_nothing_heavy() -> None:
    code = "import sys, filterlang.migrate; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pydantic", "httpx", "rich", "argparse", "duckdb", "sqlglot"} & set(loaded)
