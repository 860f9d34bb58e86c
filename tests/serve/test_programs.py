"""LangSmith's own programs, as they are, read an export: ``langsmith-fetch`` and ``langsmith-mcp-server``."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from served import BOT_PROJECT, BOT_ROOT
from serving import Served

from filterlang.exports.memory import LocalRuns

PROGRAMS = Path(sys.executable).parent
THREAD = "a1b2c3d4-e5f6-7890"
Fetch = Callable[..., Any]


def environment(served: Served, home: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("LANGSMITH_", "LANGCHAIN_"))},
        "HOME": str(home), "LANGSMITH_ENDPOINT": served.url, "LANGSMITH_API_KEY": "local", "FASTMCP_CHECK_FOR_UPDATES": "off",
    }  # fmt: skip


@pytest.fixture(scope="module")
def fetch(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Fetch:
    home = tmp_path_factory.mktemp("home")

    def fetched(*arguments: str) -> Any:
        to = home / "fetched.json"
        command = [PROGRAMS / "langsmith-fetch", *arguments, "--format", "raw", "--file", to]
        done = subprocess.run(command, env=environment(served, home), capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(to.read_text(encoding="utf-8"))

    return fetched


def contents(messages: list[dict[str, Any]]) -> list[str]:
    return [message["content"] for message in messages]


def test_fetch_reads_the_messages_of_a_trace(fetch: Fetch) -> None:
    assert contents(fetch("trace", BOT_ROOT)) == ["Cancel order 7.", "Order 7 is being packed."]


def test_fetch_reads_a_thread_turn_by_turn(fetch: Fetch, reference: LocalRuns) -> None:
    turns = reference.matching(project_id=BOT_PROJECT, is_root=True, filter=f'eq(thread_id, "{THREAD}")', order="asc")
    said = [(turn["outputs"] or {}).get("messages") or turn["inputs"]["messages"] for turn in turns]
    asked_and_answered = [text for messages in said for text in contents(messages)]
    assert contents(fetch("thread", THREAD, "--project-uuid", BOT_PROJECT)["messages"]) == asked_and_answered
    assert len(turns) > 1


@pytest.mark.parametrize("what", ["traces", "threads"])
def test_fetch_lists_the_latest(served: Served, tmp_path: Path, reference: LocalRuns, what: str) -> None:
    options = ["--project-uuid", BOT_PROJECT, "--limit", "2", "--no-progress"]
    command = [PROGRAMS / "langsmith-fetch", what, tmp_path / "found", *options]
    done = subprocess.run(command, env=environment(served, tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    roots = reference.matching(project_id=BOT_PROJECT, is_root=True, filter='neq(status, "pending")')
    ids = [root["id"] if what == "traces" else root["extra"]["metadata"].get("thread_id") for root in roots]
    assert {path.stem for path in (tmp_path / "found").glob("*.json")} == set(list(dict.fromkeys(filter(None, ids)))[:2])


def test_the_mcp_server_answers_its_tools(served: Served, tmp_path: Path, reference: LocalRuns) -> None:
    program = StdioTransport(str(PROGRAMS / "langsmith-mcp-server"), [], env=environment(served, tmp_path), keep_alive=False)
    questions: dict[str, dict[str, Any]] = {
        "list_projects": {"limit": 5},
        "fetch_runs": {"project_name": BOT_PROJECT, "run_type": "llm", "limit": 3, "page_number": 1},
        "get_thread_history": {"thread_id": THREAD, "project_name": BOT_PROJECT, "page_number": 1},
    }

    async def asked() -> dict[str, Any]:
        async with Client(program) as client:
            return {name: (await client.call_tool(name, given)).data for name, given in questions.items()}

    answers = asyncio.run(asked())
    assert {project["name"] for project in answers["list_projects"]["projects"]} == {"crowd", "export", BOT_PROJECT}
    latest = reference.matching(project_id=BOT_PROJECT, run_type="llm", limit=3)
    assert [run["id"] for run in answers["fetch_runs"]["runs"]] == [run["id"] for run in latest]
    models = reference.matching(project_id=BOT_PROJECT, run_type="llm", filter=f'eq(thread_id, "{THREAD}")', order="asc")
    said = [text for run in models for text in contents(run["inputs"]["messages"])]
    assert [text[:40] for text in contents(answers["get_thread_history"]["result"])] == [text[:40] for text in said]
