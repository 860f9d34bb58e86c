"""What JavaScript reads of runs is printed the same before and after, on the same runs as v1 and v2 give them."""

import json
from pathlib import Path
import subprocess
from typing import Any, ClassVar, cast

import pytest

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.javascript_program import JavascriptProgram, program_in
from filterlang.migrate.code.javascript_reads import uses_of
from filterlang.migrate.code.moving import moves_of
from filterlang.migrate.code.query_plan import selects_for
from filterlang.migrate.code.run_uses import RunShape, RunUses
from filterlang.serve import fields_v1, fields_v2
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.text.edits import apply
from filterlang.text.source import Source

PROJECT = "6f2b8c1e-0000-4000-8000-000000000001"
RECORDS: list[dict[str, Any]] = [
    {
        "id": "6f2b8c1e-0000-4000-8000-00000000000a", "name": "agent", "run_type": "chain", "status": "success",
        "start_time": "2026-11-01T10:00:00.250000", "end_time": "2026-11-01T10:00:02.750000", "session_id": PROJECT,
        "trace_id": "6f2b8c1e-0000-4000-8000-00000000000a",
        "dotted_order": "20261101T100000250000Z6f2b8c1e-0000-4000-8000-00000000000a",
        "inputs": {"question": "Why?"}, "outputs": {"answer": "So.", "messages": [{"content": "x"}]}, "tags": ["prod", "eu"],
        "extra": {"metadata": {"user": "u1"}}, "total_tokens": 120, "prompt_tokens": 100, "completion_tokens": 20,
        "total_cost": 0.0125, "prompt_cost": 0.01, "completion_cost": 0.0025, "feedback_stats": {"score": {"n": 2, "avg": 0.5}},
        "prompt_token_details": {"cache_read": 7}, "in_dataset": True,
    },
    {
        "id": "6f2b8c1e-0000-4000-8000-00000000000b", "name": "model", "run_type": "llm", "status": "error", "error": "timeout",
        "start_time": "2026-11-01T10:00:01", "end_time": None, "session_id": PROJECT, "inputs": {"question": "How?"},
        "trace_id": "6f2b8c1e-0000-4000-8000-00000000000a", "parent_run_id": "6f2b8c1e-0000-4000-8000-00000000000a",
        "dotted_order": "20261101T100000250000Z6f2b8c1e-0000-4000-8000-00000000000a"
        ".20261101T100001000000Z6f2b8c1e-0000-4000-8000-00000000000b", "total_cost": 0,
    },
    {
        "id": "6f2b8c1e-0000-4000-8000-00000000000c", "name": "search", "run_type": "tool", "status": "pending",
        "start_time": "2026-11-01T10:00:02", "session_id": PROJECT, "trace_id": "6f2b8c1e-0000-4000-8000-00000000000c",
        "dotted_order": "20261101T100002000000Z6f2b8c1e-0000-4000-8000-00000000000c",
    },
]  # fmt: skip


class OneProject(ExportedProjects):
    """The project of the records."""

    def __init__(self) -> None:
        self.default: str = PROJECT


SCRIPTS = sorted(Path(__file__).with_name("javascript_reads").glob("*.mjs"))


def uses_in(script: JavascriptProgram, name: str = "listRuns") -> list[RunUses]:
    """The uses of the runs of all calls in a program."""
    calls = [script.call_at(script.document.span(node.named_children[-1])) for node in script.members[name]]
    return [uses_of(script, call, RunShape.RUNS) for call in calls if call is not None]


def moved(text: str, language: str = "javascript") -> tuple[str, list[RunUses]]:
    """A text with its reads as v2 needs them, and the uses."""
    uses = uses_in(program_in(Source(text), HOST_LANGUAGES[language]))
    return apply(text, dict.fromkeys(edit for use in uses for edit in use.edits)), uses


class Printing:
    """Runs scripts over the runs as v1 and v2 give them, in one process of node."""

    before: ClassVar[dict[str, str]] = {}
    after: ClassVar[dict[str, str]] = {}


def of_v1() -> list[dict[str, Any]]:
    """The runs as the SDK of v1 gives them: with null for what is missing, and UTC made plain."""
    fields = fields_v1.output_fields(fields_v1.DEFAULT_SELECT)
    runs = [fields_v1.values(record, OneProject(), fields) for record in RECORDS]
    times = ("start_time", "end_time")
    return [{**run, **{name: run[name] and f"{run[name]}Z" for name in times}} for run in runs]


def of_v2(reads: frozenset[str]) -> list[dict[str, object]]:
    """The runs as v2 gives them where only what is read is selected."""
    selects = selects_for(reads)
    return [fields_v2.selected_values(record, OneProject(), selects) for record in RECORDS]


@pytest.fixture(scope="module")
def printing(tmp_path_factory: pytest.TempPathFactory) -> Printing:
    """What each script prints before and after."""
    tasks: list[dict[str, Any]] = []
    for script in SCRIPTS:
        name, text = script.stem, script.read_text("utf-8")
        after, uses = moved(text)
        reads = frozenset[str]().union(*(use.reads or () for use in uses))
        tasks.append({"name": name, "side": "before", "runs": of_v1(), "text": text})
        tasks.append({"name": name, "side": "after", "runs": of_v2(reads), "text": after})
    folder = tmp_path_factory.mktemp("reads")
    runner = folder / "runner.mjs"
    runner.write_text(Path(__file__).with_name("printed.mjs").read_text("utf-8"), "utf-8")
    ran = subprocess.run(
        ["node", runner], input=json.dumps(tasks), capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    result = Printing()
    for task, printed in zip(tasks, cast("list[str]", json.loads(ran.stdout)), strict=True):
        (result.before if task["side"] == "before" else result.after)[task["name"]] = printed
    return result


@pytest.mark.parametrize("name", [script.stem for script in SCRIPTS])
def test_the_same_is_printed_on_v2(name: str, printing: Printing) -> None:
    """Only what the code reads is selected, and all that it prints stays the same."""
    assert "Error" not in printing.before[name]
    assert printing.after[name] == printing.before[name]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_scripts_that_are_followed_have_reads(script: Path) -> None:
    """No run leaves these scripts."""
    _, uses = moved(script.read_text("utf-8"))
    assert [note.message for use in uses if use.reads is None for note in use.notes] == []


ESCAPES = {
    "for await (const run of client.listRuns({})) { console.log(run); print(run.run_type) }": "run",
    "for await (const run of client.listRuns({})) save(run, run.run_type)": "run",
    "for await (const run of client.listRuns({})) rows.push({ ...run, type: run.run_type })": "run",
    "for await (const run of client.listRuns({})) console.log(Object.keys(run), run.run_type)": "run",
    "for await (const run of client.listRuns({})) console.log(run[field], run.run_type)": "run[field]",
    "for await (const { run_type, ...others } of client.listRuns({})) console.log(run_type, others)": "...others",
    "export async function* all() { yield* client.listRuns({}); }": "all",
    "export const runs = await Array.fromAsync(client.listRuns({})); console.log(runs[0].run_type)": "runs",
    "module.exports.load = async () => Array.fromAsync(client.listRuns({}))":
        "async () => Array.fromAsync(client.listRuns({}))",
    "for await (const run of client.listRuns({})) localStorage.run = JSON.stringify(run)": "run",
    "async function f(out) { for await (const run of client.listRuns({})) out.push(run) } f(rows)": "out",
    "for await (const run of client.listRuns({})) for (const key in run) console.log(key)": "run",
    "const runs = []; for await (const r of client.listRuns({})) runs.push(r); runs.forEach(imported)": "imported",
    "for await (const run of client.listRuns({})) { let x = [[[[[[[[run]]]]]]]]; console.log(x) }": "[[[[[[[run]]]]]]]",
}  # fmt: skip


@pytest.mark.parametrize(("text", "noted"), ESCAPES.items())
def test_a_place_where_runs_leave_has_a_note(text: str, noted: str) -> None:
    """Then all fields are taken to be read, and the reads that are known are still written."""
    after, uses = moved(text)
    assert uses[0].reads is None
    spans = [note.span for note in uses[0].notes]
    assert noted in [text[span.start : span.end] for span in spans]
    assert ("run_type" not in text) or "run_type?.toLowerCase()" in after


@pytest.mark.parametrize("name", ["typed", "kept"])
def test_typescript_is_written_so_that_it_checks_as_before(name: str) -> None:
    """The types of v2 say of no field that it is there, and nothing of the values in inputs and outputs."""
    folder = Path(__file__).with_name("javascript_reads")
    after, uses = moved((folder / f"{name}.ts").read_text("utf-8"), "typescript")
    assert after == (folder / f"{name}.moved.ts").read_text("utf-8")
    assert {(use.imports[0].module, use.imports[0].name) for use in uses} == {("langsmith", "Langsmith")}


NOTES = {
    "console.log(run.child_runs)": "v2 does not have `child_runs`",
    "console.log(run.serialized)": "v2 does not have `serialized`, it has `manifest`, which is not the same",
    "console.log(run.total_tokens ?? '-')": "v1 gave 0 where v2 leaves `total_tokens` out: this fallback is now used",
    "console.log(`${run.total_cost}`)":
        "v2 gives `total_cost` as a number, v1 as a text: zeros at its end are no longer printed",
    "total = total + run.total_cost": "v1 gave `total_cost` as a text, which `+` joined: on v2 it adds numbers",
    "console.log(run.error !== undefined)": "v1 gave null where v2 leaves `error` out: this test now has another result",
    "const { error = 'none' } = run": "v1 gave null where v2 leaves `error` out: this default is now used",
}  # fmt: skip


@pytest.mark.parametrize(("statement", "message"), NOTES.items())
def test_what_cannot_stay_the_same_has_a_note(statement: str, message: str) -> None:
    """The risk is a silent change."""
    _, uses = moved(f"for await (const run of client.listRuns({{}})) {{ {statement} }}")
    assert [note.message for note in uses[0].notes] == [message]
    assert uses[0].notes[0].risk.value == "silent change"
    assert uses[0].reads is not None


def test_code_that_reads_nothing_is_not_touched() -> None:
    """A second run changes nothing either: what is written is not a read of v1."""
    text = 'let n = 0; for await (const run of client.listRuns({})) n++; console.log(n, other.run_type === "llm")'
    after, uses = moved(text)
    assert after == text
    assert uses == [RunUses(frozenset())]


def test_code_that_reads_runs_of_v1_as_well_stays() -> None:
    """A call moves only together with the others whose runs the same code reads."""
    text = """import { Client } from "langsmith";
const client = new Client();
const show = (run) => console.log(run.run_type);
for await (const run of client.listRuns({ projectName: "p" })) show(run);
for await (const run of client.listRuns({ projectName: "p", query: "slow" })) show(run);
for await (const run of client.listRuns({ projectName: "q" })) console.log(run.run_type);
"""
    language = HOST_LANGUAGES["javascript"]
    moves = moves_of(Source(text), language, search_file(Source(text), language).findings, "v2")
    assert [move.outcome.value for move in moves] == ["to decide", "to decide", "moved"]
    assert "the call in line 5, which is not moved" in moves[0].notes[0].message
