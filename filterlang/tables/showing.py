"""Shows runs to a person in Python: a table in a terminal, HTML in a notebook.

Owns the invariant that no more runs are shown than were asked for, and that the reader learns if there are more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
import json
import sys
from typing import Any

from filterlang.tables.notebook import html_table
from filterlang.tables.printed_table import print_table
from filterlang.tables.run_cells import counted

DEFAULT_WIDTH = 80
"""The width of what is shown where standard output is not a terminal."""


def show_table(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None, limit: int, caption: str) -> None:
    """Shows the first runs; ``records`` has one more than ``limit`` if there are more."""
    found = list(records)
    more = f"{counted(limit)} shown, and there are more: count() counts them, show(limit=…) shows more"
    if displayed(html_table(found, select, caption, limit)):
        return
    printed = print_table(
        found[:limit], select, more if len(found) > limit else None, default_width=DEFAULT_WIDTH, selection=_selection
    )
    if not printed:
        print("0 runs")


def _selection(names: Sequence[str]) -> str:
    return f"list_runs(select={json.dumps(names)})"


def displayed(html: str) -> bool:
    """Displays HTML if a notebook runs this code; returns whether one does."""
    shell = sys.modules.get("IPython")
    running: Any = None if shell is None else shell.get_ipython()
    if not hasattr(running, "kernel"):
        return False
    from IPython.display import HTML, display  # type: ignore[import-not-found,unused-ignore]  # pyright: ignore[reportMissingImports]

    display(HTML(html))
    return True
