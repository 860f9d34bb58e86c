"""What is offered at typical positions, as a person sees it: ``completions.txt``.

A position is a line ``> text``, where ``|`` is the cursor, ``⏎`` a line end, and ``@v2`` in front of the text a dialect. Below
it stand what is replaced and the items: label, inserted text, what is typed for it where that is not the label, and detail.
``*`` marks the item that is selected. ``UPDATE_CASES=1 pytest tests/ide`` rewrites the items; read the difference before
committing it.
"""

from datetime import UTC, datetime
import os
from pathlib import Path
import re

import pytest

from filterlang.ide import offered_values
from filterlang.ide.completion import Completion, completions
from filterlang.ide.filter_view import FilterView
from filterlang.ide.known_values import KnownValues
from filterlang.text.source import Source

FILE = Path(__file__).parent / "completions.txt"
_POSITION = re.compile(r"> (?:@(?P<dialect>\w+) )?(?P<before>[^|]*)\|(?P<after>.*)")
_MOST = 24

KNOWN = KnownValues(
    metadata={
        "user_id": ("u1", "u2"),
        "plan": ("pro", "free"),
        "attempt": (1, 2),
        "beta": (True, False),
        "customer.id": ("c1",),
    },
    feedback={"correctness": (), "tone": ("kind", "rude")},
    tags=("prod", "beta", 'say "hi"', "it's", r"C:\temp", "100%"),
    names=("ChatOpenAI", "RunnableSequence", "fetch_orders"),
)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offered_values, "present", lambda: datetime(2026, 3, 14, 12, 30, tzinfo=UTC))


def view(text: str, dialect: str = "portable", known: KnownValues = KNOWN) -> FilterView:
    return FilterView(Source(text), dialect, values=known)


def shown(item: Completion) -> str:
    mark = "*" if item.preselect else " "
    typed = "" if item.filter == item.label else f" ({item.filter})"
    return f"{mark} {item.label}{typed}  {item.text}  {item.kind.value}: {item.detail}"


def offered(line: str) -> str:
    """A position with what is offered there."""
    position = _POSITION.fullmatch(line)
    assert position is not None, line
    text = (position["before"] + position["after"]).replace("⏎", "\n")
    result = completions(view(text, position["dialect"] or "portable"), len(position["before"]))
    rows = [shown(item) for item in result.items[:_MOST]]
    if len(result.items) > _MOST:
        rows.append(f"  … {len(result.items) - _MOST} more")
    replaced = f"  [{text[result.span.start : result.span.end]}]" if len(result.span) else ""
    return "\n".join([line, *filter(None, [replaced]), *(rows or ["  nothing"])])


def test_typical_positions_offer_what_is_written_down() -> None:
    written = FILE.read_text(encoding="utf-8")
    parts = re.split(r"^(?=[>#])", written, flags=re.MULTILINE)
    given = "".join(offered(part.split("\n", 1)[0]) + "\n\n" if part.startswith(">") else part for part in parts)
    if os.environ.get("UPDATE_CASES"):
        FILE.write_text(given, encoding="utf-8")
    assert given == written
