"""Shows runs as an HTML table in a notebook.

Owns the invariant that no text of a run becomes markup: every text is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from filterlang.evaluate.rows import json_text
from filterlang.evaluate.selection import value as value_of
from filterlang.tables.run_cells import COLUMNS
from filterlang.tables.tabular import with_id
from filterlang.text.display import clip

SHOWN = 10
"""How many runs a notebook shows of results that are the value of a cell."""

_MAX_CELL = 80
"""The most characters of a cell."""


def html_table(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None, caption: str, limit: int = SHOWN) -> str:
    """Returns a table of the first runs, with the selected fields or a few that distinguish runs."""
    columns = with_id(select) or COLUMNS
    rows = [[_cell(value_of(record, name)) for name in columns] for record in records]
    more = [["…"] * len(columns)] if len(rows) > limit else []
    body = "".join(_row("td", cells) for cells in (*rows[:limit], *more))
    return f"<table><caption>{escape(caption)}</caption><thead>{_row('th', columns)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return clip(value if isinstance(value, str) else json_text(value), _MAX_CELL)
