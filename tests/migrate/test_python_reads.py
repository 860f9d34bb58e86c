"""Code that reads v1's runs prints the same when its reads are moved and it reads v2's, with the SDK's own classes for both."""

from collections.abc import Iterator
import contextlib
import io
import os
from pathlib import Path
import re
from typing import Any

from langsmith import schemas
from langsmith.types import Run
import pytest

from filterlang.exports.memory import LocalRuns
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.python_program import program_in
from filterlang.migrate.code.python_reads import uses_of
from filterlang.migrate.code.run_uses import RunShape, RunUses
from filterlang.schema.moves_to_v2 import Risk
from filterlang.schema.run_schema import V2_FIELDS
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.fields_v1 import whole_run
from filterlang.serve.fields_v2 import selected_values
from filterlang.text.edits import apply
from filterlang.text.source import Source, Span

PYTHON = HOST_LANGUAGES["python"]
HOST = "https://smith.example"
CALL = "client.list_runs()"
ROOT, CHILD, OTHER = (f"0000000{digit}-0000-4000-8000-000000000000" for digit in "123")
PROJECT = "0000000a-0000-4000-8000-000000000000"
ORDER = f"20260102T030405000006Z{ROOT}"
STORED: list[dict[str, Any]] = [
    {
        "id": ROOT, "trace_id": ROOT, "dotted_order": ORDER, "session_id": PROJECT, "name": "answer", "run_type": "chain",
        "status": "success", "start_time": "2026-01-02T03:04:05.000006", "end_time": "2026-01-02T03:04:06.500006",
        "inputs": {"question": "why?"}, "outputs": {"answer": "so"}, "tags": ["a", "b"], "total_tokens": 30,
        "prompt_tokens": 20, "completion_tokens": 10, "total_cost": "0.0000015", "prompt_cost": "0.000001",
        "completion_cost": "0.0000005", "prompt_token_details": {"cache_read": 4},
        "extra": {"metadata": {"user": "u1"}, "runtime": {"sdk": "x"}}, "app_path": "/o/1/r/1",
        "feedback_stats": {"correct": {"n": 2, "avg": 0.5, "values": {}}}, "reference_example_id": OTHER,
        "events": [{"name": "start", "time": "2026-01-02T03:04:05"}, {"name": "end", "time": "2026-01-02T03:04:06"}],
    },
    {
        "id": CHILD, "trace_id": ROOT, "dotted_order": f"{ORDER}.20260102T030405000007Z{CHILD}", "session_id": PROJECT,
        "parent_run_id": ROOT, "parent_run_ids": [ROOT], "name": "model", "run_type": "llm", "status": "error", "error": "Oh",
        "start_time": "2026-01-02T03:04:05.000007", "end_time": "2026-01-02T03:04:06.000007", "total_cost": "0.25",
        "inputs": {}, "total_tokens": 7, "extra": {"metadata": {}},
    },
    {
        "id": OTHER, "trace_id": OTHER, "dotted_order": f"20260102T030405000006Z{OTHER}", "session_id": PROJECT,
        "name": "waiting", "run_type": "tool", "status": "pending", "start_time": "2026-01-02T03:04:05.000006",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def runs() -> dict[bool, tuple[list[Any], list[Any]]]:
    """The stored runs as the answers of v1 and of v2 have them (True), and as the SDK's classes for both."""
    projects = ExportedProjects(LocalRuns(STORED), "export")
    v1 = [whole_run(record, projects) for record in STORED]
    v2 = [selected_values(record, projects, V2_FIELDS) for record in STORED]
    objects = [schemas.Run(**run, _host_url=HOST) for run in v1], [Run.model_validate(run) for run in v2]
    return {False: objects, True: (v1, v2)}


class Client:
    """A client whose runs are already there."""

    _host_url = HOST

    def __init__(self, runs: list[Any]) -> None:
        self.runs = runs

    def list_runs(self) -> Iterator[Any]:
        return iter(self.runs)


def uses(text: str, *, keyed: bool = False) -> list[RunUses]:
    """The uses of the runs of each call."""
    program = program_in(Source(text, "script.py"), PYTHON)
    names = [match.start() + len("client.") for match in re.finditer(re.escape(CALL), text)]
    calls = [program.call_at(Span(start, start + len("list_runs"))) for start in names]
    return [uses_of(program, call, RunShape.RUNS, keyed=keyed) for call in calls if call is not None]


def moved(text: str, *, keyed: bool = False) -> str:
    found = uses(text, keyed=keyed)
    needed = dict.fromkeys(f"from {used.module} import {used.name}\n" for use in found for used in use.imports)
    imports = "".join(line for line in needed if line not in text)
    return imports + apply(text, dict.fromkeys(edit for use in found for edit in use.edits))


def printed(text: str, runs: list[Any]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "script.py", "exec"), {"client": Client(runs)})
    return out.getvalue()


FILES = {keyed: Path(__file__).with_name(f"python_{'keyed_' * keyed}reads.txt") for keyed in (False, True)}


def cases(path: Path) -> dict[str, str]:
    """Programs by name, and behind ``→`` what they become. ``UPDATE_CASES=1`` writes what they become."""
    texts = (case.partition("\n") for case in path.read_text("utf-8").split("## ")[1:])
    return {name.strip(): text.strip("\n") + "\n" for name, _, text in texts}


PROGRAMS = {(keyed, name): text.partition("→\n")[0] for keyed, path in FILES.items() for name, text in cases(path).items()}


@pytest.mark.parametrize(("keyed", "name"), PROGRAMS)
def test_moved_reads_print_the_same(keyed: bool, name: str, runs: dict[bool, tuple[list[Any], list[Any]]]) -> None:
    v1, v2 = runs[keyed]
    text = PROGRAMS[keyed, name]
    assert printed(moved(text, keyed=keyed), v2) == printed(text, v1)
    for use in uses(text, keyed=keyed):
        assert use.reads is not None
        assert {note.risk for note in use.notes} <= {Risk.COST}


@pytest.mark.parametrize("keyed", [False, True])
def test_programs_become_what_is_written_down(keyed: bool) -> None:
    become = {name: f"{text}→\n{moved(text, keyed=keyed)}" for (is_keyed, name), text in PROGRAMS.items() if is_keyed == keyed}
    if os.environ.get("UPDATE_CASES"):
        FILES[keyed].write_text("\n".join(f"## {name}\n{text}" for name, text in become.items()), encoding="utf-8")
    assert become == cases(FILES[keyed])


LOST = {
    "for run in client.list_runs():\n    save(run)\n": ["run"],
    "rows = [run.dict() for run in client.list_runs()]\n": ["run.dict"],
    "for run in client.list_runs():\n    print(run, f'{run}')\n": ["run", "run"],
    "def all_runs():\n    return list(client.list_runs())\n": ["list(client.list_runs())"],
    "for run in client.list_runs():\n    print(getattr(run, field))\n": ["getattr(run, field)"],
    "state.runs = client.list_runs()\nupload(state.runs[0])\n": ["state.runs[0]"],
}


@pytest.mark.parametrize("text", LOST)
def test_runs_that_are_lost_are_noted_where_they_are(text: str) -> None:
    [use] = uses(text)
    assert use.reads is None
    assert [text[note.span.start : note.span.end] for note in use.notes] == LOST[text]


def test_reads_that_are_known_are_written_though_runs_are_lost() -> None:
    text = "for run in client.list_runs():\n    save(run)\n    print(run.latency)\n"
    assert moved(text) == text.replace("latency", "latency_seconds")


@pytest.mark.parametrize("field", ["child_runs", "share_token", "what"])
def test_fields_without_a_like_on_v2_are_noted(field: str) -> None:
    text = f"for run in client.list_runs():\n    print(run.{field})\n"
    [use] = uses(text)
    assert [text[note.span.start : note.span.end] for note in use.notes] == [f"run.{field}"]
    assert use.edits == ()


@pytest.mark.parametrize("line", ["x = [x]", "if run.a: run = run", "k.append(runs)", "def f(x): return f(x)", "f(runs, runs)"])
def test_following_ends(line: str) -> None:
    lines = f"{line}\n" * 300
    [use] = uses(f"runs = {CALL}\nx = run = runs\nk = []\ndef f(*x): return x\n{lines}for r in k: print(r.name)\n")
    assert use.reads is None or use.reads <= {"name"}
