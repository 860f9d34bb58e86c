"""A broken line is the same to DuckDB and to Python: the same runs, the same error, the same number of lines left out."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from answers import ids
from effort import examples
from export_files import RUNS, lines, uuid
from hypothesis import given, settings, strategies as st
import pytest

from filterlang.sql.engines import duckdb_lines
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record, RecordError, read_records
from filterlang.exports.results import Runs

GOOD = {**RUNS[0], "id": uuid(70), "trace_id": uuid(70)}
TEXT = json.dumps(GOOD)[:-1]
REFUSED = (
    "null", "{}", "5", "[]", "{", "{'id': 1}", '{"name": "without an id"}', '{"id": ""}', '{"id": 5}', "tru", TEXT, TEXT + "}}",
    '{"runs": [5]}', '{"post": [{}]}', TEXT + ', "operation": "put"}', TEXT + ', "feedback": 5}',
    TEXT + ', "feedback": [{"key": 5}]}', TEXT + ', "name": 01}', TEXT + ', "name": "\t"}',
)  # fmt: skip
"""Lines that are an error whatever is asked."""

READ = (
    TEXT + ', "name": "another"}', TEXT + f', "id": "{uuid(71)}"}}', TEXT + ', "name": "\\ud800"}',
    f'{{"run_id": "{uuid(71)}"}}',
    json.dumps({"runs": [GOOD, GOOD]}), json.dumps({"items": []}),
    json.dumps({"patch": [{"id": RUNS[1]["id"], "name": "patched"}]}),
    TEXT + ', "operation": "post"}', TEXT + ', "start_time": "2026-11-02 09:00"}', TEXT + ', "total_tokens": NaN}', " ", "\r",
)  # fmt: skip
"""Lines that are read, odd as they are."""

LATER: dict[str, tuple[Any, ...]] = {
    "start_time": ("soon", 5, "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z"), "end_time": ("2026-11-31T00:00:00Z", [], True),
    **dict.fromkeys(("trace_id", "parent_run_id", "session_id", "reference_example_id"), (False, 5, [], {"a": 1}, 0.5)),
}  # fmt: skip
"""Values that are an error as soon as an answer depends on them."""

ASKED: dict[str, tuple[str, ...]] = {
    "start_time": ('gte(start_time, "2026-01-01T00:00:00Z")', "gte(latency, 0)", 'lt(start_time, "2026-01-01T00:00:00Z")'),
    "end_time": ("gte(latency, 0)", "eq(latency, null)", 'lt(end_time, "2026-01-01T00:00:00Z")'),
    "trace_id": (f'eq(trace_id, "{uuid(1)}")', 'in(trace_id, ["5"])'),
    "parent_run_id": ("eq(is_root, true)", "eq(is_root, false)"),
    "session_id": (f'eq(session_id, "{uuid(1)}")', 'neq(session_id, "5")'),
    "reference_example_id": ('eq(reference_example_id, "5")',),
}  # fmt: skip
FILTERS = (
    None, f'eq(trace_id, "{uuid(1)}")', f'in(id, ["{uuid(1)}"])', 'eq(name, "step")', 'neq(name, "step")', 'eq(name, "nobody")',
    'has(tags, "beta")', "eq(error, null)", "gt(total_tokens, 0)", 'eq(feedback_key, "correctness")', 'search("password")',
    'like(inputs, "%q%")', *(text for texts in ASKED.values() for text in texts),
)  # fmt: skip

Answer = tuple[list[str], int] | str


def answer(opened: Callable[[], Runs], **query: Any) -> Answer:
    """The runs that are selected and how many there are, or what is wrong."""
    try:
        runs = opened()
        found = ids(runs, **query)
        assert runs.list_runs(**query).count() == len(found)
    except RecordError as problem:
        return str(problem)
    return found, runs.skipped() or 0


def in_memory(path: Path, *, skip_broken: bool) -> Runs:
    skipped: list[RecordError] | None = [] if skip_broken else None
    return LocalRuns(read_records(path, skipped=skipped), skipped=None if skipped is None else len(skipped))


def agree(path: Path, filter: str | None, *, skip_broken: bool) -> None:
    by_python = answer(lambda: in_memory(path, skip_broken=skip_broken), filter=filter)
    assert answer(lambda: open_runs(path, skip_broken=skip_broken), filter=filter) == by_python


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / "runs.jsonl"


@given(
    odd=st.lists(st.sampled_from(REFUSED + READ), min_size=1, max_size=3), filter=st.sampled_from(FILTERS), skip=st.booleans()
)
@settings(max_examples=examples(20))
def test_whatever_is_asked(path: Path, odd: list[str], filter: str | None, skip: bool) -> None:
    path.write_bytes(lines(RUNS[0]) + "".join(f"{line}\n" for line in odd).encode() + lines(*RUNS[1:]))
    agree(path, filter, skip_broken=skip)


@pytest.mark.parametrize("key", LATER)
@given(data=st.data())
@settings(max_examples=examples(4))
def test_as_soon_as_an_answer_depends_on_it(path: Path, key: str, data: st.DataObject) -> None:
    path.write_bytes(lines(*RUNS, {**GOOD, key: data.draw(st.sampled_from(LATER[key]))}))
    agree(path, data.draw(st.sampled_from(ASKED[key])), skip_broken=False)
    agree(path, data.draw(st.sampled_from(FILTERS)), skip_broken=True)


@pytest.mark.parametrize("key", LATER)
def test_and_before_it_is_handed_out(path: Path, key: str) -> None:
    path.write_bytes(lines(*RUNS, {**GOOD, key: LATER[key][0]}))
    with pytest.raises(RecordError, match=rf"runs\.jsonl:6: {key} has to be"):
        open_runs(path).matching()


def test_lines_that_only_python_reads_are_read_once_until_they_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole run first, so that DuckDB opens the file, and what is posted behind it."""
    reads: list[int] = []

    def counted(*paths: str) -> list[Record]:
        reads.append(len(paths))
        return read_records(*paths)

    monkeypatch.setattr(duckdb_lines, "read_records", counted)
    path = tmp_path / "runs.jsonl"
    path.write_text("\n".join([json.dumps(GOOD), TEXT + f', "id": "{uuid(71)}", "operation": "post"}}']))
    runs = open_runs(path)
    assert (runs.list_runs().count(), len(runs.matching(limit=1)), runs.list_runs().count()) == (2, 1, 2)
    assert reads == [1]
    path.write_text(path.read_text() + "\n" + json.dumps({**GOOD, "id": uuid(72)}))
    assert (runs.list_runs().count(), len(runs.matching())) == (3, 3)
    assert reads == [1, 1]
