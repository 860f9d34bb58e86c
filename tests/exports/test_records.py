"""Reading exports: what becomes of a file's records, and what is said of a file that is none."""

from collections.abc import Callable
import gzip
import json
from pathlib import Path
import random
import subprocess
import sys
from typing import Any, ClassVar

from hypothesis import given
import pytest
import zstandard

from filterlang.exports.records import Record, RecordError, read_records
from filterlang.evaluate.shapes import in_v1_form
from filterlang.semantics.durations import canonical_uuid
from filterlang.strategies import runs

ROOT, CHILD, LLM, OTHER = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(4))
USAGE = {"input_tokens": 30, "output_tokens": 12, "total_tokens": 42}


def write(path: Path, *records: object) -> Path:
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def run(id: str, **fields: Any) -> Record:
    return {"id": id, "name": "step", "run_type": "chain", **fields}


def read(tmp_path: Path, *records: object) -> list[Record]:
    return read_records(write(tmp_path / "runs.jsonl", *records))


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(RecordError) as caught:
        read_records(path)
    return str(caught.value).removeprefix(str(path))


class TestFiles:
    RUNS = (run(ROOT, trace_id=ROOT, status="success"), run(CHILD, trace_id=ROOT, status="error"))

    @pytest.mark.parametrize(
        "text",
        [
            "\n".join(map(json.dumps, RUNS)),
            "\r\n\r\n".join(map(json.dumps, RUNS)) + "\r\n\n",
            "\ufeff" + "\n".join(map(json.dumps, RUNS)),
            json.dumps(RUNS),
            json.dumps(RUNS, indent=2),
            json.dumps({"runs": RUNS, "cursors": {"next": None}}),
            json.dumps({"runs": RUNS, "cursors": {"next": None}}, indent=2),
            "\n".join(json.dumps({"runs": [each], "cursors": {}}) for each in RUNS),
            json.dumps({"items": RUNS, "next_cursor": None}),
            json.dumps([{"trace_id": ROOT, "run_count": 1, "runs": [each]} for each in RUNS]),
        ],
        ids=[
            "lines",
            "blank lines and CRLF",
            "BOM",
            "array",
            "wrapped array",
            "answer",
            "wrapped answer",
            "an answer a line",
            "an answer of v2",
            "traces of the command line",
        ],
    )
    def test_runs_are_read_from_lines_arrays_and_answers(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "runs.jsonl"
        path.write_bytes(text.encode())
        assert read_records(path) == list(self.RUNS)
        assert read_records(str(path)) == list(self.RUNS)

    @pytest.mark.parametrize("text", ["", "\n \n", "[]", '{"runs": []}'])
    def test_a_file_without_runs_has_none(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "empty.jsonl").write_text(text)
        assert read_records(tmp_path / "empty.jsonl") == []

    def test_a_file_that_is_not_there_is_the_ordinary_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            read_records(tmp_path / "nowhere.jsonl")

    def test_a_single_run_may_be_wrapped_over_lines(self, tmp_path: Path) -> None:
        (tmp_path / "run.json").write_text(json.dumps(run(ROOT), indent=1))
        assert [record["id"] for record in read_records(tmp_path / "run.json")] == [ROOT]

    def test_not_a_number_is_a_number(self, tmp_path: Path) -> None:
        (tmp_path / "runs.jsonl").write_text(f'{{"id": "{ROOT}", "inputs": {{"x": NaN, "y": -Infinity}}}}')
        (record,) = read_records(tmp_path / "runs.jsonl")
        assert record["inputs"]["x"] != record["inputs"]["x"]

    @pytest.mark.parametrize("digits", ["9" * 10_000, "-" + "9" * 10_000])
    def test_a_number_of_any_length_is_the_double_next_to_it(self, tmp_path: Path, digits: str) -> None:
        (tmp_path / "runs.jsonl").write_text(f'{{"id": "{ROOT}", "total_tokens": {digits}, "inputs": {{"x": 7}}}}')
        (record,) = read_records(tmp_path / "runs.jsonl")
        assert (record["total_tokens"], record["inputs"]) == (float(digits), {"x": 7})

    @pytest.mark.parametrize("name", ["runs.jsonl", "runs.jsonl.gz", "runs.jsonl.zst", "runs.parquet"])
    @pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
    def test_a_file_is_unpacked_whatever_it_is_called(self, tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
        (tmp_path / name).write_bytes(pack("\n".join(map(json.dumps, self.RUNS)).encode()))
        assert read_records(tmp_path / name) == list(self.RUNS)

    def test_the_folders_above_a_file_say_what_holds_for_all_runs_in_it(self, tmp_path: Path) -> None:
        folder = tmp_path / f"session_id={OTHER}" / "env=a%2Fb c" / "gone=__HIVE_DEFAULT_PARTITION__" / "a=b=c" / "=d"
        folder.mkdir(parents=True)
        (record,) = read_records(write(folder / "e=f.jsonl", run(ROOT, session_id=CHILD)))
        assert record.items() >= {"session_id": OTHER, "env": "a/b c", "gone": None}.items()
        assert not {"a", "", "e"} & record.keys()

    def test_reading_needs_neither_pydantic_nor_httpx(self) -> None:
        code = "import sys, filterlang.exports.records; print({'pydantic', 'httpx'} & set(sys.modules))"
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


class TestBrokenFiles:
    GOOD = json.dumps(run(ROOT)).encode()

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"{\n", ":1: not JSON: Expecting property name enclosed in double quotes (column 2)"),
            (GOOD + b"\n\n{'id': 1}", ":3: not JSON: Expecting property name enclosed in double quotes (column 2)"),
            (GOOD + b"\n" + GOOD[:-5], f":2: not JSON: Unterminated string starting at (column {len(GOOD) - 7})"),
            (b'[{"id": "a"},\n {"id": "b",}]', ":2: not JSON: Expecting property name enclosed in double quotes (column 13)"),
            (GOOD + b"\n5", ":2: a run has to be a JSON object, not 5"),
            (GOOD + b'\n"run"', ':2: a run has to be a JSON object, not "run"'),
            (GOOD + b"\n[" + GOOD + b"]", ":2: a run has to be a JSON object, not an array"),
            (b"[" + GOOD + b", null]", ": run 2: a run has to be a JSON object, not null"),
            (GOOD + b'\n{"runs": [{}]}', ":2: run 1: the run has no id: export it with its id"),
            (b"{}", ":1: the run has no id: export it with its id"),
            (b'{"id": ""}', ":1: the run has no id: export it with its id"),
            (b'{"id": 5}', ":1: id has to be a UUID in a string, not 5"),
            (b'{"id": "a", "trace_id": {}}', ":1: trace_id has to be a UUID in a string, not an object"),
            (b'{"id": "a", "start_time": "soon"}', ':1: start_time has to be an ISO 8601 time in a string, not "soon"'),
            (b'{"id": "a", "end_time": 5}', ":1: end_time has to be an ISO 8601 time in a string, not 5"),
            (b'{"id": "a", "operation": "delete"}', ':1: the operation "delete" is neither post nor patch'),
            (b'{"id": "a", "operation": []}', ":1: the operation an array is neither post nor patch"),
            (GOOD + b'\n{"id": "\xff"}', ":2: not UTF-8 (invalid start byte): save the file as UTF-8"),
            (b"[\n\n\xff]", ":3: not UTF-8 (invalid start byte): save the file as UTF-8"),
            (GOOD + b'\n{"id": ' + b"[" * 200_000, ":2: nested too deeply to be read"),
            (GOOD + b"\n\xef\xbb\xbf" + GOOD, ":2: a byte order mark inside the file: remove it"),
            (b'{"detail": "Unauthorized"}', ":1: the run has no id: export it with its id"),
            (b'{"runs": 5}', ":1: the run has no id: export it with its id"),
            (b'{"post": [5], "patch": []}', ":1: post 1: a run has to be a JSON object, not 5"),
            (b'{"post": [], "patch": [{"id": 5}]}', ":1: patch 1: id has to be a UUID in a string, not 5"),
            (b'[{"runs": [{"id": "a"}, {}]}]', ": run 1: run 2: the run has no id: export it with its id"),
            (b'{"items": [{"items": [{"name": "a"}]}]}', ":1: run 1: run 1: the run has no id: export it with its id"),
        ],
    )
    def test_the_message_names_the_file_the_line_and_the_mistake(self, tmp_path: Path, data: bytes, message: str) -> None:
        assert refusal(tmp_path / "runs.jsonl", data) == message

    @pytest.mark.parametrize("feedback", [b'"good"', b"[1]", b'[{"score": 1}]', b'{"key": "good"}'])
    def test_feedback_is_a_list_of_objects_with_a_key(self, tmp_path: Path, feedback: bytes) -> None:
        message = refusal(tmp_path / "runs.jsonl", b'{"id": "a", "feedback": ' + feedback + b"}")
        assert message == ':1: feedback has to be a list of objects such as {"key": "correctness", "score": 1}'

    def test_what_is_shown_of_a_file_can_not_move_the_cursor(self, tmp_path: Path) -> None:
        message = refusal(tmp_path / "runs.jsonl", b'{"id": "a", "operation": "\\u001b[2J\\u202e"}')
        assert message == r':1: the operation "\u001b[2J\u202e" is neither post nor patch'


class TestPostsAndPatches:
    POST: ClassVar[Record] = run(
        ROOT, operation="post", start_time="2026-01-01T00:00:00", end_time=None, error=None, tags=["a"],
        extra={"metadata": {"user": "u1", "deep": {"one": 1}}, "runtime": {"sdk": "py"}},
    )  # fmt: skip
    PATCH: ClassVar[Record] = {
        "operation": "patch", "id": ROOT, "name": None, "end_time": "2026-01-01T00:00:02", "outputs": {"x": 1}, "error": None,
        "extra": {"metadata": {"deep": {"two": 2}, "user": None, "new": True}, "runtime": None},
    }  # fmt: skip

    @pytest.mark.parametrize("records", [(POST, PATCH), (PATCH, POST)], ids=["post first", "patch first"])
    def test_a_patch_wins_where_it_is_not_null_wherever_it_stands(self, tmp_path: Path, records: tuple[Record, ...]) -> None:
        (record,) = read(tmp_path, *records)
        assert record == {
            "id": ROOT,
            "trace_id": ROOT,
            "name": "step",
            "run_type": "chain",
            "start_time": "2026-01-01T00:00:00",
            "end_time": "2026-01-01T00:00:02",
            "status": "success",
            "error": None,
            "tags": ["a"],
            "outputs": {"x": 1},
            "extra": {"metadata": {"user": "u1", "deep": {"one": 1, "two": 2}, "new": True}, "runtime": {"sdk": "py"}},
        }

    def test_inputs_and_outputs_are_taken_whole(self, tmp_path: Path) -> None:
        patch = {"id": ROOT, "operation": "patch", "inputs": {"b": 2}}
        (record,) = read(tmp_path, run(ROOT, operation="post", inputs={"a": 1}), patch)
        assert record["inputs"] == {"b": 2}

    def test_posts_of_one_run_lie_over_one_another_and_over_the_whole_run(self, tmp_path: Path) -> None:
        records = read(
            tmp_path,
            run(ROOT, operation="post", name="old", tags=["a"]),
            run(CHILD),
            run(ROOT, name="new", tags=None),
        )
        assert [(record["id"], record["name"], record.get("tags")) for record in records] == [
            (ROOT, "new", ["a"]),
            (CHILD, "step", None),
        ]

    def test_a_whole_run_that_was_exported_twice_is_there_twice_as_in_a_table(self, tmp_path: Path) -> None:
        records = read(tmp_path, run(ROOT, name="old"), run(CHILD), run(ROOT, name="new"))
        assert [(record["id"], record["name"]) for record in records] == [(ROOT, "old"), (ROOT, "new"), (CHILD, "step")]

    def test_halves_in_several_files_are_one_run(self, tmp_path: Path) -> None:
        patches = write(tmp_path / "1.jsonl", self.PATCH)
        (record,) = read_records(patches, write(tmp_path / "2.jsonl", self.POST))
        assert (record["name"], record["status"], record["outputs"]) == ("step", "success", {"x": 1})

    def test_the_body_that_the_sdk_sends_holds_posts_and_patches(self, tmp_path: Path) -> None:
        post, patch = ({key: value for key, value in half.items() if key != "operation"} for half in (self.POST, self.PATCH))
        assert read(tmp_path, {"post": [post], "patch": [patch]}) == read(tmp_path, self.POST, self.PATCH)

    def test_a_patch_alone_is_a_run(self, tmp_path: Path) -> None:
        assert [record["end_time"] for record in read(tmp_path, self.PATCH)] == ["2026-01-01T00:00:02"]

    def test_the_order_of_a_file_makes_no_difference(self, tmp_path: Path) -> None:
        lines = [
            run(ROOT, operation="post", parent_run_id=None),
            run(CHILD, operation="post", parent_run_id=ROOT),
            run(LLM, operation="post", parent_run_id=CHILD, run_type="llm"),
            {"id": LLM, "operation": "patch", "outputs": {"usage_metadata": USAGE}},
            {"id": ROOT, "operation": "patch", "end_time": "2026-01-01T00:00:00Z"},
        ]
        expected = {record["id"]: record for record in read(tmp_path, *lines)}
        for seed in range(20):
            random.Random(seed).shuffle(lines)
            assert {record["id"]: record for record in read(tmp_path, *lines)} == expected


class TestWhatTheServerWouldFillIn:
    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"end_time": "2026-01-01T00:00:00Z"}, "success"),
            ({"end_time": "2026-01-01T00:00:00Z", "error": ""}, "success"),
            ({"end_time": "2026-01-01T00:00:00Z", "error": "boom"}, "error"),
            ({"error": "boom"}, "error"),
            ({}, "pending"),
            ({"status": None}, "pending"),
            ({"status": "success"}, "success"),
            ({"status": "interrupted", "error": "boom"}, "interrupted"),
        ],
    )
    def test_a_missing_status_follows_from_error_and_end(self, tmp_path: Path, fields: Record, status: str) -> None:
        assert read(tmp_path, run(ROOT, **fields))[0]["status"] == status

    def test_a_run_without_a_trace_is_its_own(self, tmp_path: Path) -> None:
        records = read(tmp_path, run(ROOT), run(CHILD, trace_id=None), run(LLM, trace_id=ROOT))
        assert [record["trace_id"] for record in records] == [ROOT, CHILD, ROOT]

    def test_ids_come_out_in_their_canonical_form(self, tmp_path: Path) -> None:
        loud = "ABCDEF00-0000-4000-8000-000000000000"
        (record,) = read(tmp_path, run(loud, parent_run_id=loud.replace("-", ""), session_id="not a uuid"))
        assert record["id"] == record["trace_id"] == record["parent_run_id"] == loud.lower()
        assert record["session_id"] == "not a uuid"

    def test_feedback_and_unknown_keys_stay_as_they_are(self, tmp_path: Path) -> None:
        kept = {
            "feedback_stats": {"correctness": {"n": 1, "avg": 0.5}},
            "feedback": [{"key": "correctness", "score": 0.5, "value": None, "comment": "so so"}],
            "session_name": "prod",
        }
        (record,) = read(tmp_path, run(ROOT, **kept))
        assert record.items() >= kept.items()


class TestTokens:
    def llm(self, id: str = LLM, **fields: Any) -> Record:
        return run(id, run_type="llm", operation="post", **fields)

    def counts(self, record: Record) -> tuple[object, ...]:
        return tuple(record.get(field) for field in ("prompt_tokens", "completion_tokens", "total_tokens"))

    @pytest.mark.parametrize(
        "outputs",
        [
            {"usage_metadata": USAGE},
            {"messages": [{"content": "hi"}, {"usage_metadata": USAGE}, {"usage_metadata": {"input_tokens": 1}}]},
            {"generations": [[{"message": {"kwargs": {"usage_metadata": USAGE}}}]], "usage_metadata": None},
        ],
    )
    def test_an_llm_run_takes_the_first_usage_of_its_outputs(self, tmp_path: Path, outputs: Record) -> None:
        assert self.counts(read(tmp_path, self.llm(outputs=outputs))[0]) == (30, 12, 42)

    def test_a_missing_total_is_the_sum(self, tmp_path: Path) -> None:
        outputs = {"usage_metadata": {"input_tokens": 1, "output_tokens": 2}}
        assert self.counts(read(tmp_path, self.llm(outputs=outputs))[0]) == (1, 2, 3)

    def test_counts_that_are_there_stay(self, tmp_path: Path) -> None:
        (record,) = read(tmp_path, self.llm(outputs={"usage_metadata": USAGE}, prompt_tokens=0, total_tokens=7))
        assert self.counts(record) == (0, 12, 7)

    @pytest.mark.parametrize("usage", [5, [], {"input_tokens": "30"}, {"input_tokens": True, "total_tokens": 1.5}])
    def test_what_is_no_count_is_not_taken(self, tmp_path: Path, usage: object) -> None:
        assert self.counts(read(tmp_path, self.llm(outputs={"usage_metadata": usage}))[0]) == (None, None, None)

    def test_only_llm_runs_take_their_outputs_usage(self, tmp_path: Path) -> None:
        posted = run(ROOT, operation="post", outputs={"usage_metadata": USAGE})
        assert self.counts(read(tmp_path, posted)[0]) == (None, None, None)

    def test_a_whole_run_has_the_counts_it_came_with(self, tmp_path: Path) -> None:
        whole = run(LLM, run_type="llm", outputs={"usage_metadata": USAGE})
        assert self.counts(read(tmp_path, whole)[0]) == (None, None, None)

    def test_runs_above_llm_runs_have_their_sum(self, tmp_path: Path) -> None:
        records = read(
            tmp_path,
            self.llm(OTHER, parent_run_id=ROOT, outputs={"usage_metadata": {"output_tokens": 1}}),
            run(ROOT, operation="post"),
            self.llm(LLM, parent_run_id=CHILD, outputs={"usage_metadata": USAGE}),
            run(CHILD, operation="post", parent_run_id=ROOT),
        )
        counted = {record["id"]: self.counts(record) for record in records}
        assert counted == {ROOT: (30, 13, 42), CHILD: (30, 12, 42), LLM: (30, 12, 42), OTHER: (None, 1, None)}

    def test_a_count_that_is_there_is_passed_up_in_place_of_the_sum(self, tmp_path: Path) -> None:
        records = read(
            tmp_path,
            run(ROOT, operation="post"),
            self.llm(CHILD, parent_run_id=ROOT, total_tokens=40),
            self.llm(LLM, parent_run_id=CHILD, total_tokens=40),
        )
        assert [record["total_tokens"] for record in records] == [40, 40, 40]

    def test_runs_that_are_each_others_parents_are_left_alone(self, tmp_path: Path) -> None:
        records = read(
            tmp_path,
            run(ROOT, operation="post", parent_run_id=CHILD),
            run(CHILD, operation="post", parent_run_id=ROOT),
            self.llm(LLM, parent_run_id=CHILD, total_tokens=1),
            self.llm(OTHER, parent_run_id=OTHER, total_tokens=1),
        )
        assert [record.get("total_tokens") for record in records] == [None, None, 1, 1]

    def test_a_chain_of_many_runs_is_no_deeper_for_it(self, tmp_path: Path) -> None:
        depth = 20_000
        chain = (run(str(n), operation="post", parent_run_id=str(n - 1) if n else None) for n in range(depth))
        records = read(tmp_path, *chain, self.llm(parent_run_id=str(depth - 1), total_tokens=3))
        assert {record["total_tokens"] for record in records} == {3}


class TestShapes:
    """Runs as v2 and the langsmith command line give them, in the v1 form."""

    def of_v2(self, **fields: Any) -> Record:
        return {"id": LLM, "run_type": "LLM", "status": "SUCCESS", **fields}

    def test_v2_is_read_as_v1(self, tmp_path: Path) -> None:
        given = self.of_v2(
            project_id=OTHER, is_in_dataset=True, parent_run_ids=[ROOT, CHILD], trace_id=ROOT, is_root=False,
            latency_seconds=1.5, metadata={"user": "u1"}, extra={"runtime": {"sdk": "py"}}, total_cost=0.25, total_tokens=3,
            prompt_token_details={"raw": {"cache_read": 2}}, completion_cost_details={"raw": {}}, prompt_cost_details=None,
        )  # fmt: skip
        (record,) = read(tmp_path, given)
        assert record == {
            "id": LLM, "run_type": "llm", "status": "success", "session_id": OTHER, "in_dataset": True, "trace_id": ROOT,
            "parent_run_ids": [ROOT, CHILD], "parent_run_id": CHILD, "is_root": False, "latency_seconds": 1.5,
            "total_cost": 0.25, "extra": {"runtime": {"sdk": "py"}, "metadata": {"user": "u1"}}, "total_tokens": 3,
            "prompt_token_details": {"cache_read": 2}, "completion_cost_details": {}, "prompt_cost_details": None,
        }  # fmt: skip

    @pytest.mark.parametrize("parents", [None, [], [5], "x", {}])
    def test_a_run_without_parents_is_a_root(self, tmp_path: Path, parents: object) -> None:
        assert "parent_run_id" not in read(tmp_path, self.of_v2(parent_run_ids=parents))[0]

    @pytest.mark.parametrize("value", ["Llm", "ROBOT", "", 5, None, ["LLM"]])
    def test_what_v2_does_not_write_stays_as_it_is(self, tmp_path: Path, value: object) -> None:
        assert read(tmp_path, {"id": LLM, "run_type": value})[0]["run_type"] == value

    def test_a_run_of_the_command_line_is_read_as_v1(self, tmp_path: Path) -> None:
        given = {
            "run_id": LLM, "trace_id": ROOT, "name": "model", "run_type": "llm", "parent_run_id": ROOT, "duration_ms": 5,
            "status": "success", "custom_metadata": {"user": "u1"}, "costs": {"total_cost": 0.5}, "tags": None,
            "token_usage": {"prompt_tokens": 1, "total_tokens": 3},
        }  # fmt: skip
        (record,) = read(tmp_path, given)
        assert record == {
            "id": LLM, "trace_id": ROOT, "name": "model", "run_type": "llm", "parent_run_id": ROOT, "duration_ms": 5,
            "status": "success", "extra": {"metadata": {"user": "u1"}}, "total_cost": 0.5, "tags": None, "prompt_tokens": 1,
            "total_tokens": 3, "latency_seconds": 0.005,
        }  # fmt: skip

    @given(runs(hostile=True))
    def test_a_run_in_the_v1_form_stays_as_it_is(self, record: Record) -> None:
        before = json.dumps(record)
        in_v1_form(record)
        assert json.dumps(record) == before


def test_text_that_is_no_uuid_stays_as_it_is() -> None:
    assert canonical_uuid("{" + ROOT.upper() + "}") == ROOT
    assert canonical_uuid("run-1") == "run-1"
