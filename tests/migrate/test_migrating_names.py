"""Renaming fields and keys, and replacing ids: what is changed, what is reported, what is refused."""

from uuid import UUID

from migration_strategies import IDS, edited, kinds
import pytest

import filterlang
from filterlang import FilterError
from filterlang.migrate import ChangeKind, rename_fields, rename_keys, replace_ids
from filterlang.syntax.parser import parse
from filterlang.syntax.tree import Call, Name, String

OLD, NEW, LEFT, _ = IDS


def messages(migration) -> list[str]:
    return [change.message for change in migration.changes]


# Fields.


def test_a_name_that_is_no_field_can_be_replaced_by_one() -> None:
    migration = rename_fields(f'and( eq(project_id, "{OLD}"),\n     eq(name, "a") )', {"project_id": "session_id"})
    assert migration.after == f'and(eq(session_id, "{OLD}"), eq(name, "a"))'
    assert [(edit.span.start, edit.span.end, edit.text) for edit in migration.edits] == [(8, 18, "session_id")]
    assert messages(migration) == ["`project_id` is now `session_id`"]
    assert migration.ok


def test_a_name_in_quotes_is_renamed_and_the_text_of_a_search_is_not() -> None:
    migration = rename_fields('and(eq("name", "a"), search("name"))', {"name": "thread_id"})
    assert migration.after == 'and(eq("thread_id", "a"), search("name"))'


@pytest.mark.parametrize(
    ("target", "near"),
    [("sesion_id", "did you mean 'session_id'"), ("cost", "did you mean 'total_cost'"), ("zzz", "filterlang explain")],
)
def test_a_new_name_that_is_no_field_is_refused_with_the_close_one(target: str, near: str) -> None:
    with pytest.raises(ValueError, match=f"there is no field '{target}' to rename 'name' to: .*{near}"):
        rename_fields('eq(name, "a")', {"name": target})


@pytest.mark.parametrize(
    ("text", "names", "kind", "says"),
    [
        ('like(name, "a%")', {"name": "trace_id"}, ChangeKind.LOST, "`trace_id` does not take `like`"),
        ("gt(latency, 5)", {"latency": "start_time"}, ChangeKind.LOST, "not 5"),
        ('eq(name, "a")', {"name": "tags"}, ChangeKind.MEANING, 'probably does not take `eq`: write has(tags, "a")'),
        ('eq(name, "a")', {"name": "id"}, ChangeKind.MEANING, '"a" is not a UUID'),
        ("gt(latency, 5)", {"latency": "total_tokens"}, ChangeKind.NOTE, "v1 does not know total_tokens"),
        ("gt(latency, 5)", {"latency": "total_cost"}, ChangeKind.NOTE, "no public evidence that `total_cost`"),
        (
            'and(eq(metadata_key, "a"), eq(metadata_value, "b"))',
            {"metadata_key": "input_key"},
            ChangeKind.MEANING,
            "without a key",
        ),
        (f'and(eq(trace_id, "{OLD}"), eq(id, "{OLD}"))', {"id": "trace_id"}, ChangeKind.NOTE, "can no longer be told apart"),
    ],
)
def test_what_no_longer_fits_the_new_field_is_reported(text: str, names: dict[str, str], kind: ChangeKind, says: str) -> None:
    migration = rename_fields(text, names)
    assert any(change.kind is kind and says in change.message for change in migration.changes), str(migration)
    assert migration.ok is (kind is not ChangeKind.LOST)
    assert (migration.after is None) is (kind is ChangeKind.LOST)


def test_what_did_not_fit_before_either_is_not_reported_again() -> None:
    assert kinds(rename_fields('and(eq(tags, "a"), eq(name, "b"))', {"name": "thread_id"})) == ["rewritten"]


@pytest.mark.parametrize("text", ["eq(name, ", 'name = "a"', 'eq(nonsense, "a")', 'and(eq(project_id, "a"), gt(name, 5))'])
def test_a_filter_with_errors_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        rename_fields(text, {"project_id": "session_id"})


@pytest.mark.parametrize("text", ["eq(name, ", 'eq(nonsense, "a")', "gt(name, 5)"])
def test_no_migration_takes_a_filter_with_errors(text: str) -> None:
    for migrate in (lambda: rename_keys(text, "metadata", {}), lambda: replace_ids(text, {})):
        with pytest.raises(FilterError):
            migrate()


def test_a_tree_an_expression_and_what_is_no_filter() -> None:
    assert rename_fields(filterlang.F.latency > 10, {"latency": "total_tokens"}).after == "gt(total_tokens, 10)"
    assert rename_fields(Call("eq", (Name("name"), String("a"))), {"name": "thread_id"}).before == 'eq(name, "a")'
    with pytest.raises(TypeError, match="a filter is a text, a tree"):
        rename_fields(5, {})  # type: ignore[arg-type]


# Keys.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('eq(metadata_key, "old")', 'eq(metadata_key, "new")'),
        ('neq(metadata_key, "old")', 'neq(metadata_key, "new")'),
        ('in(metadata_key, ["x", "old"])', 'in(metadata_key, ["x", "new"])'),
        ('in(metadata_key, ["new", "old", "x"])', 'in(metadata_key, ["new", "x"])'),
        ('eq("metadata_key", "old")', 'eq("metadata_key", "new")'),
        ('eq(metadata_key, "old.part")', 'eq(metadata_key, "old.part")'),
        ('eq(metadata_key, "a.b")', 'eq(metadata_key, "c")'),
        ('eq(metadata_value, "old")', 'eq(metadata_value, "old")'),
        ('eq(input_key, "old")', 'eq(input_key, "old")'),
        ('search("old")', 'search("old")'),
        ('exists(metadata, "old")', 'exists(metadata, "new")'),
        ("""has(metadata, '{"old": "old", "x": {"old": 1.50}}')""", """has(metadata, '{"new": "old", "x": {"old": 1.50}}')"""),
        (r"""has(metadata, '{"\u006fld": "\u006fld"}')""", r"""has(metadata, '{"new": "\u006fld"}')"""),
        ("""has(metadata, '{"old" : [1e2, "old"]}')""", """has(metadata, '{"new" : [1e2, "old"]}')"""),
    ],
)
def test_a_key_is_renamed_wherever_it_is_named_whole(before: str, after: str) -> None:
    migration = rename_keys(before, "metadata", {"old": "new", "a.b": "c"})
    assert migration.after == filterlang.format(after, 10**6)
    assert edited(migration) == parse(after).tree
    assert migration.ok


@pytest.mark.parametrize("family", ["metadata", "input", "output", "feedback"])
def test_every_family_of_pairs_has_keys(family: str) -> None:
    assert rename_keys(f'eq({family}_key, "a")', family, {"a": "b"}).after == f'eq({family}_key, "b")'


def test_a_family_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no pairs of 'inputs': choose one of metadata, input, output, feedback"):
        rename_keys('eq(name, "a")', "inputs", {})


@pytest.mark.parametrize(("pattern", "reported"), [("conv%", True), ("thread%", True), ("%", False), ("user%", False)])
@pytest.mark.parametrize("operator", ["like", "notlike"])
def test_a_pattern_on_keys_is_reported_where_it_holds_for_one_of_the_names(operator: str, pattern: str, reported: bool) -> None:
    text = f'{operator}(metadata_key, "{pattern}")'
    migration = rename_keys(text, "metadata", {"conversation_id": "thread_id"})
    assert migration.after == text
    assert kinds(migration) == ["meaning"] * reported
    assert not reported or "cannot be renamed: the pattern matches" in migration.changes[0].message


def test_a_key_below_a_renamed_one_is_reported() -> None:
    (change,) = rename_keys('eq(metadata_key, "user.id")', "metadata", {"user": "person"}).changes
    assert change.kind is ChangeKind.NOTE
    assert "`user.id` stands below `user` and keeps its name" in change.message


def test_keys_that_become_one_are_reported() -> None:
    migration = rename_keys('in(metadata_key, ["a", "b"])', "metadata", {"a": "c", "b": "c"})
    assert migration.after == 'in(metadata_key, ["c"])'
    assert "`a` and `b` are both `c` now, and can no longer be told apart" in messages(migration)


def test_an_object_can_not_have_one_key_twice() -> None:
    migration = rename_keys("""has(metadata, '{"a": 1, "b": 2}')""", "metadata", {"a": "b"})
    assert not migration.ok
    assert any("two keys of this object get one name" in message for message in messages(migration))


# Ids.


@pytest.mark.parametrize("spelled", [OLD, OLD.upper(), OLD.replace("-", ""), OLD.upper().replace("-", "")])
@pytest.mark.parametrize("mapping", [{OLD: NEW}, {UUID(OLD): UUID(NEW)}, {OLD.replace("-", ""): NEW.upper()}])
def test_an_id_is_known_in_every_spelling_and_written_in_one(spelled: str, mapping: dict[str | UUID, str | UUID]) -> None:
    assert replace_ids(f'eq(trace_id, "{spelled}")', mapping).after == f'eq(trace_id, "{NEW}")'


def test_ids_are_replaced_where_fields_hold_ids_alone() -> None:
    text = (
        f'and(in(trace_id, ["{OLD}", "{LEFT}"]), neq(session_id, "{OLD}"), eq(name, "{OLD}"), search("{OLD}"), '
        f'eq(metadata_value, "{OLD}"))'
    )
    migration = replace_ids(text, {OLD: NEW})
    assert migration.after == text.replace(OLD, NEW, 2)
    assert migration.unmapped == (LEFT,)
    assert f"1 id was not in the mapping: {LEFT}" in messages(migration)


def test_values_of_metadata_are_replaced_when_asked() -> None:
    text = f"""and(in(metadata_value, ["{OLD}", "{LEFT}"]), has(metadata, '{{"a": "{OLD}", "{OLD}": 1}}'))"""
    migration = replace_ids(text, {OLD: NEW}, values=True)
    assert migration.after == filterlang.format(text.replace(OLD, NEW, 2), 10**6)
    assert migration.unmapped == ()


def test_many_ids_that_are_not_in_the_mapping_are_counted_once_and_listed_in_data() -> None:
    listed = [f"0190a1b2-c3d4-7ef0-a5b6-{number:012x}" for number in range(12)]
    text = "in(id, [" + ", ".join(f'"{id}"' for id in [*listed, *listed]) + "])"
    migration = replace_ids(text, {})
    (change,) = migration.changes
    assert change.message.startswith("12 ids were not in the mapping: ")
    assert change.message.endswith("and 7 more")
    assert migration.unmapped == tuple(listed)


@pytest.mark.parametrize("mapping", [{"a": OLD}, {OLD: "a"}, {OLD: ""}])
def test_ids_are_uuids(mapping: dict[str | UUID, str | UUID]) -> None:
    with pytest.raises(ValueError, match="is not a UUID: ids are replaced by UUIDs"):
        replace_ids('eq(name, "a")', mapping)


def test_one_id_has_one_new_id() -> None:
    with pytest.raises(ValueError, match=f"the id {OLD} is mapped to two ids"):
        replace_ids('eq(name, "a")', {OLD: NEW, OLD.upper(): LEFT})
