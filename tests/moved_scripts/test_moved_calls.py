"""Calls of ``list_runs`` with arguments in many combinations list the same runs on v1 and, moved, on v2."""

from pathlib import Path
from random import Random
import sys

import pytest
from script_runs import ScriptRun, outcomes

sys.path.append(str(Path(__file__).parent.parent / "migrate"))

from python_calls import moved

pytestmark = pytest.mark.xdist_group("moved scripts")
_ARGUMENTS = {
    "project": ['project_name="support-bot"', 'project_name=["support-bot", "rag-prod"]', "project_name=NAMES",
                "project_id=PROJECT.id",
                "project_id=[str(PROJECT.id)]", "project_name=PROJECT.name"],
    "run_type": ['run_type="llm"', "run_type=KIND", "run_type=None"],
    "error": ["error=True", "error=False"],
    "root": ["is_root=True", "is_root=1", "trace_id=ROOT.trace_id", "run_ids=IDS",
             "id=[str(one) for one in IDS]", "parent_run_id=ROOT.id"],
    "start_time": ["start_time=datetime(2025, 6, 3)", "start_time=SINCE", "start_time=NOW - timedelta(hours=9)"],
    "filter": ["filter='eq(status, \"success\")'", "filter=f'gt(latency, \"{SECONDS}s\")'", "filter=\"eq(run_type, 'llm')\""],
    "limit": ["limit=3", "limit=LIMIT", "limit=None", "limit=least(2)"],
    "select": ['select=["id", "name", "start_time", "run_type", "trace_id"]', "select=FIELDS"],
    "order": ['order="desc"', 'order="asc"'],
}  # fmt: skip
_HEAD = """\
from datetime import datetime, timedelta, timezone
from langsmith import {client}, Client

client = {client}()
reader = Client()
PROJECT = reader.read_project(project_name="support-bot")
ROOT = next(reader.list_runs(project_name="support-bot", is_root=True, limit=1))
IDS = [run.id for run in reader.list_runs(project_name="support-bot", trace_id=ROOT.trace_id)]
NAMES = ["support-bot", "nightly-evals"]
FIELDS = ["id", "name", "start_time", "run_type", "trace_id", "total_tokens"]
SINCE = datetime(2025, 6, 2, 12, tzinfo=timezone(timedelta(hours=2)))
NOW = datetime.utcnow()
KIND, SECONDS, LIMIT = "tool", 2, 4


def least(number):
    return max(number, 1)


def shown(number, runs):
    print(number, [(run.name, str(run.id), run.start_time.isoformat()) for run in runs])


"""
_SYNC = (
    "shown({number}, client.list_runs({arguments}))",
    "shown({number}, list(client.list_runs({arguments})))",
    "print({number}, [(run.name, str(run.id)) for run in client.list_runs({arguments})])",
    "print({number}, getattr(next(client.list_runs({arguments}), None), 'id', None))",
    "runs = client.list_runs({arguments})\nprint({number}, [str(run.id) for run in runs][:1], [run.name for run in runs])",
    "for run in client.list_runs({arguments}):\n    print({number}, run.name, run.start_time)",
    "shown({number}, sorted(client.list_runs({arguments}), key=lambda run: str(run.id)))",
)  # fmt: skip
_ASYNC = (
    "    async for run in client.list_runs({arguments}):\n        print({number}, run.name, str(run.id), run.start_time)",
    "    shown({number}, [run async for run in client.list_runs({arguments})])",
    "    runs = client.list_runs({arguments})\n    print({number}, [run.name async for run in runs])",
)
_CALLS = 40


def _arguments(random: Random, *, is_async: bool) -> str:
    """Some arguments in some order, on one line or on several. Asynchronously, the oldest runs cannot come first."""
    names = [name for name in _ARGUMENTS if name != "project" and random.random() < 0.35 and not (is_async and name == "order")]
    chosen = [random.choice(_ARGUMENTS[name]) for name in ["project", *names]]
    random.shuffle(chosen)
    return ", ".join(chosen) if random.random() < 0.5 else "\n        " + ",\n        ".join(chosen) + ",\n    "


def _program(random: Random, *, is_async: bool) -> str:
    statements = [
        random.choice(_ASYNC if is_async else _SYNC).format(number=number, arguments=_arguments(random, is_async=is_async))
        for number in range(_CALLS)
    ]
    head = _HEAD.format(client="AsyncClient" if is_async else "Client").replace("import Client, Client", "import Client")
    if not is_async:
        return head + "\n".join(statements) + "\n"
    return f"import asyncio\n{head}async def main():\n" + "\n".join(statements) + "\n\n\nasyncio.run(main())\n"


@pytest.fixture(scope="module")
def runs(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[bool, list[ScriptRun]]:
    """For both clients, the program as it is on v1, and moved on v2."""
    made: dict[bool, list[ScriptRun]] = {}
    for is_async in (False, True):
        program = _program(Random(14), is_async=is_async)
        folder = tmp_path_factory.mktemp("calls")
        for name, text in (("v1", program), ("v2", moved(program))):
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        made[is_async] = [ScriptRun(folder / f"{api}.py", servers[api]) for api in ("v1", "v2")]
    return made


@pytest.mark.parametrize("is_async", [False, True])
def test_the_same_runs_come_in_the_same_order(runs: dict[bool, list[ScriptRun]], is_async: bool) -> None:
    ended = outcomes(runs[is_async])
    before, after = (ended[run] for run in runs[is_async])
    assert (before.status, after.status) == (0, 0), before.stderr + after.stderr
    assert before.stdout.splitlines() == after.stdout.splitlines()
    assert len({line.split()[0] for line in after.stdout.splitlines()}) > _CALLS / 2
