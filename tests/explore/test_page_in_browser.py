"""The page of ``filterlang explore`` in a real browser, which a program uses as a person does.

``FILTERLANG_PICTURES`` names a folder in which pictures of the page are kept; ``UPDATE_PICTURES=1`` makes those of the guide.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

from hostile_export import IMAGE, SCRIPT, hostile_runs
from npm_packages import installed
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXPORT = ROOT / "docs" / "examples" / "support_bot.jsonl"
CHROMIUM = "/usr/bin/chromium"


@contextmanager
def explored(path: Path) -> Iterator[str]:
    """The address of a page over a file, served by the command."""
    command = [sys.executable, "-m", "filterlang", "explore", path.name, "--no-browser"]
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


def driven(session: str, url: str, modules: Path, pictures: Path) -> list[Any]:
    """What a session has seen, in each of its browsers: no complaint, and nothing from a run that was executed."""
    pictures.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        ["node", HERE / session, url, CHROMIUM, pictures],
        env={**os.environ, "MODULES": str(modules)},
        stdout=subprocess.PIPE,
        timeout=240,
        check=False,
    )
    assert result.returncode == 0, result.stdout.decode()
    every = [json.loads(line) for line in result.stdout.splitlines()]
    for seen in every:
        assert (seen["complaints"], seen["attacked"]) == ([], False)
    return every


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder for pictures: ``FILTERLANG_PICTURES`` names one that is kept."""
    return Path(os.environ.get("FILTERLANG_PICTURES") or tmp_path)


def counted(*filters: str) -> list[int]:
    """How many runs of the export each filter selects, as the command line counts them."""
    command = [sys.executable, "-m", "filterlang", "runs", str(EXPORT), "--count", "-e"]
    return [int(subprocess.run([*command, text], capture_output=True, check=True).stdout) for text in filters]


LLM, SLOW = 'eq(run_type, "llm")', "gt(latency, 0.5)"


def test_a_person_writes_a_filter_and_looks_at_what_it_finds(modules: Path, pictures: Path) -> None:
    with explored(EXPORT) as url:
        (seen,) = driven("asking_session.mjs", url, modules, pictures)
    both = f"and({LLM}, {SLOW})"
    alone = counted(LLM, SLOW, both)
    assert seen["address"]
    assert seen["title"] == "support_bot.jsonl · filterlang"
    assert seen["styled"] == "flex"
    assert (seen["underline"], seen["findings"]) == ("url(", ['error: run_type is never "lm"write "llm"'])
    assert seen["fixed"] == both
    assert (seen["counted"], seen["announced"]) == ([f"{alone[2]} of 59 runs"], True)
    assert [step.split("alone ")[0] for step in seen["funnel"]] == [LLM, SLOW]
    assert seen["funnel"][1].endswith(f"alone {alone[1]}{alone[2]} runs left 35.6 %")
    assert seen["pointed"] == SLOW
    assert seen["inBars"] == alone[2]
    assert seen["sorted"] == [["descending", ["5.88 s", "4.62 s", "4.34 s"]], ["ascending", ["0.56 s", "0.60 s", "0.72 s"]]]
    assert (seen["run"]["heading"], seen["run"]["focused"]) == ("ChatModel", "run-title")
    assert seen["run"]["nodes"] == ["support_bot", "ChatModel"]
    assert seen["run"]["why"] == "Why this run matches"
    assert {"Inputs", "Outputs", "Metadata", "Tags", "All fields"} <= set(seen["run"]["sections"])
    condition = seen["hint"].removeprefix("adds ")
    assert seen["added"] == f"and({LLM}, {SLOW}, {condition})"
    assert 0 < counted(seen["added"])[0] <= alone[2]
    assert seen["reloaded"]
    assert seen["back"] == both
    assert seen["emptied"] == [f"No run is left after {LLM}: by itself it leaves 21 runs, but none of those before."]
    assert seen["empties"] == [LLM]
    assert seen["none"][0].startswith("No run matches.")
    assert seen["problem"].startswith("Filter: ")
    assert seen["outdated"]


def test_typing_over_a_selection_is_quiet_and_the_signature_is_in_nobodys_way(modules: Path, pictures: Path) -> None:
    """Chromium would give what is typed over coloured text an inline style, which the content policy refuses aloud."""
    with explored(EXPORT) as url:
        every = driven("writing_session.mjs", url, modules, pictures)
    assert len(every) == 2
    for seen in every:
        assert (seen["below"], seen["behindDialog"], seen["afterFix"]) == (True, 0, 0)
        assert (seen["typed"], seen["jumped"]) == ("(neq)", True)


def test_everything_is_reached_with_the_keyboard(modules: Path, pictures: Path) -> None:
    with explored(EXPORT) as url:
        (seen,) = driven("keyboard_session.mjs", url, modules, pictures)
    assert seen["unseen"] == []
    assert (seen["first"], seen["help"]) == ("To the runs", True)
    assert seen["fixed"] == 'neq(run_type, "llm")'
    assert seen["chosen"] == 2
    assert seen["range"][0].startswith("2026-10-05") and seen["range"][1] > seen["range"][0]
    assert seen["back"] is None
    assert seen["kept"]
    assert (seen["folded"], seen["opened"], seen["returned"], seen["run"]) == (1, "run-title", True, None)
    assert seen["unfolded"] > 1
    assert seen["offered"].startswith("Filter by this value: add ")
    assert {"filter", "Python builder", "curl (v2)"} <= set(seen["forms"])


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(modules: Path, pictures: Path) -> None:
    with explored(EXPORT) as url:
        every = driven("accessibility_session.mjs", url, modules, pictures)
    assert len(every) == 5
    for seen in every:
        assert [fault for fault in seen["faults"] if fault[1] in ("serious", "critical")] == [], seen["look"]
        assert set(seen["overflow"].values()) == {0}, seen["look"]


def test_hostile_runs_are_shown_and_do_nothing(modules: Path, pictures: Path, tmp_path: Path) -> None:
    export = tmp_path / "hostile.jsonl"
    export.write_text("".join(f"{json.dumps(run)}\n" for run in hostile_runs()), encoding="utf-8")
    with explored(export) as url:
        (seen,) = driven("hostile_session.mjs", url, modules, pictures)
    assert f"failed: {SCRIPT}" in seen["rows"]
    assert {run["heading"] for run in seen["runs"]} >= {SCRIPT, IMAGE, "huge", "deep"}
    assert ["U+202E", "U+2066", "U+200B"] in [run["hidden"] for run in seen["runs"]]
    assert {seen["overflow"], *(run["overflow"] for run in seen["runs"])} == {0}
    assert (seen["elements"], seen["polluted"]) == (0, None)


def test_the_pictures_of_the_guide(modules: Path, tmp_path: Path) -> None:
    docs = ROOT / "docs"
    with explored(EXPORT) as url:
        driven("pictures_session.mjs", url, modules, docs if os.environ.get("UPDATE_PICTURES") else tmp_path)
    for name in ("exploring.png", "exploring_run.png"):
        assert (docs / name).stat().st_size < 200_000
