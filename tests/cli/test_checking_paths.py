"""Checking files from the command line: what is skipped and why, where standard input counts, and --watch."""

import os
from pathlib import Path
import queue
import signal
import subprocess
import sys
import threading

import in_process
import pytest

from filterlang.hosts import host_languages

BAD = 'runs = client.list_runs(filter="eq(status, success)")\n'


@pytest.fixture
def without_grammars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_languages, "_can_import", lambda module: False)


@pytest.mark.usefixtures("without_grammars")
def test_without_the_extra_one_note_says_what_to_install_and_other_files_are_checked(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "c.ts"):
        (tmp_path / name).write_text(BAD)
    (tmp_path / "plain.py").write_text("x = 1\n")
    (tmp_path / "d.filter").write_text('eq(name, "a")\n')
    status, out, err = in_process.perform("check", folder=tmp_path)
    assert (status, out) == (0, "")
    assert err.splitlines()[0].startswith(
        'filterlang: 3 files that may hold filters not read (2 python, 1 typescript): pip install ".[hosts]"'
    )
    assert err.splitlines()[1:] == ["No findings in 1 filter of 1 file"]
    assert in_process.perform("check", "a.py", folder=tmp_path).status == 2, "a file that is named has to be read"


def test_nothing_on_standard_input_is_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BAD)
    assert in_process.perform("check", folder=tmp_path).status == 1
    assert in_process.perform("check", folder=tmp_path, given=b'eq(name, "a")').status == 0


@pytest.mark.processes
def test_hostile_text_on_standard_input_is_parsed_in_a_worker(tmp_path: Path) -> None:
    hostile = b"# langsmith list_runs(filter)\n" + b"[" * 100_000
    status, out, err = in_process.perform("check", "--stdin-filename", "a.py", folder=tmp_path, given=hostile)
    assert (status, out) == (0, "")
    assert err.startswith("filterlang: a.py: skipped: ")


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_named_pipes_and_unreadable_folders_do_not_stop_a_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "x.py").mkdir()
    (tmp_path / "x.py" / "a.py").write_text(BAD)
    assert in_process.perform("find", "-q", folder=tmp_path).out.startswith("x.py/a.py:1:33 ")
    assert in_process.perform("find", "pipe.py", folder=tmp_path).err.startswith(
        "filterlang: pipe.py: skipped: it is not an ordinary file"
    )
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path == "x.py":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    status, _, err = in_process.perform("find", folder=tmp_path)
    assert (status, err.splitlines()[0]) == (2, "filterlang: x.py: Permission denied")


def test_a_file_that_vanishes_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text(BAD)

    def vanished(path: str) -> bytes:
        raise FileNotFoundError(2, "No such file or directory", path)

    monkeypatch.setattr("filterlang.lint.linting.read_content", vanished)
    assert in_process.perform("check", folder=tmp_path) == in_process.Result(
        0, "", "filterlang: a.py: skipped: No such file or directory\n"
    )


@pytest.mark.processes
@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_watch_shows_what_changed_until_ctrl_c(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    (tmp_path / "a.py").write_text(BAD)
    (tmp_path / "b.py").write_text(BAD)
    command = subprocess.Popen(
        [sys.executable, "-m", "filterlang", "check", "--watch", "--output-format", "concise"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    lines: queue.Queue[str] = queue.Queue()

    def read(stream: object) -> None:
        for line in stream:  # type: ignore[attr-defined]
            lines.put(line)

    for stream in (command.stdout, command.stderr):
        threading.Thread(target=read, args=(stream,), daemon=True).start()

    def until(text: str) -> list[str]:
        seen: list[str] = []
        while not seen or text not in seen[-1]:
            seen.append(lines.get(timeout=30))
        return seen

    try:
        assert sum(": FL014" in line for line in until("Watching")) >= 1
        threading.Event().wait(0.5)
        (tmp_path / "b.py").write_text(BAD.replace("success", '\\"success\\"'))
        shown = until("Found")
        assert any(line == "b.py: no findings\n" for line in shown)
        assert not any(line.startswith("a.py") for line in shown)
        command.send_signal(signal.SIGINT)
        assert command.wait(timeout=10) == 130
    finally:
        command.kill()


def test_a_key_beside_a_filter_is_not_shown(tmp_path: Path) -> None:
    secret = "0123456789abcdef" * 2
    path = tmp_path / "a.py"
    for blanks in range(0, 120, 7):
        line = f'KEY = "lsv2_pt_{secret}_0123456789"; {" " * blanks}Client().list_runs(filter="eq(status, success)")'
        path.write_text(f"from langsmith import Client\n{line}\n")
        for form in ("full", "concise", "json", "sarif", "github", "gitlab", "junit"):
            result = in_process.perform("check", path, "--output-format", form, "--cache-dir", tmp_path / "cache")
            assert result.status == 1
            assert secret[-4:] not in result.out + result.err, form
    assert not any(secret in file.read_text() for file in (tmp_path / "cache").iterdir())


def test_a_file_that_goes_away_before_its_findings_are_shown_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filterlang.lint import linting

    path = tmp_path / "a.filter"
    path.write_text("\n\neq(status, success)\n")
    check = linting.check_content

    def check_and_remove(*arguments: object) -> object:
        report = check(*arguments)  # type: ignore[arg-type]
        path.unlink()
        return report

    monkeypatch.setattr(linting, "check_content", check_and_remove)
    for form in ("full", "concise", "json", "sarif"):
        path.write_text("\n\neq(status, success)\n")
        result = in_process.perform("check", path, "--no-cache", "--output-format", form)
        assert (result.status, result.err.count("\n")) == (1, 1)
