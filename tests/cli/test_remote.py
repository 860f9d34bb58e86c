"""The commands that ask LangSmith, as processes: against ``filterlang serve``, and against a server that fails."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
import csv
from datetime import UTC, datetime, timedelta
import fcntl
import json
import os
from pathlib import Path
import signal
import subprocess
import sys
import threading
from typing import Any

from effort import examples
from fault_server import FaultServer
from hypothesis import given, settings, strategies as st
import in_process
from pyarrow import parquet
import pytest
import recorder
from serving import Served, serving

from filterlang.cli.export_journal import journal
from filterlang.evaluate.run import read_run

ROOT = Path(__file__).parent.parent.parent
KEY = "lsv2_pt_a_key_that_nobody_should_see"
PROJECT = "00000000-0000-4000-8000-000000000090"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
HOSTILE = [
    "-rf",
    "a b",
    "é ☃",
    'say "hi"',
    "x&name=other#?%2F",
    "../..",
    "a\nb\x1b[2J\u202e",
    "'; drop table runs; --",
    "x" * 5000,
]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("LANGSMITH", "LANGCHAIN"))},
    "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "NO_PROXY": "127.0.0.1", "LANGSMITH_API_KEY": KEY,
}  # fmt: skip
COMMAND = [sys.executable, "-m", "filterlang"]


def filterlang(*arguments: object, **environment: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error. The key stands in none of them."""
    result = in_process.perform(*arguments, environment={**ENVIRONMENT, **environment})
    assert KEY not in result.out + result.err
    assert "Traceback" not in result.err
    return result.status, result.out, result.err


def run(number: int, **fields: Any) -> dict[str, Any]:
    """A run; four of them start at once."""
    id = f"00000000-0000-4000-8000-{number:012}"
    start = (BEGAN + timedelta(seconds=number // 4)).isoformat()
    return {"id": id, "trace_id": id, "name": f"step {number}", "run_type": "llm", "status": "success", "start_time": start,
            "session_id": PROJECT, "dotted_order": id, "app_path": "", **fields}  # fmt: skip


def ids(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        found: list[str] = parquet.read_table(path)["id"].to_pylist()
        return found
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [row["id"] for row in csv.DictReader(file)]
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a key: one project of 240 runs, and one run in each project with a hostile name."""
    source = tmp_path_factory.mktemp("export") / "runs.jsonl"
    records = [run(number, session_name="bot", total_cost="0.00012", inputs={"q": None}) for number in range(240)]
    for number, name in enumerate(HOSTILE, 1000):
        records.append(run(number, session_id=f"00000000-0000-4000-8000-{number:012}", session_name=name))
    source.write_text("".join(json.dumps(record) + "\n" for record in records))
    with serving(str(source), "--api-key", KEY) as server:
        yield server


@pytest.fixture
def endpoint(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, "LANGSMITH_ENDPOINT", served.url)


@pytest.mark.usefixtures("endpoint")
class TestRuns:
    @pytest.mark.parametrize("api", ["auto", "v1", "v2"])
    @pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
    def test_an_export_holds_every_run_the_latest_first(self, tmp_path: Path, api: str, ending: str) -> None:
        target = tmp_path / f"runs.{ending}"
        status, out, err = filterlang("runs", "--project", "bot", "--api", api, "-o", target)
        assert (status, out, err) == (0, "", f"{target}: 240 runs\n")
        assert sorted(ids(target)) == [run(number)["id"] for number in range(240)]
        assert [path.name for path in tmp_path.iterdir()] == [target.name]

    def test_what_was_exported_can_be_asked_as_a_file(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.parquet"
        filterlang("runs", "--project", "bot", "-o", target, "--windows", 4)
        found = filterlang("runs", 'eq(name, "step 7")', "--from", target, "--select", "name,inputs")[1]
        assert json.loads(found) == {"id": run(7)["id"], "name": "step 7", "inputs": {"q": None}}

    @pytest.mark.parametrize("api", ["v1", "v2"])
    def test_runs_are_measured(self, api: str) -> None:
        project = ["--project", "bot", "--api", api]
        status, out, err = filterlang("stats", *project, "--by", "run_type,day", "--show", "count,errors,cost")
        assert (status, err) == (0, "")
        assert [line.split() for line in out.splitlines()] == [
            ["run_type", "day", "count", "errors", "cost"],
            ["llm", "2026-01-01", "240", "0", "$0.0288"],
        ]
        scored = filterlang("stats", 'eq(name, "step 999")', *project, "--show", "count,feedback.k")
        assert scored == (0, "count  feedback.k\n    0           –\n", "0 runs\n")

    def test_the_filter_the_times_and_the_limit_are_the_servers_to_apply(self) -> None:
        span = ["--since", "2026-01-01T00:00:10", "--until", "2026-01-01T00:00:12Z"]
        assert filterlang("runs", "--project", "bot", *span, "--count")[1] == "12\n"
        assert filterlang("runs", "--project", "bot", "--since", "1h", "--count")[1] == "0\n"
        assert filterlang("runs", 'eq(name, "step 7")', "--project", "bot", "--count")[1] == "1\n"
        assert filterlang("runs", "--project", "bot", "--limit", 130, "--count")[1] == "130\n"

    @pytest.mark.parametrize("api", ["v1", "v2"])
    def test_a_run_is_explained_with_its_trace(self, api: str) -> None:
        one = ["why", 'eq(name, "step 7")', "--tree-filter", 'eq(name, "x")', "--project", "bot", "--api", api, "--run"]
        status, out, err = filterlang(*one, run(7)["id"])
        assert (status, err) == (1, "")
        assert out.splitlines()[:3] == [
            "✗ all filters: 1 of 2 filters is met",
            '  ✓ eq(name, "step 7")',
            '      `name` is "step 7"',
        ]
        assert filterlang(*one, run(999)["id"])[2] == f"filterlang: no run of these projects has the id {run(999)['id']}\n"

    def test_standard_output_gets_what_a_file_gets(self, tmp_path: Path) -> None:
        for format in ("jsonl", "csv"):
            target = tmp_path / f"runs.{format}"
            filterlang("runs", "--project", "bot", "-o", target)
            shown = subprocess.run(
                [*COMMAND, "runs", "--project", "bot", "--format", format], env=ENVIRONMENT, capture_output=True, check=True
            ).stdout
            assert shown == target.read_bytes()

    @pytest.mark.parametrize("api", ["v1", "v2"])
    def test_a_field_is_found_by_either_apis_name(self, tmp_path: Path, api: str) -> None:
        names = "name,latency,metadata,is_root,project_id"
        one = ["runs", 'eq(name, "step 7")', "--project", "bot", "--api", api, "--select", names]
        found = json.loads(filterlang(*one)[1])
        assert found == {
            "id": run(7)["id"], "name": "step 7", "latency": None, "metadata": None, "is_root": True, "project_id": PROJECT,
        }  # fmt: skip
        filterlang(*one, "-o", tmp_path / "one.jsonl")
        assert json.loads((tmp_path / "one.jsonl").read_text()) == found

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_project_may_be_named_anything(self, tmp_path: Path, name: str) -> None:
        target = tmp_path / "runs.jsonl"
        assert filterlang("runs", f"--project={name}", "-o", target)[0] == 0
        assert ids(target) == [run(1000 + HOSTILE.index(name))["id"]]

    def test_a_project_that_there_is_not_is_named_harmlessly(self, tmp_path: Path) -> None:
        status, out, err = filterlang("runs", "--project", "no\x1b[2J", "-o", tmp_path / "runs.csv")
        assert (status, out, list(tmp_path.iterdir())) == (2, "", [])
        assert err == "filterlang: there is no project named 'no\\x1b[2J' in this workspace: check the name\n"
        assert "not UTF-8" in filterlang("runs", "--project", "\udcff", "--count")[2]

    def test_several_projects_are_one_list(self) -> None:
        assert filterlang("runs", "--project", "bot", "--project", "a b", "--project-id", PROJECT, "--count")[1] == "241\n"

    def test_a_key_that_is_missing_or_wrong_is_said(self) -> None:
        status, _, err = filterlang("runs", "--project", "bot", LANGSMITH_API_KEY="")
        assert status == 2
        assert err.endswith(": there is no API key: set LANGSMITH_API_KEY in the environment\n")
        status, _, err = filterlang("runs", "--project", "bot", LANGSMITH_API_KEY="another_key_of_somebody")
        assert status == 2
        assert "another_key" not in err
        assert err.endswith(": check the API key: LANGSMITH_API_KEY\n")

    def test_a_wrong_filter_is_shown_and_leaves_what_is_there(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.csv"
        target.write_text("as it was")
        status, out, err = filterlang("runs", 'eq(nmae, "a")', "--project", "bot", "-o", target)
        assert (status, out, target.read_text()) == (1, "", "as it was")
        assert "there is no field `nmae`" in err
        assert list(tmp_path.iterdir()) == [target]

    def test_what_is_doubtful_is_a_warning(self) -> None:
        status, out, err = filterlang("runs", "gt(total_tokens, 5)", "--project", "bot", "--api", "v1", "--count")
        assert (status, out) == (0, "0\n")
        assert err.startswith("filterlang: warning: filter: v1 does not know total_tokens")


MORE = "these are the traces of the first 10 runs that match, and there are more: --limit N prints those of N\n"
TREE = """\
trace 00000000-0000-4000-8000-000000000007
run     type   start{}      cost
step 7  llm   +0.00s{}  $0.00012
1 run, from 2026-01-01 00:00:01 UTC
"""


@pytest.mark.usefixtures("endpoint")
@pytest.mark.parametrize("api", ["v1", "v2"])
class TestTree:
    def test_the_latest_traces_are_printed_and_that_there_are_more_is_said(self, api: str, tmp_path: Path) -> None:
        """Also those of a file with the same runs. Exactly ten are no reason to say so."""
        target = tmp_path / "runs.jsonl"
        filterlang("runs", "--project", "bot", "-o", target)
        for source in (["--project", "bot", "--api", api], ["--from", target]):
            status, out, err = filterlang("tree", *source)
            assert (status, out.count("trace 0"), err) == (0, 10, MORE)
            assert filterlang("tree", *source, "--limit", 10) == (0, out, "")
            ten = filterlang("tree", 'like(name, "step 7_")', *source)
            assert (ten[0], ten[1].count("●"), ten[2]) == (0, 20, "")
            assert [json.loads(line)["id"] for line in filterlang("tree", *source, "--format", "jsonl")[1].splitlines()] == [
                json.loads(line)["id"] for line in target.read_text().splitlines()
            ]

    def test_a_run_is_looked_up_by_its_whole_id(self, api: str) -> None:
        source = ["--project", "bot", "--api", api]
        tree = TREE.format(*("  tokens", "       0") if api == "v1" else ("", ""))  # v1 has a number for every run
        assert filterlang("tree", run(7)["id"], *source) == (0, tree, "")
        marked = tree.replace("\nrun", "\n  run").replace("\nstep", "\n● step").replace("UTC", "UTC; 1 matches (●)")
        assert filterlang("tree", run(7)["id"], 'eq(name, "step 7")', *source) == (0, marked, "")
        refused = filterlang("tree", run(7)["id"][:12], *source)
        assert refused[:2] == (2, "")
        assert "is not a whole id, and LangSmith looks up no other" in refused[2]
        missing = filterlang("tree", run(999)["id"], *source)
        assert missing[:2] == (2, "")
        assert (
            missing[2] == f"filterlang: the project has no run with the id {run(999)['id']}: it may be in another --project\n"
        )


@pytest.mark.usefixtures("endpoint")
class TestCheck:
    def test_the_servers_answer_stands_beside_ours(self) -> None:
        status, out, _ = filterlang("check", "--remote", "-e", 'eq(nmae, "a")')
        assert status == 1
        assert "error[FL102]: there is no field `nmae`" in out
        assert "filter: the server refuses it, and filterlang refuses it (FL102) too\n  filter: there is no field" in out
        assert filterlang("check", "--remote", "-e", 'eq(name, "a")') == (
            0, "filter: the server accepts it, and filterlang accepts it too\n", "",
        )  # fmt: skip

    def test_json_holds_both(self) -> None:
        status, out, err = filterlang("check", "--remote", "--format", "json", "-e", 'eq(nmae, "a")', "-e", 'eq(name, "a")')
        assert (status, err) == (1, "")
        first, second = map(json.loads, out.splitlines())
        assert [first["diagnostics"][0]["code"], first["remote"]["valid"], first["remote"]["agrees"]] == ["FL102", False, True]
        assert first["remote"]["errors"][0]["field"] == "filter"
        assert second["remote"] == {"valid": True, "errors": [], "agrees": True}

    @pytest.mark.parametrize("text", ["", "(", "\x1b[2J", "\udcff", "and(" * 500, "eq(" + "x" * 10_000])
    def test_anything_may_be_asked(self, text: str) -> None:
        status, out, err = filterlang("check", "--remote", f"-e{text}")
        assert status in (1, 2)
        assert "\x1b" not in out + err


def test_a_request_that_is_sent_again_is_shown_as_it_happens() -> None:
    with failing(RUNS) as server:
        server.script.extend(["503"])
        status, out, err = filterlang("runs", "--project-id", PROJECT, "--api", "v1", "--api-url", server.url, "--count")
    assert (status, out) == (0, "23\n")
    assert err == f"filterlang: POST {server.url}/runs/query: the fault server says 503: retrying (2/6)\n"


def test_the_address_of_the_user_interface_is_told_with_that_of_the_api() -> None:
    status, _, err = filterlang("runs", "--project", "bot", "--api-url", "https://eu.smith.langchain.com/o/1/projects")
    assert status == 2
    assert "is LangSmith's user interface, and the API is at https://eu.api.smith.langchain.com: give that" in err


class TestRefusals:
    """What a LangSmith says that is not ours."""

    SAID = "Comparison comparator=<Comparator.EQ: 'eq'> attribute='name' value='a' multi=False not accepted. " + KEY

    @pytest.fixture
    def server(self) -> Iterator[recorder.Server]:
        with recorder.serving() as server:
            server.answer = lambda request: recorder.Answer({"detail": self.SAID}, 400)
            yield server

    def test_a_filter_that_is_refused_is_shown_with_the_servers_words(self, server: recorder.Server, tmp_path: Path) -> None:
        one = ["runs", 'eq(name, "a")', "--project-id", PROJECT, "--api", "v1", "--api-url", server.url]
        for more in (["--count"], ["-o", tmp_path / "runs.csv"]):
            status, out, err = filterlang(*one, *more)
            assert (status, out) == (1, "")
            assert "answered 400: Comparison comparator=" in err
            assert 'eq(name, "a")' in err and "| ^^" in err.replace("    ", "")
        assert list(tmp_path.iterdir()) == []

    def test_the_validator_may_answer_so_as_well(self, server: recorder.Server) -> None:
        status, out, err = filterlang("check", "--remote", "--api-url", server.url, "-e", 'eq(name, "a")')
        assert (status, "Traceback" in err) == (1, False)
        assert "the server refuses it" in out
        assert "  filter: Comparison comparator=" in out

    def test_a_disagreement_is_seen_and_no_server_drives_a_terminal(self, server: recorder.Server) -> None:
        problem = {"field": "filter", "message": f"\x1b[2J {KEY} " + "x" * 5000}
        server.answer = lambda request: recorder.Answer({"valid": False, "errors": [problem]})
        status, out, err = filterlang("check", "--remote", "-q", "--api-url", server.url, "-e", 'eq(name, "a")')
        first, second = out.splitlines()
        assert (status, err, first) == (1, "", "filter: the server refuses it, and filterlang accepts it")
        assert second.startswith("  filter: \\u001b[2J *** xxx")
        assert len(second) < 1100

    @pytest.mark.parametrize("answer", [{"valid": "perhaps"}, [], {"errors": []}])
    def test_an_answer_that_is_none_is_an_error(self, server: recorder.Server, answer: object) -> None:
        server.answer = lambda request: recorder.Answer(answer)
        status, out, err = filterlang("check", "--remote", "--api-url", server.url, "-e", 'eq(name, "a")')
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1

    def test_an_address_that_is_none_is_said(self) -> None:
        for command in (["check", "--remote", "-e", "x"], ["runs", "--project", "bot"]):
            status, out, err = filterlang(*command, "--api-url", f"https://{KEY}@langsmith")
            assert (status, out) == (2, "")
            assert err.startswith("filterlang: --api-url has to be an address such as https://")


@contextmanager
def failing(runs: Sequence[dict[str, Any]], **options: Any) -> Iterator[FaultServer]:
    """The server that fails, in a thread, for a client in a process of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = FaultServer(list(runs), **options)
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(30)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


RUNS = [run(number, end_time=(BEGAN + timedelta(hours=number)).isoformat()) for number in reversed(range(23))]
EVERY = [each["id"] for each in RUNS]


def noted(target: Path) -> int:
    """How many runs the journal holds."""
    try:
        return max(0, Path(f"{target}.part").read_bytes().count(b"\n") - 1)
    except FileNotFoundError:
        return 0


def asked(server: FaultServer, target: Path, *more: object) -> list[str]:
    return [
        *COMMAND, "runs", "--project-id", PROJECT, "--api", "v1", "--api-url", server.url, "-o", str(target), *map(str, more),
    ]  # fmt: skip


def interrupted(server: FaultServer, command: list[str], how: int, pages: int, ready: Callable[[], bool]) -> tuple[int, str]:
    """What becomes of a command that is sent a signal while it waits for the page after so many."""
    server.script.clear()
    server.script.extend([*[""] * pages, "stalled before the head"])
    with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        sent = threading.Event()

        def strike() -> None:
            if ready() and not sent.is_set():
                sent.set()
                process.send_signal(how)

        server.while_stalled = strike
        _, err = process.communicate(timeout=60)
        assert "Traceback" not in err
        return process.returncode, err


class TestGoingOn:
    @pytest.mark.parametrize("pages", range(5))
    @pytest.mark.parametrize(("how", "end_time_ends"), [(signal.SIGINT, False), (signal.SIGKILL, True)])
    def test_an_export_goes_on_after_any_page(self, tmp_path: Path, how: int, pages: int, *, end_time_ends: bool) -> None:
        target = tmp_path / ["runs.jsonl", "runs.csv", "runs.parquet"][pages % 3]
        more = ["--api", "v2"] if pages % 2 else []
        with failing(RUNS, page_size=5) as server:
            server.end_time_ends = end_time_ends
            command = asked(server, target, *more)
            status, err = interrupted(server, command, how, pages, lambda: noted(target) >= 5 * pages)
            assert not target.exists()
            kept = f"{5 * pages} runs are kept in {target}.part: run the same command again to continue\n" if pages else ""
            assert (status, err) == ((130, kept) if how == signal.SIGINT else (-how, ""))
            status, _, err = filterlang(*command[3:])
        assert status == 0
        assert ids(target) == EVERY
        assert err.endswith(f"{target}: 23 runs\n")
        assert (f"{target}: continuing after {5 * pages} runs" in err) is bool(pages)
        assert list(tmp_path.iterdir()) == [target]

    def test_it_goes_on_as_often_as_it_is_stopped(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.jsonl"
        with failing(RUNS, page_size=5) as server:
            command = asked(server, target)
            while not target.exists():
                before = noted(target)
                interrupted(server, command, signal.SIGKILL, 2, lambda before=before: noted(target) > before)
        assert ids(target) == EVERY

    def test_a_connection_that_is_lost_ends_it_and_it_goes_on(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.jsonl"
        with failing(RUNS, page_size=5) as server:
            server.script.extend(["", "", *["half a body, and reset"] * 6])
            status, _, err = filterlang(*asked(server, target)[3:])
            assert status == 2
            assert f"10 runs are kept in {target}.part: run the same command again to continue" in err
            assert filterlang(*asked(server, target, "--windows", 3)[3:])[0] == 0
        assert ids(target) == EVERY

    def test_runs_that_start_meanwhile_change_nothing(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.jsonl"
        with failing(RUNS, page_size=5) as server:
            interrupted(server, asked(server, target), signal.SIGKILL, 2, lambda: noted(target) >= 10)
            server.runs.insert(0, run(99, start_time=(datetime.now(UTC) + timedelta(hours=1)).isoformat()))
            assert filterlang(*asked(server, target)[3:])[0] == 0
        assert ids(target) == EVERY

    @pytest.mark.parametrize("rest", [b'{"id": "00000000-0000-4000-8000-0000000', b'{"id": 5}\n', bytes(4096), b"\xff\n"])
    def test_a_line_that_is_not_whole_does_not_count(self, tmp_path: Path, rest: bytes) -> None:
        target = tmp_path / "runs.csv"
        with failing(RUNS, page_size=5) as server:
            interrupted(server, asked(server, target), signal.SIGKILL, 2, lambda: noted(target) >= 10)
            with Path(f"{target}.part").open("ab") as file:
                file.write(rest)
            status, _, err = filterlang(*asked(server, target)[3:])
        assert status == 0
        assert "continuing after 10 runs" in err
        assert ids(target) == EVERY

    def test_another_question_begins_anew_and_says_so(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.csv"
        with failing(RUNS, page_size=5) as server:
            interrupted(server, asked(server, target), signal.SIGKILL, 2, lambda: noted(target) >= 10)
            assert filterlang(*asked(server, target)[3:], "nonsense(")[0] == 1
            assert noted(target) == 10
            status, _, err = filterlang(*asked(server, target, "--since", "2026-01-01T00:00:03Z")[3:])
        assert status == 0
        assert f"{target}: starting over: the 10 runs kept were selected with another --since\n" in err
        assert ids(target) == EVERY[:11]

    @pytest.mark.parametrize(("limit", "number"), [(7, 7), (10, 10), (17, 17), (100, 23)])
    def test_the_limit_holds_for_all_of_it(self, tmp_path: Path, limit: int, number: int) -> None:
        target = tmp_path / "runs.jsonl"
        with failing(RUNS, page_size=5) as server:
            interrupted(server, asked(server, target), signal.SIGKILL, 2, lambda: noted(target) >= 10)
            assert filterlang(*asked(server, target, "--limit", limit)[3:])[2].endswith(f"{number} runs\n")
        assert ids(target) == EVERY[:number]

    def test_times_that_depend_on_the_hour_stay_what_they_were(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.jsonl"
        runs = [run(number, start_time=(datetime.now(UTC) - timedelta(hours=number)).isoformat()) for number in range(12)]
        with failing(runs, page_size=3) as server:
            command = asked(server, target, "--since", "20h", "--until", "90m")
            interrupted(server, command, signal.SIGINT, 2, lambda: noted(target) >= 6)
            assert filterlang(*command[3:])[0] == 0
            first, last = server.asked[0].body, server.asked[-1].body
        assert first["start_time"] == last["start_time"]
        assert ids(target) == [each["id"] for each in runs[2:]]

    def test_a_run_without_a_start_ends_it_with_a_reason(self, tmp_path: Path) -> None:
        timeless = {name: value for name, value in run(1).items() if name != "start_time"}
        with failing([timeless]) as server:
            status, _, err = filterlang(*asked(server, tmp_path / "runs.csv")[3:])
        assert status == 2
        assert "came without its start_time" in err
        assert list(tmp_path.iterdir()) == []


class TestJournal:
    def test_anothers_file_is_left_alone(self, tmp_path: Path) -> None:
        target, other = tmp_path / "runs.csv", tmp_path / "runs.csv.part"
        other.write_text("my own notes\n")
        with failing(RUNS) as server:
            status, _, err = filterlang(*asked(server, target)[3:])
        assert status == 2
        assert "this is another file: move it away" in err
        assert other.read_text() == "my own notes\n"
        assert not target.exists()

    def test_two_exports_to_one_file_do_not_meet(self, tmp_path: Path) -> None:
        target = tmp_path / "runs.csv"
        with failing(RUNS) as server, Path(f"{target}.part").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            status, _, err = filterlang(*asked(server, target)[3:])
            assert server.asked == []
        assert status == 2
        assert "another export to" in err

    def test_what_can_not_be_written_is_said_before_anything_is_asked(self, tmp_path: Path) -> None:
        (tmp_path / "folder.csv").mkdir()
        with failing(RUNS) as server:
            for target in (tmp_path / "folder.csv", tmp_path / "none" / "runs.csv"):
                status, _, err = filterlang(*asked(server, target)[3:])
                assert status == 2
                assert err.startswith("filterlang: ")
            assert server.asked == []

    @settings(max_examples=examples(30))
    @given(starts=st.lists(st.integers(0, 5), max_size=40), cut=st.integers(0, 4000))
    def test_a_journal_that_is_cut_anywhere_holds_whole_runs_and_knows_what_may_come_again(
        self, tmp_path_factory: pytest.TempPathFactory, starts: list[int], cut: int
    ) -> None:
        target = str(tmp_path_factory.mktemp("cut") / "runs.jsonl")
        runs = [read_run(run(number, start_time=(BEGAN + timedelta(seconds=second)).isoformat()))
                for number, second in enumerate(sorted(starts, reverse=True))]  # fmt: skip
        question = {"FILTER": "\ud800"}
        with journal(target) as kept:
            kept.begin(question, None, BEGAN + timedelta(days=1))
            assert all(map(kept.add, runs))
            assert not any(map(kept.add, runs))
            path = kept.path
        if not Path(path).exists():
            assert runs == []
            return
        os.truncate(path, max(0, Path(path).stat().st_size - cut))
        with journal(target) as kept:
            whole = kept.count
            if kept.question is None:
                assert whole == 0
                return
            assert kept.question == question
            come = [each for each in runs if each.start_time is not None and each.start_time <= kept.bound]
            fresh = [each for each in come if kept.add(each)]
            assert fresh == runs[whole:]
            assert [record["id"] for record in kept.records()] == [str(each.id) for each in runs]
