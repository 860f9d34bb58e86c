"""``filterlang serve`` as its users run it: a process of its own, at a port of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


_MAIN = "import sys; from filterlang.cli import main; sys.exit(main())"


@dataclass
class Served:
    """A server under way."""

    url: str
    process: subprocess.Popen[str]
    ready: str

    def end(self, how: int = signal.SIGINT) -> tuple[int, str, str]:
        """Stop it: its exit status, and what else it printed."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def serving(*arguments: str, program: str = "") -> Iterator[Served]:
    """``filterlang serve`` with these arguments, at a port of its own; ``program`` is run in its process before."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", f"{program}\n{_MAIN}", "serve", *arguments, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(3)]
            assert "LANGSMITH_ENDPOINT=" in lines[0], process.stderr and process.stderr.read()
            yield Served(lines[0].split("LANGSMITH_ENDPOINT=")[1].strip(), process, "".join(lines))
        finally:
            if process.poll() is None:
                process.kill()
