"""Runs inside of runs, traces and answers are read as runs, with their trace and parent; what is not read is counted."""

from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from effort import examples
from hypothesis import given, settings, strategies as st
from langsmith.schemas import Run
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from filterlang.opening import UnreadWarning, open_runs
from filterlang.exports.records import RecordError

START = "2026-11-02T09:00:00Z"


def uuid(number: int) -> str:
    return f"0190a1b2-0000-7000-8000-{number:012}"


def run(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": uuid(number), "name": f"run {number}", "run_type": "chain", "start_time": START, **fields}


def dumped(number: int, *children: Run) -> Run:
    """A run as the SDK has it, with its trace missing, so that it has to be worked out."""
    return Run(
        id=UUID(uuid(number)), name=f"run {number}", run_type="chain", start_time=datetime(2026, 11, 2, 9, tzinfo=UTC),
        inputs={}, child_runs=list(children) or None, child_run_ids=[child.id for child in children] or None,
        trace_id=UUID(uuid(1)), status="success",
    )  # fmt: skip


def standing(folder: Path, text: str, name: str = "runs.json") -> dict[str, tuple[str | None, str | None]]:
    """Each run's parent and trace, by its name."""
    (folder / name).write_text(text, encoding="utf-8")
    read = open_runs(folder / name).matching()
    assert len({record["name"] for record in read}) == len(read)
    return {record["name"]: (record.get("parent_run_id"), record["trace_id"]) for record in read}


TREE = {
    "run 1": (None, uuid(1)), "run 2": (uuid(1), uuid(1)), "run 3": (uuid(2), uuid(1)), "run 4": (uuid(1), uuid(1)),
}  # fmt: skip
NESTED = run(1, child_runs=[run(2, child_runs=[run(3, child_runs=[])]), run(4, child_runs=None)])
FLAT = [run(1), run(2, parent_run_id=uuid(1)), run(3, parent_run_id=uuid(2)), run(4, parent_run_id=uuid(1))]


@pytest.mark.parametrize("lines", [False, True])
def test_what_the_sdk_dumps_with_its_children_is_all_runs(tmp_path: Path, lines: bool) -> None:
    tree = dumped(1, dumped(2, dumped(3)), dumped(4))
    text = tree.model_dump_json() if lines else json.dumps(tree.model_dump(mode="json"), indent=2)
    assert standing(tmp_path, text, "runs.jsonl" if lines else "runs.json") == TREE


@pytest.mark.parametrize(
    "document",
    [
        NESTED, [NESTED], {"runs": [NESTED]}, {"items": [NESTED]}, {"data": [NESTED]}, {"data": {"runs": [NESTED]}},
        {"traces": [{"trace_id": uuid(1), "runs": FLAT}]}, {"traces": [{"id": uuid(1), "runs": FLAT}]},
        {"traces": [{"trace_id": uuid(1), "child_runs": [NESTED]}]}, {"traces": [NESTED], "total": 1},
        [{"trace_id": uuid(1), "runs": FLAT[:2]}, {"trace_id": uuid(1), "runs": FLAT[2:]}], {"run": NESTED},
        {**run(1), "runs": FLAT[1:]}, {"results": [NESTED]}, {**run(1), "children": NESTED["child_runs"]},
        {"trace_id": uuid(1), "root_run": FLAT[0], "child_runs": FLAT[1:]}, {"spans": [NESTED], "next": None},
        {"traces": {uuid(1): [NESTED]}}, {uuid(1): NESTED}, {"trace_id": uuid(1), "run": FLAT[0], "records": FLAT[1:]},
    ],
)  # fmt: skip
def test_what_is_put_around_runs_is_taken_away(tmp_path: Path, document: object) -> None:
    assert standing(tmp_path, json.dumps(document)) == TREE


@pytest.mark.parametrize("key", ["child_runs", "children", "runs"])
def test_a_run_with_runs_inside_is_read_wherever_it_stands_among_lines(tmp_path: Path, key: str) -> None:
    plain = [run(number, trace_id=uuid(number), status="success") for number in range(10, 4000)]
    lines = [*plain, {**run(1, trace_id=uuid(1), status="success"), key: NESTED["child_runs"]}]
    (tmp_path / "runs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    runs = open_runs(tmp_path / "runs.jsonl")
    assert runs.list_runs(filter='in(name, ["run 2", "run 3", "run 4"])').count() == 3
    assert runs.list_runs().count() == len(plain) + 4
    assert {record["name"] for record in runs.matching(trace_filter='eq(name, "run 1")')} == set(TREE)


def test_what_a_record_says_of_itself_counts_before_where_it_was_found(tmp_path: Path) -> None:
    inner = run(2, trace_id=uuid(9), parent_run_id=uuid(8), child_runs=[run(3)])
    assert standing(tmp_path, json.dumps(run(1, child_runs=[inner]))) == {
        "run 1": (None, uuid(1)), "run 2": (uuid(8), uuid(9)), "run 3": (uuid(2), uuid(9)),
    }  # fmt: skip


def test_the_dotted_order_and_the_list_of_parents_name_parent_and_trace(tmp_path: Path) -> None:
    order = f"20261102T090000000000Z{uuid(1)}.20261102T090001000000Z{uuid(2)}"
    lines = [run(2, dotted_order=order), run(3, parent_run_ids=[uuid(1), uuid(2)])]
    assert standing(tmp_path, "\n".join(map(json.dumps, lines)), "runs.jsonl") == {
        "run 2": (uuid(1), uuid(1)), "run 3": (uuid(2), uuid(1)),
    }  # fmt: skip


@pytest.mark.parametrize("said", [{}, {"start_time": START, "end_time": None, "run_count": 4}])
def test_a_project_around_its_runs_is_no_run(tmp_path: Path, said: dict[str, Any]) -> None:
    project = {"id": uuid(9), "name": "support bot", **said}
    apart = {**TREE, "run 5": (None, uuid(5))}
    assert standing(tmp_path, json.dumps({**project, "runs": [NESTED, run(5)]})) == apart
    assert standing(tmp_path, json.dumps({**project, "runs": [NESTED, run(5)]}), "runs.jsonl") == apart
    assert standing(tmp_path, json.dumps([{**project, "runs": []}])) == {"support bot": (None, uuid(9))}


def test_a_trace_of_langsmith_fetch_is_its_root_run(tmp_path: Path) -> None:
    """What ``langsmith-fetch traces --include-metadata --include-feedback`` writes, a file a trace (fetchers.py)."""
    trace = {
        "trace_id": uuid(1), "messages": [{"role": "user", "content": "refund"}],
        "metadata": {
            "status": "success", "start_time": START, "end_time": None, "duration_ms": 2500, "feedback_stats": {},
            "custom_metadata": {"plan": "pro"}, "token_usage": {"total_tokens": 7}, "costs": {"total_cost": 0.5},
        },
        "feedback": [{"key": "tone", "score": 1}],
    }  # fmt: skip
    (tmp_path / "trace.json").write_text(json.dumps(trace, indent=2))
    asked = 'and(eq(metadata_key, "plan"), search("refund"), eq(total_tokens, 7), eq(feedback_key, "tone"), eq(latency, 2.5))'
    assert [each["id"] for each in open_runs(tmp_path / "trace.json").matching(filter=asked)] == [uuid(1)]


class TestWhatIsNotRead:
    def test_children_that_are_ids_only_are_counted(self, tmp_path: Path) -> None:
        ids = [uuid(number) for number in range(2, 14)]
        (tmp_path / "runs.json").write_text(json.dumps([run(1, child_run_ids=[uuid(14), *ids], child_runs=ids[:3]), run(14)]))
        with pytest.warns(UnreadWarning, match=r"^12 child runs that are ids only \(child_run_ids\) were not read$"):
            runs = open_runs(tmp_path / "runs.json")
        assert list(runs.unread()) == ["12 child runs that are ids only (child_run_ids) were not read"]

    @pytest.mark.parametrize("children", [5, "x", {"id": uuid(2)}, [None], [[run(2)]], True])
    def test_children_of_another_type_are_counted(self, tmp_path: Path, children: object) -> None:
        (tmp_path / "runs.json").write_text(json.dumps(run(1, child_runs=children)))
        with pytest.warns(UnreadWarning, match="^1 child run that is not a JSON object was not read$"):
            assert open_runs(tmp_path / "runs.json").list_runs().count() == 1

    def test_runs_at_another_key_of_a_run_are_counted(self, tmp_path: Path) -> None:
        found = run(1, inputs={"run": run(5)}, feedback=[{"id": uuid(6), "key": ""}], steps=[run(2), run(3)], parent_run=run(4))
        (tmp_path / "runs.json").write_text(json.dumps([found]))
        with pytest.warns(UnreadWarning, match="^3 runs inside runs, but not under child_runs, were not read$"):
            assert open_runs(tmp_path / "runs.json").list_runs().count() == 1

    def test_children_far_behind_in_lines_are_read(self, tmp_path: Path) -> None:
        whole = {"status": "success", "inputs": {"text": "x" * 9000}}
        lines = [json.dumps(run(number, trace_id=uuid(number), **whole)) for number in range(100, 230)]
        parent = json.dumps(run(1, trace_id=uuid(1), child_runs=[None, run(2)], **whole))
        (tmp_path / "runs.jsonl").write_text("\n".join([*lines, parent]))
        runs = open_runs(tmp_path / "runs.jsonl")
        assert [record["parent_run_id"] for record in runs.matching(filter='eq(name, "run 2")')] == [uuid(1)]
        assert runs.list_runs().count() == 132

    def test_a_child_that_is_no_run_is_an_error_that_says_which(self, tmp_path: Path) -> None:
        (tmp_path / "runs.jsonl").write_text(json.dumps(run(1, child_runs=[run(2), {"name": "no id"}])))
        with pytest.raises(RecordError, match=f"runs.jsonl:1: child 2 of {uuid(1)}: the run has no id"):
            open_runs(tmp_path / "runs.jsonl")
        kept = open_runs(tmp_path / "runs.jsonl", skip_broken=True)
        assert (kept.list_runs().count(), kept.skipped()) == (2, 1)

    def test_what_is_nested_too_deeply_is_an_error(self, tmp_path: Path) -> None:
        deep = f'{{"id": "{uuid(1)}", "child_runs": [' * 100_000 + "]}" * 100_000
        (tmp_path / "runs.json").write_text(deep)
        with pytest.raises(RecordError, match="nested too deeply"):
            open_runs(tmp_path / "runs.json")

    def test_a_column_of_runs_inside_of_runs_is_said(self, tmp_path: Path) -> None:
        tables = pa.table({"id": [uuid(1)], "child_runs": ["[]"]})
        pq.write_table(tables, tmp_path / "runs.parquet")
        with pytest.warns(UnreadWarning, match="^the column child_runs was not read"):
            open_runs(tmp_path / "runs.parquet")

    def test_messages_are_no_runs(self, tmp_path: Path) -> None:
        (tmp_path / "thread.json").write_text(json.dumps({"thread_id": "t", "messages": []}))
        with pytest.raises(RecordError, match="messages without their run"):
            open_runs(tmp_path / "thread.json")


@given(st.recursive(st.builds(list), lambda inner: st.lists(inner, max_size=4), max_leaves=30), st.booleans())
@settings(max_examples=examples(30))
def test_a_tree_of_runs_is_read_whole(tmp_path_factory: pytest.TempPathFactory, tree: list[Any], indented: bool) -> None:
    """Any tree: each run once, below the run that holds it."""
    expected: list[tuple[str, str | None]] = []

    def made(children: list[Any], parent: str | None) -> dict[str, Any]:
        record = run(len(expected) + 1)
        expected.append((record["id"], parent))
        return {**record, "child_runs": [made(child, record["id"]) for child in children]}

    document = made(tree, None)
    path = tmp_path_factory.mktemp("tree") / "runs.json"
    path.write_text(json.dumps(document, indent=2 if indented else None))
    read = open_runs(path).matching()  # all began at once: in the order of their ids
    assert [(record["id"], record.get("parent_run_id")) for record in read] == expected
    assert {record["trace_id"] for record in read} == {uuid(1)}
