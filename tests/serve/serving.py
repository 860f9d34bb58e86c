"""``filterlang serve`` as its users run it: a process of its own, at a port of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import signal
import subprocess
import sys

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Served:
    """A server under way."""

    url: str
    process: subprocess.Popen[str]
    line: str

    def end(self, how: int = signal.SIGINT) -> tuple[int, str, str]:
        """Stop it: its exit status, and what else it printed."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def serving(*arguments: str) -> Iterator[Served]:
    """``filterlang serve`` with these arguments, at a port of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "filterlang", "serve", *arguments, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "LANGSMITH_ENDPOINT=" in line, process.stderr and process.stderr.read()
            yield Served(line.split("LANGSMITH_ENDPOINT=")[1].split()[0], process, line)
        finally:
            if process.poll() is None:
                process.kill()
