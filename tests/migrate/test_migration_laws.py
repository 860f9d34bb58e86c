"""The laws of migrating: there and back, what changes nothing, what keeps its meaning, and edits that agree with the result."""

from effort import examples
from hypothesis import given, settings, strategies as st
from migration_strategies import IDS, KEYS, amounts, edited, ids, kinds, leaves, runs, same_on_both, trees
import pytest

import filterlang
from filterlang.evaluate.reference import matcher
from filterlang.findings.verdicts import concerns_acceptance, is_refusal
from filterlang.migrate import Migration, rename_fields, rename_keys, replace_ids, to_dialect
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, walk

FRESH_FIELDS = {
    "trace_id": "reference_example_id", "total_tokens": "prompt_tokens", "total_cost": "prompt_cost",
    "metadata_key": "input_key", "metadata_value": "input_value",
}  # fmt: skip
FRESH_KEYS = {"a": "one", "b": 'the "second"', "a.b": "one.b", "é": "e"}
OTHER_IDS = tuple(id.replace("0190", "0290") for id in IDS)
MOVES = {
    "fields": lambda text: rename_fields(text, FRESH_FIELDS),
    "keys": lambda text: rename_keys(text, "metadata", FRESH_KEYS),
    "ids": lambda text: replace_ids(text, dict(zip(IDS, OTHER_IDS, strict=True)), values=True),
    "v2": lambda text: to_dialect(text, "v1", "v2"),
    "v1": lambda text: to_dialect(text, "v2", "v1"),
    "portable": lambda text: to_dialect(text, "v1", "portable"),
}
widths = st.sampled_from([1, 20, 10**6])


def back(names):
    return {new: old for old, new in names.items()}


def renamed(value, names):
    return {names.get(key, key): inner for key, inner in value.items()}


@given(trees(leaves), widths)
@settings(max_examples=examples(50))
@pytest.mark.parametrize("move", MOVES)
def test_edits_applied_to_the_text_and_the_text_after_have_one_tree(move: str, tree, width: int) -> None:
    text = filterlang.format(tree, width)
    migration: Migration = MOVES[move](text)
    assert migration.before == text
    if migration.ok:
        assert edited(migration) == parse(migration.after).tree
        assert print_line(parse(migration.after).tree) == migration.after
        assert bool(migration.edits) == (parse(migration.after).tree != tree)
    else:
        assert migration.after is None and "lost" in kinds(migration) and migration.edits == ()


@given(trees(leaves))
@settings(max_examples=examples(50))
@pytest.mark.parametrize("move", MOVES)
def test_changes_stand_in_the_text_in_order_of_place(move: str, tree) -> None:
    migration: Migration = MOVES[move](tree)
    spans = [change.span for change in migration.changes]
    assert spans == sorted(spans)
    assert all(0 <= span.start < span.end <= len(migration.before) for span in spans)


@given(trees(leaves))
@settings(max_examples=examples(100))
def test_renaming_fields_to_fresh_names_and_back_is_the_identity(tree) -> None:
    there = rename_fields(tree, FRESH_FIELDS)
    assert there.ok
    assert rename_fields(there.after, back(FRESH_FIELDS)).after == print_line(tree)


@given(trees(leaves))
@settings(max_examples=examples(100))
def test_renaming_keys_to_fresh_names_and_back_is_the_identity(tree) -> None:
    there = rename_keys(tree, "metadata", FRESH_KEYS)
    assert rename_keys(there.after, "metadata", back(FRESH_KEYS)).after == print_line(tree)


@given(trees(leaves), runs)
@settings(max_examples=examples(150))
def test_a_renamed_filter_matches_the_renamed_run(tree, run) -> None:
    metadata = run["extra"]["metadata"]
    moved = {**run, "extra": {"metadata": renamed(metadata, FRESH_KEYS)}}
    after = rename_keys(tree, "metadata", FRESH_KEYS).after
    assert matcher(after)(moved) == matcher(tree)(run)


@given(trees(amounts | ids), runs)
@settings(max_examples=examples(100))
def test_two_fields_can_be_exchanged(tree, run) -> None:
    names = {"total_tokens": "prompt_tokens", "prompt_tokens": "total_tokens", "id": "trace_id", "trace_id": "id"}
    after = rename_fields(tree, names).after
    assert matcher(after)(renamed(run, names)) == matcher(tree)(run)


@given(trees(leaves), runs)
@settings(max_examples=examples(100))
def test_ids_replaced_and_put_back_are_the_same_ids_and_match_the_same_runs(tree, run) -> None:
    mapping = dict(zip(IDS, OTHER_IDS, strict=True))
    there = replace_ids(tree, mapping)
    assert there.ok and there.unmapped == ()
    assert replace_ids(there.after, back(mapping)).after == replace_ids(tree, dict(zip(IDS, IDS, strict=True))).after
    moved = {name: mapping.get(value, value) if isinstance(value, str) else value for name, value in run.items()}
    assert matcher(there.after)(moved) == matcher(tree)(run)


@given(trees(leaves), st.sampled_from(KEYS))
@settings(max_examples=examples(50))
def test_migrating_nothing_is_the_identity(tree, key) -> None:
    text = print_line(tree)
    for migration in (
        rename_fields(tree, {}),
        rename_fields(tree, {"name": "name"}),
        rename_keys(tree, "metadata", {key: key}),
        replace_ids(tree, {}),
    ):
        assert (migration.after, migration.edits) == (text, ())
        assert not set(kinds(migration)) - {"note"}


@given(trees(leaves), st.sampled_from(["v1", "v2", "portable"]), st.sampled_from(["v1", "v2", "portable"]))
@settings(max_examples=examples(100))
def test_what_the_target_has_nothing_against_stays_as_it_is(tree, source, target) -> None:
    findings = [found for found in filterlang.check(tree, target) if concerns_acceptance(found)]
    if any((is_refusal(found) and found.severity.value != "note") or found.fixes for found in findings):
        return
    migration = to_dialect(tree, source, target)
    assert (migration.after, migration.edits) == (print_line(tree), ())
    assert not {"rewritten", "lost"} & set(kinds(migration))


@given(trees(leaves), runs)
@settings(max_examples=examples(200))
def test_v1_to_v2_and_back_keeps_the_meaning(tree, run) -> None:
    there = to_dialect(tree, "v1", "v2")
    if not there.ok:
        assert all(matcher(query) for query in there.queries)
        return
    again = to_dialect(there.after, "v2", "v1")
    asks_tokens = any(getattr(node, "id", "") == "total_tokens" for node in walk(tree))
    assert again.ok is not asks_tokens
    assert matcher(there.after)(run) == matcher(again.after or there.after)(run) == matcher(tree)(run)


@given(trees(same_on_both), runs)
@settings(max_examples=examples(200))
def test_the_queries_of_a_filter_taken_apart_select_together_what_it_selects(tree, run) -> None:
    migration = to_dialect(tree, "v1", "v2")
    if migration.queries:
        assert 2 <= len(migration.queries) <= 4
        assert any(matcher(query)(run) for query in migration.queries) == matcher(tree)(run)
        assert all(to_dialect(query, "v2", "v2").ok for query in migration.queries)


@given(trees(same_on_both), runs)
@settings(max_examples=examples(100))
def test_a_negation_taken_out_keeps_the_meaning_unless_a_note_says_otherwise(tree, run) -> None:
    denied = Call("not", (tree,))
    migration = to_dialect(denied, "v1", "portable")
    if migration.ok and not any("need not match one of the two" in change.message for change in migration.changes):
        assert matcher(migration.after)(run) == matcher(denied)(run)


@given(trees(leaves))
@settings(max_examples=examples(50))
def test_what_is_migrated_is_migrated(tree) -> None:
    for target in ("v1", "v2", "portable"):
        once = to_dialect(tree, "v1", target)
        if once.ok:
            assert to_dialect(once.after, target, target).after == once.after
