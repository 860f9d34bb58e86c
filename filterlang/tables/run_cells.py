"""The cells of a table of runs, as texts.

Owns the invariant that numbers, times and ids are never cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
import re

from filterlang.evaluate.rows import json_parts, json_text, stored_datetime
from filterlang.text.display import harmless, shortened
from filterlang.text.jsonvalues import as_list, is_array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = Mapping[str, Any]

COLUMNS = ("start_time", "name", "run_type", "status", "latency", "total_tokens", "id")
"""The columns of a table unless others are selected."""
_LONGEST = 80
"""Columns of the terminal that a cell takes at most, unless it must not be cut."""
_EXAMINED = 4 * _LONGEST
"""Characters of a text that are examined; some of them may take no column."""
_UNCUT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[+-]?[0-9.]{1,40}(?:[eE][+-]?[0-9]{1,4})?", re.IGNORECASE)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)
_SECONDS = ("latency", "latency_seconds")


def counted(runs: int) -> str:
    """Returns a number of runs in words, such as ``1 run`` or ``1,200 runs``."""
    return f"{runs:,} run{'s' * (runs != 1)}"


def with_latency(record: Record) -> Record:
    """The record with its latency, where it has the times of the run."""
    if "latency" in record:
        return record
    from filterlang.evaluate.rows import field_values
    from filterlang.schema.fields import FIELDS

    seconds = field_values(record, FIELDS["latency"])
    return {**record, "latency": seconds[0]} if seconds else record


def cell(value: object, name: str) -> tuple[str, bool, bool]:
    """Returns the text of a value, whether it must not be shortened, and whether it is a number."""
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    if value is None:
        return "", True, True
    if is_number and name in _SECONDS:
        return f"{value:.2f}s", True, True
    if isinstance(value, Decimal):
        return f"{value:f}", True, True
    if isinstance(value, bool):
        return str(value).lower(), True, False
    if is_number:
        return str(value), True, True
    time = (
        stored_datetime(value) if isinstance(value, datetime) or (isinstance(value, str) and _TIME.fullmatch(value)) else None
    )
    if time is not None:
        return f"{time:%Y-%m-%d %H:%M:%S}", True, False
    if is_array(value):
        texts = [item for item in as_list(value) if isinstance(item, str)]
        value = ", ".join(texts) if len(texts) == len(as_list(value)) else value
    is_id = name == "id" or name.endswith("_id")
    text = value if isinstance(value, str) else json_text(value) if is_id else _json_beginning(value)
    whole = is_id or _UNCUT.fullmatch(text) is not None
    return harmless(text) if whole else _beginning(text), whole, False


def _beginning(text: str) -> str:
    """Returns the beginning of a text that a cell shows. Only the first characters of a long text are examined."""
    beginning = shortened(harmless(text[:_EXAMINED]), _LONGEST)
    is_cut_unseen = len(text) > _EXAMINED and not beginning.endswith("…")  # most of its characters take no column
    return shortened(beginning + "…", _LONGEST) if is_cut_unseen else beginning


def _json_beginning(value: object) -> str:
    """Returns the JSON of a value as far as it is examined, and a little more."""
    beginning = ""
    for part in json_parts(value):
        beginning += part
        if len(beginning) > _EXAMINED:
            break
    return beginning
