"""Commands in this process, with streams, folder and environment of their own: as a shell would see them, only faster.

What needs a real process (signals, a terminal, a pipe that breaks) is in ``test_runs.py`` and beside what it concerns.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import io
import os
from pathlib import Path
import sys

from filterlang.cli import main

KEPT = ("PATH", "HOME", "TMPDIR", "SPARK_LOCAL_IP", "JAVA_HOME")
"""What a command may know of the environment that the tests run in."""


@dataclass(frozen=True)
class Result:
    """What a command did."""

    status: int
    out: str
    err: str

    def __iter__(self) -> Iterator[int | str]:
        return iter((self.status, self.out, self.err))


def perform(
    *arguments: object, given: bytes = b"", folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Result:
    """Run ``filterlang`` with these arguments, and this on standard input."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with (
        _place(folder, {"NO_COLOR": "1", **(environment or {})}),
        _streams(io.TextIOWrapper(io.BufferedReader(io.BytesIO(given)), "utf-8"), out, err),
    ):
        try:
            status = main([*map(str, arguments)])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        out.flush()
        err.flush()
        return Result(status, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@contextmanager
def _place(folder: Path | None, environment: Mapping[str, str]) -> Iterator[None]:
    before, here = dict(os.environ), Path.cwd()
    os.environ.clear()
    os.environ.update({name: before[name] for name in KEPT if name in before}, **environment)
    try:
        if folder is not None:
            os.chdir(folder)
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _streams(*streams: io.TextIOWrapper) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
