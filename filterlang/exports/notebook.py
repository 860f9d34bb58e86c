"""Runs as a table in a notebook.

Owns the invariant that nothing of a run becomes markup: every text is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from filterlang.evaluate.rows import json_text
from filterlang.evaluate.selection import value
from filterlang.text.display import clip

SHOWN = 10
"""How many runs a notebook shows."""

_COLUMNS = ("start_time", "name", "run_type", "status", "latency", "total_tokens", "id")
_WIDEST = 80


def html_table(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None, caption: str) -> str:
    """The first runs, with the fields selected or those that tell runs apart."""
    columns = tuple(select or _COLUMNS)
    rows = [[_cell(value(record, name)) for name in columns] for record in records]
    more = [["…"] * len(columns)] if len(rows) > SHOWN else []
    body = "".join(_row("td", cells) for cells in (*rows[:SHOWN], *more))
    return f"<table><caption>{escape(caption)}</caption><thead>{_row('th', columns)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _cell(found: object) -> str:
    if found is None:
        return ""
    return clip(found if isinstance(found, str) else json_text(found), _WIDEST)
