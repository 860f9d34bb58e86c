"""The ten examples in the docstring of langsmith's ``Client.list_runs`` list the same runs on v1, on v2 and locally.

The server refuses what LangSmith's refuses: that an example lists its runs shows that it was asked in words that it takes.
"""

import ast
import asyncio
import re
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import httpx
import langsmith
import pytest
from recorder import KEY

from filterlang.client import AsyncClient
from filterlang.exports.memory import LocalRuns
from filterlang.serve import application

PROJECT = "docs"
IDS = ["a36092d2-4ad5-4fb4-9c0d-0dba9a2ed836", "9398e6be-964f-4aa4-8ae9-ad78cd4b7074"]


def examples() -> list[dict[str, Any]]:
    """The arguments of the docstring's calls. Its only expression is the time a day ago."""
    text = langsmith.Client.list_runs.__doc__ or ""
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    calls = [node for node in ast.walk(ast.parse(_dedented(code[1]))) if isinstance(node, ast.Call)]
    return [{str(each.arg): _value(each.value) for each in call.keywords} for call in calls if _is_list_runs(call)]


def _dedented(code: str) -> str:
    return "\n".join(line[12:] for line in code.splitlines())


def _is_list_runs(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "list_runs"


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Name):
        return IDS
    if isinstance(node, ast.BinOp):
        return datetime.now() - timedelta(days=1)  # noqa: DTZ005 - as the docstring has it
    value = ast.literal_eval(node)
    return PROJECT if value == "<your_project>" else value


def runs() -> list[dict[str, Any]]:
    """Twenty traces of four runs, some at the same moment, so that each example finds some and leaves some out."""
    now = datetime.now(UTC).replace(microsecond=0)
    made: list[dict[str, Any]] = []
    for number in range(80):
        trace, place = divmod(number, 4)
        ids = [IDS[n // 40] if n in (6, 46) else str(uuid5(NAMESPACE_OID, f"run {n}")) for n in range(trace * 4, trace * 4 + 4)]
        started = now - timedelta(hours=trace * 3, minutes=place // 2)
        feedback = {"user_score": {"n": 1, "avg": trace % 2}} if place == 0 else {}
        if number % 9 == 0:
            feedback["Correctness"] = {"n": 1, "avg": number % 2}
        failed = number % 7 == 0
        made.append({
            "id": ids[place], "trace_id": ids[0], "parent_run_id": ids[0] if place else None,
            "session_id": str(uuid5(NAMESPACE_OID, "project")), "session_name": PROJECT,
            "name": "extractor" if number % 3 == 0 else "step", "run_type": ("chain", "llm", "tool", "chain")[place],
            "start_time": started.isoformat(), "end_time": (started + timedelta(seconds=number)).isoformat(),
            "status": "error" if failed else "success", "error": "it broke" if failed else None,
            "inputs": {"q": number}, "outputs": {}, "total_tokens": number * 200, "feedback_stats": feedback,
            "tags": [["experimental"], ["beta"], []][number % 3], "dotted_order": f"{started:%Y%m%dT%H%M%S%f}Z{ids[place]}",
        })  # fmt: skip
    return made


@pytest.fixture(scope="module")
def export() -> LocalRuns:
    return LocalRuns(runs())


def listed(export: LocalRuns, **query: Any) -> list[str]:
    async def collect() -> list[str]:
        transport = httpx.ASGITransport(application(export, project="default"))
        async with AsyncClient("http://localhost", KEY, transport=transport, retries=0) as client:
            return [str(run.id) async for run in client.list_runs(**query)]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return asyncio.run(collect())


def test_there_are_ten() -> None:
    assert len(examples()) == 10


@pytest.mark.parametrize("number", range(10))
def test_an_example_lists_the_same_runs_everywhere(number: int, export: LocalRuns) -> None:
    query = examples()[number]
    wanted = [str(run["id"]) for run in export.list_runs(**query).records()]
    assert 0 < len(wanted) <= len(export.records)
    assert (len(wanted) == len(export.records)) is (not query.keys() - {"project_name", "select"})
    for more in ({"api": "v1"}, {"api": "v2"}, {"api": "auto"}, {"api": "v2", "limit": 3}):
        assert listed(export, **query, **more) == wanted[: more.get("limit")], more
    if "id" not in query:
        for api in ("v1", "v2"):
            assert listed(export, **query, api=api, windows=4) == wanted
            assert listed(export, **query, api=api, order="asc") == wanted[::-1]
