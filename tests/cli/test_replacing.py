"""A file is written whole or not at all, beside it under a name that nobody foresees, and nothing is left lying about."""

import os
from pathlib import Path
import signal
import subprocess
import sys
import time

import pytest

from filterlang.cli.replacing import replaced
from filterlang.cli.terminal import Usage

ROOT = Path(__file__).parent.parent.parent
WAITING = """
import sys, time
from filterlang.cli.replacing import replaced
with replaced(sys.argv[1]) as file:
    file.write(b"half of it")
    file.flush()
    print("ready", flush=True)
    time.sleep(60)
"""


def waiting(target: Path) -> subprocess.Popen[str]:
    """A process that is in the middle of writing a file."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(target)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def temporary(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix == ".tmp"]


def write(target: Path, content: bytes) -> None:
    with replaced(str(target)) as file:
        file.write(content)


def test_names_differ_each_time_and_say_nothing_of_the_process(tmp_path: Path) -> None:
    names: set[str] = set()
    for _ in range(20):
        with replaced(str(tmp_path / "runs.csv")):
            (path,) = temporary(tmp_path)
            assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()
            assert str(os.getpid()) not in path.name.split("-")
            names.add(path.name)
        (tmp_path / "runs.csv").unlink()
    assert len(names) == 20
    assert temporary(tmp_path) == []


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_private_file_is_private_while_it_is_written(tmp_path: Path) -> None:
    target = tmp_path / "runs.csv"
    target.touch(0o600)
    with replaced(str(target)):
        assert temporary(tmp_path)[0].stat().st_mode & 0o777 == 0o600


def test_a_link_of_the_name_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / f".filterlang-{'0' * 32}.tmp"
    for make in (lambda: link.symlink_to(victim), lambda: os.link(victim, link)):
        make()
        target = tmp_path / "folder" / "runs.csv"
        try:
            write(target, b"new")
        except Usage:
            assert not target.exists()
        assert victim.read_text() == "mine"
        target.unlink(missing_ok=True)
        link.unlink(missing_ok=True)


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    with waiting(tmp_path / "a.jsonl") as process:
        assert len(temporary(tmp_path)) == 1
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert len(temporary(tmp_path)) == 1
    write(tmp_path / "b.csv", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


def test_what_a_process_still_writes_stays(tmp_path: Path) -> None:
    with waiting(tmp_path / "a.jsonl") as process:
        (path,) = temporary(tmp_path)
        write(tmp_path / "b.csv", b"whole")
        assert path.read_bytes() == b"half of it"
        process.send_signal(signal.SIGKILL)


def test_files_of_others_stay(tmp_path: Path) -> None:
    others = ["runs.csv.tmp", ".filterlang-1.tmp", "notes.tmp", f"x.filterlang-{'0' * 32}.tmp"]
    for name in others:
        (tmp_path / name).write_text("mine")
    write(tmp_path / "b.csv", b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {*others, "b.csv"}


@pytest.mark.parametrize(("how", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_leaves_nothing(tmp_path: Path, how: int, status: int) -> None:
    target = tmp_path / "found.jsonl"
    target.write_text("as it was")
    command = [sys.executable, "-m", "filterlang", "runs", "--from", "-", "-o", str(target)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        while not temporary(tmp_path):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(how)
        assert process.wait(30) == status
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_text() == "as it was"


def test_an_interrupt_inside_of_an_exec_keeps_the_exit_status(tmp_path: Path) -> None:
    """CPython would end ``python -m`` by the signal, as an interrupt can come while a dataclass is made."""
    (tmp_path / "sitecustomize.py").write_text(
        "import filterlang.cli.check as check\n"
        "def interrupted(options):\n"
        "    exec('raise KeyboardInterrupt')\n"
        "check.run = interrupted\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    ended = subprocess.run([sys.executable, "-m", "filterlang", "check", "-e", "x"], check=False, env=environment)
    assert ended.returncode == 130


@pytest.mark.skipif(sys.platform == "win32", reason="no locks of this kind")
def test_another_command_leaves_a_file_alone_until_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def beside_another(temporary: str, target: str) -> None:
        write(tmp_path / "other.csv", b"") if target.endswith("runs.csv") else None
        replace(temporary, target)

    monkeypatch.setattr(os, "replace", beside_another)
    write(tmp_path / "runs.csv", b"all")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.csv", "runs.csv"]
    assert (tmp_path / "runs.csv").read_bytes() == b"all"
