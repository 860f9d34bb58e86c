"""Runs that nobody should send, made by code, and every way to keep them: JSON lines, Parquet, a table of Arrow.

Owns the invariant that what is written is what the records say: where a store has no place for a value (a typed column for a
value of another type), the records that come with it have none either.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
import gzip
import json
from math import inf, nan
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from filterlang.exports.records import Record
from filterlang.evaluate.rows import stored_datetime
from filterlang.schema.fields import FIELDS

TEXTS = (
    "", " ", "a", "A", "ab", "null", "true", "1", "1.0", "-0", "1e3", "NaN", "0x1F", "1_0", "soon", "it's", 'say "hi"', "''",
    '"', '\\"', "'; DROP TABLE runs; --", "$p1 ?1 :p1 {x} %s", "100%", "a_b", "%", "_", "\\", "a\\b", "\\%", "\\\\", "!%",
    "!", "[", "[[1]]", '{"a": 1}', "a.b", "line\nend\r\n\ttab", "\x00nul\x00", "\x01\x0b\x1f\x7f", "\x85\xa0\u2028\u2029",
    "é", "e\u0301", "ß", "İ", "ı", "K", "ǅ", "Σς", "日本語", "שלום \u202eabc", "🤖", "👩‍👩‍👧", "𝔘𝔫𝔦", "\U0010ffff",
    "\ufeffbom", "\ufffd", "ﬁ", "Timeout: the TIMEOUT", "0190A1B2C3D47EF0A5B66EA3A82E9328",
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 2, 0.5, -0.0, 0.1, 1.0, 1.5, 1e-5, 1e-9, 5e-324, 1e16, 1e17, 1e21, 1e22, 1e300, 2**53, 2**53 + 1, -(2**63),
    2**64, 10**20, 10**400, nan, inf, -inf,
)  # fmt: skip
TIMES = (
    "2026-11-02T09:00:00Z", "2026-11-02T09:00:00", "2026-11-02T09:00:00.5Z", "2026-11-02T09:00:00.123456+00:00",
    "2026-11-02T10:00:00+01:00", "2026-11-02T01:00:00.123456789-08:00", "2026-11-02 09:00:00 UTC", "2026-11-02 09:00:00UTC",
    "2026-11-02t09:00:00z", "2026-11-02T09:00Z", "2026-11-02", " 2026-11-02T09:00:00Z\n", "2026-11-02T09:00",
    "2026-11-02T09:00.5", "2026-11-02T14:30:00+0530", "2026-11-02T14:30:00 +05:30", "2026-11-02T07+01",
    "2026-11-02T24:00:00+01:00", "2026-11-02T23:59:60Z", "2026-02-30T00:00:00Z", "2026-11-02T09:00:00+24:00",
    "2026-11-02T09:00:00+23:59", "2026-11-02T09:00:00+01:60", "2026-11-02T09:00:00.Z", "2026-11-02T09:00:00.1234567890Z",
    "2026-11-02T09:00:00+01:00:30", "2026-1-2T09:00:00Z", "2026-11-02T9:00:00Z", "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-01:00",
    "1969-12-31T23:59:59.999999Z", "infinity", "epoch", "20261102T090000Z", "２０２６-11-02T09:00:00Z",
    "2026-11-02T09:00:00 Europe/Berlin",
)  # fmt: skip
LISTS: tuple[Any, ...] = (
    [], {}, [None], [[]], [{}], ["a"], ["A", "b"], [1, "a", None, True, {"a": "a"}], [[["a"]]], [[1, [2]], 3], {"": ""},
    {"": {"": "a"}}, {"a": None}, {"a": nan}, {"a": {"b": "a"}}, {"a.b": 1, "a": {"b": 2}}, {"a": [[{"b": 1}]]},
    {"a": [{"b": [1, "a"]}, {"b": {}}]}, {"a": {"b": {"c": {"d": "a"}}}}, {"a": []}, {"a": [[]]},
    {"a": [1, [2, "x"], {"b": [[3]]}]}, {"a": ["a", "b", None, True]}, {"a.b.c": "dots", "a": {"b.c": "dot"}},
    {"a": 1e999, "b": -1e999}, {"a": 5, "b": "5", "c": True},
    {"'": 1, "\"": 2, "[0]": 3, "*": 4, "$": 5, "$.a": 6, "\\": 7, ".": 8, "..": 9, " ": 10, "é": "é", "a\nb": 11,
     "#-1": 12, "/a": 13, "[*]": 14, "a b": "c d"},
    {"user_id": "u1", "thread_id": "t1", "env": "prod"}, {"user_id": {"x": "u1"}}, {"user_id": ["u1", "u2"]},
    {"session_id": 5, "thread_id": "t2"}, {"q": "Timeout: é É \\ \" \n"}, {"c": {"n": 2, "avg": 0.5}},
    {"c": {"avg": None}, "d": {"avg": "0.25"}}, {"c": {"avg": True, "values": {"ok": 1, "no": 2}}},
    {"c": {"avg": nan, "values": {}}}, {"c": None, "d": 5}, {"c": {"values": {"": 1, "a'b": 2}}, "a.b": {"avg": 1}},
    {"c": {"avg": "1e999"}}, {"c": {"avg": [1], "values": ["ok"]}}, {"": {"avg": 1}},
    [{"key": "c", "score": 1, "value": "ok"}, {"key": "c", "score": False}, {"key": "d", "score": "0.5", "value": 5},
     {"key": 5}, {}, None],
)  # fmt: skip
VALUES: tuple[Any, ...] = (None, True, False, *TEXTS, *NUMBERS, *TIMES[::3], *LISTS)
"""What any key of a run may hold, whatever belongs there."""

IDS = ("id", "trace_id", "parent_run_id", "session_id", "reference_example_id", "reference_dataset_id")
SAID = ("parent_run_ids", "dotted_order", "is_root", "latency_seconds", "latency")
"""What a run says of itself beside what filters ask for."""

PLACES = (*sorted({field.stored[0] for field in FIELDS.values() if field.stored} - set(IDS)), "feedback", "thread_id", *SAID)


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def _spelled(number: int) -> str:
    """An id in one of many spellings, some of which are none."""
    plain = uuid(number)
    ways = (
        plain,
        plain,
        plain,
        plain.upper(),
        plain.replace("-", ""),
        "{" + plain + "}",
        "urn:uuid:" + plain,
        f"run {number}'",
    )
    return ways[number % len(ways)]


def _mixed() -> Iterator[Record]:
    """Every value in every place, and every place empty or missing now and then."""
    for row in range(len(VALUES)):
        record = {place: VALUES[(row * 7 + at * 13) % len(VALUES)] for at, place in enumerate(PLACES) if (row + at) % 5}
        if row % 2 and "extra" in record:
            record["extra"] = {"metadata": record["extra"], "runtime": {"metadata": "no"}}
        yield record


def _likely() -> Iterator[Record]:
    """Runs of the right types, in which what filters ask for is often found."""
    kinds = (*FIELDS["run_type"].values, None)
    for row in range(72):
        text, number = TEXTS[row % len(TEXTS)], NUMBERS[row % len(NUMBERS)]
        yield {
            "name": text, "run_type": kinds[row % 8], "status": ("success", "error", "pending", None)[row % 4],
            "error": (None, text, "")[row % 3], "tags": [text, "beta"][: row % 3],
            "start_time": TIMES[row % len(TIMES)], "end_time": TIMES[(row * 5 + 1) % len(TIMES)] if row % 6 else None,
            "total_tokens": number, "prompt_tokens": row, "completion_tokens": str(number),
            "total_cost": f"0.{row:04}", "prompt_cost": number, "completion_cost": row / 7,
            "extra": {"metadata": {
                "user_id": f"u{row % 3}", "env": text, "n": number, "list": [text, number, [text]],
                "deep": {"a": text, "b.c": number},
            }},
            "inputs": {"question": text, "messages": [{"role": "user", "content": text}, [number, text]]},
            "outputs": {"a": number, text: "key"},
            "feedback_stats": {
                "correctness": {"n": 1, "avg": (0.5, 1, 0, None)[row % 4]},
                text: {"avg": number, "values": {text: 1, "ok": 2}},
            },
            **({"feedback": [{"key": "correctness", "score": bool(row % 4), "value": text}]} if row % 5 == 0 else {}),
            "reference_dataset_id": _spelled(row % 10), "ls_user_id": text, "execution_order": row,
        }  # fmt: skip


def _timed() -> Iterator[Record]:
    """Every spelling of a time in every place for one, with clocks that run backwards."""
    for row, start in enumerate(TIMES):
        yield {"name": "timed", "start_time": start, "end_time": TIMES[-row], "first_token_time": TIMES[row // 2]}


def _huge() -> Iterator[Record]:
    """Deep nesting of every kind, and texts of a megabyte."""
    deep: dict[str, Any] = {"objects": "a", "lists": "a", "both": "a"}
    for level in range(100):
        deep = {
            "objects": {"a": deep["objects"]},
            "lists": [deep["lists"]],
            "both": {"a": [deep["both"]]} if level % 2 else [deep["both"]],
        }
    yield {
        "name": "deep",
        "extra": {"metadata": deep},
        "inputs": deep,
        "outputs": [deep],
        "tags": deep["lists"],
        "feedback_stats": deep,
    }
    text = "the needle " + 'hay \\ " é ' * 100_000
    yield {"name": "big", "error": text, "inputs": {"q": text}, "extra": {"metadata": {"user_id": text}}}


def _order(*numbers: int) -> str:
    return ".".join(f"20261102T0900{number % 60:02}000000Z{_spelled(number)}" for number in numbers)


_PARENTS = (None, "", _spelled(3), uuid(3))
_LISTED: tuple[Any, ...] = (
    None,
    [],
    [uuid(3)],
    [uuid(1), _spelled(3)],
    [uuid(3), ""],
    [None],
    [[uuid(3)]],
    {"a": uuid(3)},
    "x",
)
_ORDERS = (
    None, "", ".", "Z", "Z.Z", "Za.Zb", "a.Zb", "Za.", "Za..Zb", "Z\n.", "Z\nx.y\n", _order(3), _order(3, 4), _order(5, 3, 4),
    5, ["Za.Zb"],
)  # fmt: skip
_ROOTS = (None, False, True, 0, 1, 0.0, -0.0, "false", "true", "", [], {}, nan)
_SECONDS = (None, 1.5, "2.5", 0, "soon", inf, True, [1], -1)


def contradicting() -> list[Record]:
    """Runs that say of themselves that they are roots, and that they are none; and how long they took, without a time."""
    made: list[Record] = []
    for number in range(0, 1320, 11):
        own = 2000 + number % 8
        said = {
            "parent_run_id": _PARENTS[number % 4], "parent_run_ids": _LISTED[number // 2 % 9],
            "is_root": _ROOTS[number // 3 % 13],
            "dotted_order": _ORDERS[number // 5 % 16],
            "trace_id": (None, "", uuid(own), _spelled(own), _spelled(3), uuid(3), "another")[number % 7],
            "latency_seconds": _SECONDS[number % 9], "latency": _SECONDS[number // 4 % 9],
            "start_time": (TIMES[0], None, "soon")[number % 3], "end_time": (None, TIMES[3], None, TIMES[0], "")[number % 5],
        }  # fmt: skip
        kept = {key: value for at, (key, value) in enumerate(said.items()) if (number + at) % 5}
        made.append({"id": (uuid(own), _spelled(own))[number % 2], "name": f"said {number % 3}", **kept})
    return made + named_in_orders()


def named_in_orders() -> list[Record]:
    """Runs whose trace is named by their dotted order or not at all, of that trace, of another, and in many spellings."""
    return [
        {"id": _spelled(3000 + number), "name": f"ordered {number % 2}", "trace_id": trace, "dotted_order": _order(*steps)}
        for number in range(8)
        for trace in (None, "", _spelled(3001 + number))
        for steps in ((3000 + number,), (3001,), (3000 + number, 3))
    ]


def records() -> list[Record]:
    """The hostile runs: every record has an ``id`` that is a text; all else may be anything, or missing.

    Some ids stand twice, some traces have no root, some runs no trace, and some trace ids are empty.
    """
    made = [*_mixed(), *_likely(), *_timed(), *_huge()]
    for number, record in enumerate(made):
        trace = number - number % 7
        record["id"] = _spelled(number) if number % 50 else uuid(50)
        if number % 9:
            record["trace_id"] = "" if number % 40 == 1 else uuid(trace + (1000 if trace % 4 == 0 else 0))
        if number % 7 and number % 11:
            record["parent_run_id"] = (_spelled(trace), None, "")[number % 3]
        if number % 3:
            record["session_id"] = _spelled(number % 5)
            record["reference_example_id"] = None if number % 4 else uuid(number % 6)
    return made + contradicting()


def readable(runs: Sequence[Record]) -> list[Record]:
    """The same runs without the times and feedbacks that the reader of lines refuses."""
    return [{key: value for key, value in run.items() if _is_readable(key, value)} for run in runs]


def _is_readable(key: str, value: Any) -> bool:
    if key in ("start_time", "end_time"):
        return value is None or stored_datetime(value) is not None
    listed = isinstance(value, list) and all(isinstance(item, dict) and isinstance(item.get("key"), str) for item in value)
    return key != "feedback" or value is None or listed


def write_lines(path: Path, runs: Sequence[Record]) -> Path:
    """JSON lines, packed as the path says."""
    text = "".join(json.dumps(run, ensure_ascii=number % 2 == 0) + "\n" for number, run in enumerate(runs)).encode()
    packed: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstandard.compress}
    path.write_bytes(packed.get(path.suffix, bytes)(text))
    return path


_AS_TEXT = frozenset({"extra", "inputs", "outputs", "tags", "feedback", "feedback_stats"})


def json_table(runs: Sequence[Record]) -> pa.Table:
    """Ids and times in columns of texts, all else as JSON: in texts where the name says so, else in Arrow's type for it."""
    columns: dict[str, pa.Array] = {}
    for name in (*IDS, *PLACES):
        values = [run.get(name) for run in runs]
        if name in IDS:
            columns[name] = pa.array(values, pa.string())
            continue
        texts = [
            None if value is None else "\n " * (row % 2) + json.dumps(value, indent=row % 3 or None)
            for row, value in enumerate(values)
        ]
        columns[name] = pa.array(texts, pa.string() if name in _AS_TEXT else pa.json_())
    return pa.table(columns)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    return value if type(value) is int and abs(value) < 2**63 else None


def _decimal(value: Any) -> Decimal | None:
    fits = type(value) in (int, float) and abs(value) < 1e15
    return Decimal(str(value)).quantize(Decimal(10) ** -18) if fits else None


def _moment(value: Any) -> datetime | None:
    return stored_datetime(value) if isinstance(value, str) else None


def _naive(value: Any) -> datetime | None:
    found = _moment(value)
    return None if found is None else found.replace(tzinfo=None)


def _texts(value: Any) -> list[str | None] | None:
    return [_text(item) for item in value] if isinstance(value, list) else None


def _map(value: Any, item: Callable[[Any], Any]) -> list[tuple[str, Any]] | None:
    return [(key, item(inner)) for key, inner in value.items()] if isinstance(value, dict) else None


def _stat(value: Any) -> dict[str, Any]:
    held = value if isinstance(value, dict) else {}
    return {"n": _whole(held.get("n")), "avg": _double(held.get("avg")), "values": _map(held.get("values"), _whole)}


def _double(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and abs(value) != 10**400 else None


def _question(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    return {"question": _text(value.get("question")), "a": _texts(value.get("a")), "q": {"x": _text(value.get("q"))}}


_STATS = pa.map_(
    pa.string(), pa.struct([("n", pa.int64()), ("avg", pa.float64()), ("values", pa.map_(pa.string(), pa.int64()))])
)
_QUESTION = pa.struct([("question", pa.string()), ("a", pa.list_(pa.string())), ("q", pa.struct([("x", pa.string())]))])
_COLUMNS: dict[str, tuple[Callable[[Any], Any], pa.DataType]] = {
    **dict.fromkeys(("id", "trace_id", "session_id", "name", "status", "error", "ls_user_id"), (_text, pa.string())),
    "parent_run_id": (_text, pa.large_string()), "run_type": (_text, pa.dictionary(pa.int8(), pa.string())),
    "start_time": (_moment, pa.timestamp("us", "UTC")), "end_time": (_naive, pa.timestamp("us")),
    "first_token_time": (_text, pa.string()), "total_tokens": (_whole, pa.int64()), "prompt_tokens": (_double, pa.float64()),
    "completion_tokens": (_text, pa.string()), "total_cost": (_text, pa.string()),
    "prompt_cost": (_decimal, pa.decimal128(38, 18)), "completion_cost": (_double, pa.float32()),
    "execution_order": (_whole, pa.int64()), "tags": (_texts, pa.list_(pa.string())), "inputs": (_question, _QUESTION),
    "parent_run_ids": (_texts, pa.list_(pa.string())), "dotted_order": (_text, pa.string()), "is_root": (_truth, pa.bool_()),
    "latency_seconds": (_double, pa.float64()), "latency": (_whole, pa.int64()),
    "feedback_stats": (lambda value: _map(value, _stat), _STATS),
}  # fmt: skip


def typed_table(runs: Sequence[Record]) -> tuple[pa.Table, list[Record]]:
    """Columns of the type that belongs there, nested ones among them, and the runs as they are kept in it."""
    columns = {name: pa.array([fit(run.get(name)) for run in runs], kind) for name, (fit, kind) in _COLUMNS.items()}
    metadata = [(run["extra"] if isinstance(run.get("extra"), dict) else {}).get("metadata") for run in runs]
    table = pa.table(
        {**columns, "metadata": pa.array([_map(value, _text) for value in metadata], pa.map_(pa.string(), pa.string()))}
    )
    kept: list[Record] = table.to_pylist(maps_as_pydicts="lossy")
    for record in kept:
        record["extra"] = {"metadata": record.pop("metadata")}
        record["inputs"] = _without_nulls(record["inputs"])
    return table, kept


def _without_nulls(struct: dict[str, Any] | None) -> dict[str, Any] | None:
    """A struct as JSON: a null in it is a key that is not there."""
    if struct is None:
        return None
    members = {key: _without_nulls(value) if isinstance(value, dict) else value for key, value in struct.items()}
    return {key: value for key, value in members.items() if value is not None}


def write_parquet(path: Path, table: pa.Table) -> Path:
    """The table in row groups of a few dozen rows."""
    pq.write_table(table, path, row_group_size=50)
    return path


EARLY, LATE = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 2, 9, 0, 0, 123456, tzinfo=UTC)
