"""Shows runs as an HTML table in a notebook.

Owns the invariant that no text of a run becomes markup: every text is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from filterlang.evaluate.rows import json_text
from filterlang.evaluate.selection import value as value_of
from filterlang.text.display import clip

SHOWN = 10
"""How many runs a notebook shows."""

_COLUMNS = ("start_time", "name", "run_type", "status", "latency", "total_tokens", "id")
_MAX_CELL = 80
"""The most characters of a cell."""


def html_table(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None, caption: str) -> str:
    """Returns a table of the first runs, with the selected fields or a few that distinguish runs."""
    columns = tuple(select or _COLUMNS)
    rows = [[_cell(value_of(record, name)) for name in columns] for record in records]
    more = [["…"] * len(columns)] if len(rows) > SHOWN else []
    body = "".join(_row("td", cells) for cells in (*rows[:SHOWN], *more))
    return f"<table><caption>{escape(caption)}</caption><thead>{_row('th', columns)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return clip(value if isinstance(value, str) else json_text(value), _MAX_CELL)
