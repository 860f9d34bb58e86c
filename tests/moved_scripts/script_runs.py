"""Runs scripts against servers with the official SDKs, each once, and several at once."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import json
import os
from pathlib import Path
import subprocess
import sys

from npm_packages import CACHE

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SCRIPTS = HERE / "scripts"
_PYTHON = (".py", ".ipynb")
_AT_ONCE = 2
_SECONDS = 120


@dataclass(frozen=True)
class ScriptRun:
    """A script, and the URL of the server that it asks."""

    script: Path
    url: str

    def environment(self) -> dict[str, str]:
        """The variables that a user sets for the SDKs; retries wait for nothing that could come."""
        return {
            "LANGSMITH_ENDPOINT": self.url,
            "LANGSMITH_API_KEY": "local",
            "LANGSMITH_TRACING": "false",
            "LANGSMITH_PROJECT": "support-bot",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
        }

    def output(self, stream: str) -> Path:
        """The file for what the script prints, or for its errors."""
        server = self.url.rsplit(":", 1)[1]
        return self.script.with_name(f"{self.script.name}.{server}.{stream}")


@dataclass(frozen=True)
class Outcome:
    """How a run ended, and what it printed."""

    status: int
    stdout: bytes
    stderr: str


def outcomes(runs: Sequence[ScriptRun]) -> dict[ScriptRun, Outcome]:
    """Runs scripts of all languages; TypeScript is compiled before."""
    python = [run for run in runs if run.script.suffix in _PYTHON]
    others = [run for run in runs if run.script.suffix not in _PYTHON]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        statuses = dict(zip(others, pool.map(_status, others), strict=True))
    statuses |= _python_statuses(python)
    return {
        run: Outcome(status, run.output("stdout").read_bytes(), run.output("stderr").read_text(encoding="utf-8"))
        for run, status in statuses.items()
    }


def _python_statuses(runs: Sequence[ScriptRun]) -> dict[ScriptRun, int]:
    jobs = [
        {"script": str(run.script), "environment": run.environment(), "stdout": str(run.output("stdout")),
         "stderr": str(run.output("stderr"))}
        for run in runs
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    ran = subprocess.run(
        [sys.executable, HERE / "python_runner.py"], input=json.dumps(jobs), capture_output=True, text=True, env=environment,
        timeout=_SECONDS, check=True,
    )  # fmt: skip
    return dict(zip(runs, json.loads(ran.stdout), strict=True))


def _status(run: ScriptRun) -> int:
    """Runs a script of Node or a shell, and returns its exit status."""
    command = ["bash", run.script] if run.script.suffix == ".sh" else ["node", "--no-deprecation", run_by_node(run.script)]
    with run.output("stdout").open("wb") as stdout, run.output("stderr").open("wb") as stderr:
        return subprocess.run(
            command, cwd=run.script.parent, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
            env={**os.environ, **run.environment()}, timeout=_SECONDS, check=False,
        ).returncode  # fmt: skip


def run_by_node(script: Path) -> Path:
    """The file that Node runs: the script, or what TypeScript is compiled to."""
    return script.with_suffix(".compiled.mjs") if script.suffix == ".ts" else script


def migrated(folder: Path, target: str, *names: str) -> str:
    """Moves the scripts in a folder, or those with names in it, and returns what the command lists."""
    command = [sys.executable, "-m", "filterlang", "migrate", *(names or (".",)), "--to", target, "--write"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=_SECONDS, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.stdout


def mypy_errors(folder: Path, copies: Sequence[str]) -> dict[str, list[str]]:
    """The errors that mypy finds in the Python files of some copies of the scripts, by the file's path in the folder."""
    files = [str(path.relative_to(folder)) for copy in copies for path in sorted((folder / copy).rglob("*.py"))]
    cache = CACHE / "mypy-of-scripts"
    options = ("--config-file=", "--check-untyped-defs", "--explicit-package-bases", "--ignore-missing-imports")
    shown = ("--follow-imports=silent", "--no-error-summary", "--hide-error-context", "--cache-dir", str(cache))
    command = [sys.executable, "-m", "mypy", *options, *shown, *files]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    errors: dict[str, list[str]] = {file: [] for file in files}
    for line in ran.stdout.splitlines():
        file, _, message = line.partition(":")
        if " error: " in message:
            errors[file].append(message.partition(" error: ")[2])
    return errors


def compiled(folder: Path, scripts: Iterable[Path]) -> dict[Path, list[str]]:
    """Compiles the TypeScript among scripts, and returns the errors of each."""
    files = [str(script) for script in scripts if script.suffix == ".ts"]
    ran = subprocess.run(
        ["node", HERE / "typescript.mjs", *files], cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=True
    )
    return {Path(file): errors for file, errors in json.loads(ran.stdout).items()}
