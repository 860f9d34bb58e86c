"""Tables of ClickHouse that hold given runs."""

from collections.abc import Mapping, Sequence
import json
from math import isfinite
from typing import Any

from chdb.session import Session
import hostile

from filterlang.exports.records import Record

JSON = ("extra", "inputs", "outputs", "feedback_stats", "feedback", "tags", "parent_run_ids")


def keep(session: Session, name: str, types: Mapping[str, str], records: Sequence[Record]) -> str:
    """A table of the records, as JSON where the name of the column says so; what does not fit its column is null."""
    session.query(f"DROP TABLE IF EXISTS {name}")
    columns = ", ".join(f"`{column}` {kind}" for column, kind in types.items())
    session.query(f"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY tuple()")
    lines = [
        json.dumps({column: fit(record.get(column), column, kind) for column, kind in types.items()}) for record in records
    ]
    session.query(f"INSERT INTO {name} FORMAT JSONEachRow\n" + "\n".join(lines))
    return name


def fit(value: Any, column: str, kind: str) -> Any:
    if column in JSON:
        return None if value is None else json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    if "String" in kind:
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None
    if "Bool" in kind:
        return value if isinstance(value, bool) else None
    return float(value) if type(value) in (int, float) and abs(value) < 2**1023 and isfinite(value) else None


def as_texts(*numbers: str) -> dict[str, str]:
    """Columns for all that a run has, most of them texts."""
    names = ("trace_id", *hostile.IDS[2:], *hostile.PLACES)
    texts = dict.fromkeys(names, "Nullable(String)")
    return {"id": "String", **texts, "is_root": "Nullable(Bool)", **dict.fromkeys(numbers, "Nullable(Float64)")}
