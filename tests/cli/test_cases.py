"""Commands as users type them and what they see: text files under ``cases``, one session each.

A session is a list of ``$ command`` lines, each followed by what the command prints (standard output, then standard error)
and, where it is not 0, by ``[status N]``. ``<<< text`` behind a command is its standard input, ``> name: text`` makes a file.
``UPDATE_CASES=1 pytest tests/cli`` rewrites the expected output; read the difference before committing it.
"""

import os
from pathlib import Path
import re
import shlex
import subprocess
import sys

import pytest

ROOT = Path(__file__).parent.parent.parent
CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
_STEP = re.compile(r"^(?P<line>[$>] .*)\n(?P<output>(?:(?![$>] ).*\n)*)", re.MULTILINE)


def play(session: str, folder: Path) -> str:
    """The session with what its commands really print."""
    return "".join(f"{step['line']}\n{perform(step['line'], folder)}" for step in _STEP.finditer(session))


def perform(line: str, folder: Path) -> str:
    if line.startswith("> "):
        name, text = line[2:].split(": ", 1)
        (folder / name).write_text(text.encode().decode("unicode_escape"), encoding="latin-1")
        return ""
    command, _, given = line[2:].partition(" <<< ")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100"}
    arguments = [sys.executable, "-m", *shlex.split(command.replace("EXAMPLES", str(ROOT / "docs" / "examples")))]
    result = subprocess.run(
        arguments, input=given.encode(), capture_output=True, env=environment, cwd=folder, check=False, timeout=60
    )  # fmt: skip
    printed = (result.stdout + result.stderr).decode()
    printed = printed if not printed or printed.endswith("\n") else printed + "\n"
    return printed + (f"[status {result.returncode}]\n" if result.returncode else "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_session_prints_what_is_written_down(case: Path, tmp_path: Path) -> None:
    session = case.read_text(encoding="utf-8")
    played = play(session, tmp_path)
    if os.environ.get("UPDATE_CASES"):
        case.write_text(played, encoding="utf-8")
    assert played == session
