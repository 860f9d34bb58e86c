"""Workers: hostile files are skipped with a reason, good ones beside them are checked, and no process is left."""

import multiprocessing
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

import pytest

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.reported import FileReport
from filterlang.lint.workers import CheckTask, WorkerPool

pytestmark = pytest.mark.processes
FINDS = LintSettings(checks=False)
MENTIONS = "langsmith list_runs(filter) "
GOOD = ("good.filter", 'eq(name, "a")')


def reports(*files: tuple[str, str], jobs: int = 2, seconds: float = 10.0) -> list[FileReport]:
    """The reports of texts of files, by their names."""
    results: dict[int, FileReport] = {}
    with WorkerPool(jobs, seconds) as pool:
        for number, (name, text) in enumerate(files):
            language = next(language.name for language in HOST_LANGUAGES.values() if Path(name).suffix in language.suffixes)
            results |= dict(pool.submit(CheckTask(number, name, text.encode(), language, FINDS)))
        results |= dict(pool.finish())
    assert not multiprocessing.active_children()
    return [results[number] for number in range(len(files))]


def test_results_of_many_files_belong_to_their_files() -> None:
    files = [(f"{number}.filter", f'eq(name, "{number}")') for number in range(40)]
    assert [report.filters[0].text for report in reports(*files)] == [text for _, text in files]


def test_a_file_that_takes_too_long_is_skipped_and_those_after_it_are_checked() -> None:
    slow, good = reports(("slow.tf", f"# {MENTIONS}\n" + '"a" ' * 25_000), GOOD, jobs=1, seconds=1)
    assert slow.skipped == "it takes longer than 1 s to parse"
    assert good.filters


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.java", "a<" * 10_000), ("a.cs", "a<" * 10_000), ("a.kt", "a: " * 30_000), ("a.yaml", "a: 1\n" * 32_770)],
    ids=["java", "c#", "kotlin", "yaml"],
)
def test_hostile_files_end_in_time_and_memory(name: str, text: str) -> None:
    comment = "//" if name != "a.yaml" else "#"
    hostile, good = reports((name, f"{comment} {MENTIONS}\n{text}"), GOOD, seconds=4)
    assert hostile.filters == ()
    assert good.filters


@pytest.mark.parametrize("bracket", "([{")
def test_brackets_nested_a_hundred_thousand_deep_are_skipped_or_searched_in_every_language(bracket: str) -> None:
    files = [
        (f"a{language.suffixes[0]}", f"{language.comment or '//'} {MENTIONS}\n{bracket * 100_000}")
        for language in HOST_LANGUAGES.values()
        if language.suffixes
    ]
    *hostile, good = reports(*files, GOOD, seconds=20)
    assert good.filters
    for report in hostile:
        assert report.skipped in {None, "its brackets are nested deeper than 1,000 levels"}, report


def running_in_group(group: int) -> list[str]:
    """The processes of a group that are still running, and not only not yet waited for."""
    rows = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout.splitlines()
    return [row for row in rows if row.split()[0] == str(group) and not row.split()[1].startswith("Z")]


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="needs signals")
def test_ctrl_c_ends_the_command_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "slow.tf").write_text(f"# {MENTIONS}\n" + '"a" ' * 25_000)
    command = subprocess.Popen(
        [sys.executable, "-m", "filterlang", "check", "--no-cache", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    time.sleep(1.5)
    started = time.monotonic()
    os.killpg(command.pid, signal.SIGINT)
    out, err = command.communicate(timeout=5)
    assert (command.returncode, out, err) == (130, b"", b"")
    assert time.monotonic() - started < 2
    time.sleep(0.5)
    assert running_in_group(command.pid) == []


@pytest.mark.skipif(os.name == "nt", reason="pipes break in another way there")
def test_a_closed_pipe_ends_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.filter").write_text("eq(status, success)\n" * 20_000)
    command = subprocess.Popen(
        [sys.executable, "-m", "filterlang", "find", "--no-cache", "--format", "json", str(tmp_path)], stdout=subprocess.PIPE
    )
    assert command.stdout is not None
    command.stdout.readline()
    command.stdout.close()
    assert command.wait(timeout=30) == 141
