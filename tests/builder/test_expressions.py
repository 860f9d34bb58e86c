"""What expressions come to, and what is said of those that are wrong, as a text file.

A block is a Python expression and, indented, the filter and the repr it gives, or the error. ``UPDATE_CASES=1 pytest
tests/builder`` rewrites it; read the difference before committing it.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
import os
from pathlib import Path
from uuid import UUID

import filterlang
from filterlang import Expression, F, all_of, any_of, from_text, none_of

FILE = Path(__file__).parent / "expressions.txt"
NAMES = {
    found.__name__: found
    for found in (all_of, any_of, none_of, from_text, Expression, date, datetime, timedelta, timezone, Decimal, UUID)
} | {"F": F, "UTC": UTC}


def outcome(source: str) -> list[str]:
    try:
        value = eval(source, dict(NAMES))
    except (TypeError, ValueError, AttributeError) as error:
        said = str(error).splitlines()
        return [f"{type(error).__name__}: {said[0]}", *(f"  {line}" for line in said[1:])]
    if not isinstance(value, Expression):
        return [repr(value)]
    refused = sorted({finding.code for finding in filterlang.check(value) if finding.is_error})
    shown = [str(value), repr(value)] if repr(value) != source else [str(value)]
    return [*shown, f"portable refuses it: {', '.join(refused)}"] if refused else shown


def test_expressions_come_to_what_the_file_says() -> None:
    written = FILE.read_text(encoding="utf-8")
    said = ""
    for line in written.splitlines():
        if line.startswith("#") or not line:
            said += line + "\n"
        elif not line.startswith("    "):
            said += "\n".join([line, *(f"    {part}".rstrip() for part in outcome(line))]) + "\n"
    if os.environ.get("UPDATE_CASES"):
        FILE.write_text(said, encoding="utf-8")
    assert said == written
