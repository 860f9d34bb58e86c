"""The page of ``filterlang explore`` in a real browser, which a program uses as a person does."""

from collections.abc import Iterator
from contextlib import contextmanager
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

from hostile_export import hostile_runs  # noqa
from npm_packages import installed
import pytest

from filterlang import open_runs

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXPORT = ROOT / "docs" / "examples" / "support_bot.jsonl"
CHROMIUM = "/usr/bin/chromium"


@contextmanager
def explored(path: Path) -> Iterator[str]:
    """The address of a page over a file, served by the command."""
    command = [sys.executable, "-m", "filterlang", "explore", str(path), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=path.parent) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def modules() -> Path:
    """A folder with the program that drives the browser."""
    return installed(HERE / "package.json") / "node_modules"


def driven(session: str, url: str, modules: Path, pictures: Path) -> Any:
    """What a session has seen. It must have seen no complaint of the browser, and nothing from a run may have been executed."""
    pictures.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        ["node", HERE / session, url, CHROMIUM, pictures],
        env={**os.environ, "MODULES": str(modules)},
        stdout=subprocess.PIPE,
        timeout=240,
        check=False,
    )
    assert result.returncode == 0, result.stdout.decode()
    seen = json.loads(result.stdout)
    assert seen["complaints"] == []
    assert seen["attacked"] is False
    return seen


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder for pictures: ``FILTERLANG_PICTURES`` names one that is kept."""
    return Path(os.environ.get("FILTERLANG_PICTURES") or tmp_path)


def count(filter: str) -> int:
    """How many runs of the export a filter selects."""
    return sum(1 for _ in open_runs(EXPORT).list_runs(filter=filter))


def test_a_person_writes_a_filter_and_looks_at_what_it_finds(modules: Path, pictures: Path) -> None:
    with explored(EXPORT) as url:
        seen = driven("asking_session.mjs", url, modules, pictures)
    print(json.dumps(seen, indent=1))
    llm, slow = 'eq(run_type, "llm")', "gt(latency, 0.5)"
    assert seen["address"]
    assert seen["title"] == "support_bot.jsonl · filterlang"
    assert seen["styled"] == "flex"
    assert seen["underline"] == "url("
    assert 'write "llm"' in seen["findings"][0]
    assert seen["fixed"] == f"and({llm}, {slow})"
    assert seen["counted"] == [f"{count(seen['fixed'])} of 59 runs"]
    assert seen["announced"]
    assert [(count(one) , one) for one in (llm, slow)] == [(21, llm), (48, slow)]
    assert [llm in seen["funnel"][0], slow in seen["funnel"][1]] == [True, True]
    assert seen["funnel"][0].endswith("21 runs left 35.6 %")
    assert seen["pointed"] == [slow]
    assert seen["inBars"] == 21
    assert [order for order, *_ in seen["sorted"]] == ["descending", "ascending"]
    assert seen["sorted"][0][2] == ["5.88 s", "4.62 s", "4.34 s"]
    assert seen["run"]["focused"] == "run-title"
    assert "Metadata" in seen["run"]["sections"]
    assert seen["run"]["why"] == "Why this run matches"
    assert seen["hint"].startswith("adds ")
    assert seen["added"] == f"and({llm}, {slow}, {seen['hint'].removeprefix('adds ')})"
    assert seen["reloaded"]
    assert seen["back"] == seen["fixed"]
    assert "No run is left after" in seen["emptied"][0]
    assert seen["empties"] == [llm]
    assert seen["outdated"]
