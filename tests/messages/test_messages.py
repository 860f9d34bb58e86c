"""What a person is told: for each filter the messages, as text files.

A block is ``| filter`` (after a dialect, if it is not portable) and one line a finding: code, severity, place, message, and
after ``->`` the help. ``UPDATE_CASES=1 pytest tests/messages`` rewrites them; read the difference before committing it.
"""

import os
from pathlib import Path

import pytest

import filterlang

FILES = sorted(Path(__file__).parent.glob("*.txt"))


def findings(head: str) -> str:
    dialect, _, text = head.partition("| ")
    lines = [head]
    for found in filterlang.check(
        text.encode().decode("unicode_escape") if "\\u" in text else text, dialect.strip() or "portable"
    ):
        advice = f" -> {found.help}" if found.help else ""
        unsafe = " (a guess)" if found.fixes and not found.fixes[0].safe else ""
        lines.append(
            f"    {found.code} {found.severity.value} {found.span.start}-{found.span.end}: {found.message}{advice}{unsafe}"
        )
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_messages_say_what_is_wrong_where_and_what_to_write(file: Path) -> None:
    written = file.read_text(encoding="utf-8")
    said = "".join(findings(line) for line in written.splitlines() if "| " in line and not line.startswith("    "))
    if os.environ.get("UPDATE_CASES"):
        file.write_text(said, encoding="utf-8")
    assert said == written
