"""Commands as users type them and what they see: text files under ``cases``, one session each.

A session is a list of ``$ command`` lines, each followed by what the command prints (standard output, then standard error)
and, where it is not 0, by ``[status N]``. ``NAME=value`` before a command sets a variable, ``<<< text`` behind it is its
standard input, ``> name: text`` makes a file, and ``$ cat name`` shows one.
``UPDATE_CASES=1 pytest tests/cli`` rewrites the expected output; read the difference before committing it.
"""

import os
from pathlib import Path
import re
import shlex

import in_process
import pytest

ROOT = Path(__file__).parent.parent.parent
CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
_STEP = re.compile(r"^(?P<line>[$>] .*)\n(?P<output>(?:(?![$>] ).*\n)*)", re.MULTILINE)


def play(session: str, folder: Path) -> str:
    """The session with what its commands really print."""
    return "".join(f"{step['line']}\n{perform(step['line'], folder)}" for step in _STEP.finditer(session))


def perform(line: str, folder: Path) -> str:
    """What a step of a session prints; a line that makes a file prints nothing."""
    if line.startswith("> "):
        name, text = line[2:].split(": ", 1)
        (folder / name).write_text(text.encode().decode("unicode_escape"), encoding="latin-1")
        return ""
    if line.startswith("$ cat "):
        return (folder / line[6:]).read_text(encoding="utf-8").rstrip("\n") + "\n"
    command, _, given = line[2:].partition(" <<< ")
    words = shlex.split(command.replace("EXAMPLES", str(ROOT / "docs" / "examples")))
    settings = {name: value for name, _, value in (word.partition("=") for word in words[: words.index("filterlang")])}
    result = in_process.perform(
        *words[words.index("filterlang") + 1 :],
        given=given.encode().decode("unicode_escape").encode("latin-1"),
        folder=folder,
        environment={"COLUMNS": "100", **settings},
    )
    printed = result.out.replace("\r\n", "\n") + result.err
    printed = printed if not printed or printed.endswith("\n") else printed + "\n"
    return printed + (f"[status {result.status}]\n" if result.status else "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_session_prints_what_is_written_down(case: Path, tmp_path: Path) -> None:
    session = case.read_text(encoding="utf-8")
    played = play(session, tmp_path)
    if os.environ.get("UPDATE_CASES"):
        case.write_text(played, encoding="utf-8")
    assert played == session
