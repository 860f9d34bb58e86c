"""Values of a local export, read in the background by a real process."""

from collections.abc import Iterator
import json
import multiprocessing
import os
from pathlib import Path
import queue
import signal
import threading
import time
from typing import Any

import pytest

from filterlang.ide import local_export
from filterlang.ide.known_values import NO_VALUES
from filterlang.ide.limited_call import LimitedCall, LimitedCallError
from filterlang.ide.local_export import LocalExports

_PATIENCE = 60.0
"""Seconds after which a test fails that waits for something to happen."""


def write(path: Path, *tiers: str) -> None:
    runs = [{"id": f"00000000-0000-4000-8000-{index:012}", "name": "bot", "extra": {"metadata": {"tier": tier}}}
            for index, tier in enumerate(tiers)]  # fmt: skip
    path.write_text("".join(json.dumps(run) + "\n" for run in runs))


class Watched:
    """Exports, and what they have said so far."""

    def __init__(self) -> None:
        self.events: queue.Queue[str] = queue.Queue()
        self.exports: LocalExports = LocalExports(lambda: self.events.put("changed"), self.events.put)

    def next(self) -> str:
        return self.events.get(timeout=_PATIENCE)


@pytest.fixture
def watched() -> Iterator[Watched]:
    result = Watched()
    yield result
    result.exports.close()


@pytest.mark.processes
def test_an_export_is_read_and_read_again_when_it_changes(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    write(path, "gold", "free", "free")
    paths = [str(path)]
    assert watched.exports.values(paths) == NO_VALUES, "nothing waits for the file"
    assert watched.next() == "changed"
    assert watched.exports.values(paths).metadata == {"tier": ("free", "gold")}
    assert watched.exports.values(paths).names == ("bot",)
    write(path, "gold", "gold", "free", "trial")
    watched.exports.refresh()
    assert watched.next() == "changed"
    assert watched.exports.values(paths).metadata == {"tier": ("gold", "free", "trial")}
    path.write_text("not an export\n")
    watched.exports.refresh()
    assert watched.next() == "changed"
    assert watched.next().startswith(f"the export {path} cannot be read: {path}:1: not JSON")
    assert watched.exports.values(paths) == NO_VALUES
    os.utime(path, ns=(1, 1))
    watched.exports.refresh()  # another time of change: it is read again, and the same reason is not repeated
    path.unlink()
    watched.exports.refresh()
    assert watched.next() == f"the export {path} cannot be read: {path}: No such file or directory"
    assert watched.events.empty()


@pytest.mark.processes
def test_several_files_are_one_export(watched: Watched, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", "gold")
    write(tmp_path / "b.jsonl", "trial")
    pattern = [str(tmp_path / "*.jsonl")]
    watched.exports.values(pattern)
    assert watched.next() == "changed"
    assert watched.exports.values(pattern).names == ("bot",)


def test_without_paths_nothing_is_read(watched: Watched) -> None:
    watched.exports.refresh()
    assert watched.exports.values([]) == NO_VALUES
    assert watched.exports._thread is None


@pytest.mark.processes
@pytest.mark.parametrize("path", ["pipe", "/dev/stdin", "/dev/zero"])
def test_what_may_never_end_is_not_read(watched: Watched, tmp_path: Path, path: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    paths = [str(tmp_path / path)]
    watched.exports.values(paths)
    assert watched.next() == f"the export {paths[0]} cannot be read: {paths[0]}: not an ordinary file"


def waited(paths: tuple[str, ...]) -> None:
    Path(paths[0]).touch()
    time.sleep(600)


@pytest.mark.processes
def test_closing_ends_what_is_being_read(watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_export, "read_values", waited)
    begun = tmp_path / "begun"
    assert watched.exports.values([str(begun)]) == NO_VALUES
    while not begun.exists():
        time.sleep(0.01)
    watched.exports.close()
    assert multiprocessing.active_children() == []
    assert watched.events.empty()
    assert watched.exports.values([str(begun)]) == NO_VALUES


def grown(size: int) -> int:
    return len(bytearray(size))


def crashed() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def printed() -> str:
    os.write(1, b"into the protocol")
    os.write(2, b"into the log")
    raise ValueError("as it says")


def slept(seconds: float) -> None:
    time.sleep(seconds)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("function", "arguments", "reason"),
    [
        (grown, (1 << 32,), "it ran out of memory"),
        (crashed, (), "it ran out of memory or crashed"),
        (printed, (), "as it says"),
        (slept, (600,), "it takes longer than 1 s"),
    ],
)
def test_a_call_without_a_result_says_why(
    function: Any, arguments: tuple[Any, ...], reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    call = LimitedCall(function, arguments, seconds=1 if function is slept else _PATIENCE, most_memory=2_000_000_000)
    with pytest.raises(LimitedCallError, match=f"^{reason}$"):
        call.result()
    assert capfd.readouterr() == ("", "")


@pytest.mark.processes
def test_a_call_has_a_result() -> None:
    assert LimitedCall(grown, (5,), seconds=_PATIENCE, most_memory=2_000_000_000).result() == 5


def test_closing_does_not_wait_for_a_search_of_the_whole_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    began, may_end = threading.Event(), threading.Event()

    def search(paths: object) -> tuple[()]:
        began.set()
        may_end.wait(_PATIENCE)
        return ()

    monkeypatch.setattr(local_export, "_signature", search)
    monkeypatch.setattr(local_export, "_CLOSING_SECONDS", 0.0)
    exports = LocalExports()
    exports.values(["/**/*"])
    assert began.wait(_PATIENCE)
    exports.close()
    assert not may_end.is_set()
    may_end.set()
