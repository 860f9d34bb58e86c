"""The code that ``filterlang migrate filter`` prints for a filter that v2 refuses in one query, run by the official SDKs."""

import asyncio
from collections.abc import Iterator
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

from langsmith import AsyncClient, Client
import npm_packages
import pytest
from served import BOT_PROJECT
from serving import Served, serving

from filterlang.exports.memory import LocalRuns

sys.path.append(str(Path(__file__).parent.parent / "cli"))
import in_process

pytestmark = pytest.mark.filterwarnings("ignore:filter is sent as 2 queries")
ACROSS = 'or(eq(name, "RetrieveDocs"), and(eq(feedback_key, "user_score"), eq(feedback_score, 1)), eq(run_type, "llm"))'
QUERY: dict[str, Any] = {
    "project_ids": [BOT_PROJECT], "min_start_time": "1970-01-01T00:00:00Z", "selects": ["ID", "START_TIME"]
}  # fmt: skip
PACKAGES = Path(__file__).parent.parent / "moved_scripts" / "package.json"


@pytest.fixture(scope="module")
def v2(export: Path) -> Iterator[Served]:
    """A server that speaks v2 only."""
    with serving(str(export), "--apis", "v2") as server:
        yield server


@pytest.fixture(scope="module")
def expected(reference: LocalRuns) -> list[str]:
    """The ids of the runs, the latest first, as filterlang itself lists them."""
    runs = list(reference.list_runs(project_id=BOT_PROJECT, filter=ACROSS))
    assert len(runs) > 1
    return [str(run.id) for run in runs]


def code(language: str) -> str:
    """The printed code."""
    result = in_process.perform("migrate", "filter", ACROSS, "--language", language)
    assert result.status == 1
    return result.out


def names_of(language: str, **names: object) -> dict[str, Any]:
    """The names that the printed Python has after it has run."""
    names = {**names}
    exec(compile(code(language), language, "exec"), names)
    return names


def test_a_synchronous_script_lists_each_run_once(v2: Served, expected: list[str]) -> None:
    runs = names_of("python")["runs_of_any"](Client(api_url=v2.url, api_key="any"), **QUERY)
    assert [run.id for run in runs] == expected


def test_an_asynchronous_script_lists_each_run_once(v2: Served, expected: list[str]) -> None:
    runs_of_any = names_of("python-async")["runs_of_any"]

    async def ids() -> list[str]:
        return [run.id for run in await runs_of_any(AsyncClient(api_url=v2.url, api_key="any"), **QUERY)]

    assert asyncio.run(ids()) == expected


def test_the_client_of_filterlang_makes_the_queries_itself(
    v2: Served, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGSMITH_ENDPOINT", v2.url)
    monkeypatch.setenv("LANGSMITH_API_KEY", "any")
    names: dict[str, Any] = {}
    exec(code("filterlang").replace('project_name="…"', f'project_id="{BOT_PROJECT}"'), names)
    assert [str(run.id) for run in names["runs"]] == expected


def test_a_script_of_node_lists_each_run_once(v2: Served, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(npm_packages.installed(PACKAGES) / "node_modules")
    script = tmp_path / "listed.mjs"
    call = f"await runsOfAny({json.dumps(QUERY)}, new Client({{ apiUrl: {json.dumps(v2.url)}, apiKey: 'any' }}))"
    script.write_text(f"{code('typescript')}\nconsole.log(JSON.stringify(({call}).map((run) => run.id)));\n", encoding="utf-8")
    done = subprocess.run(["node", script.name], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == expected


def test_the_script_has_the_types_that_it_needs(tmp_path: Path) -> None:
    packages = npm_packages.installed(PACKAGES)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    (tmp_path / "listed.ts").write_text(f"{code('typescript')}\nexport {{ runsOfAny }};\n", encoding="utf-8")
    options = [
        "--noEmit",
        "--strict",
        "--target",
        "es2022",
        "--module",
        "nodenext",
        "--moduleResolution",
        "nodenext",
        "--skipLibCheck",
    ]
    compiler = packages / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        ["node", compiler, *options, "listed.ts"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
