"""DuckDB selects what the reference selects, in its order, whatever the runs hold and however they are kept."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from agreement import disagreements, predicates_on, runs_and_predicates
import duckdb
from effort import examples
import hostile
from hypothesis import given, settings, strategies as st
import pyarrow as pa
import pytest

from filterlang.findings.errors import FilterError
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record, read_records
from filterlang.evaluate.rows import field_values, pair_rows
from filterlang.sql.table_runs import TableRuns
from filterlang.evaluate.query import plan
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import support
from filterlang.schema.types import Field, Support, Type
from filterlang.semantics.predicate import Predicate
from filterlang.checking.meaning import to_predicate
from filterlang.strategies import runs as any_runs
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Null, Number, String

RECORDS = [{**record, "row": row} for row, record in enumerate(hostile.records())]
SMALL = RECORDS[:-2]
"""Those that are neither deep nor large."""


@dataclass
class Kept:
    """The same runs in DuckDB and in memory. Each has its number as ``row``, which no filter can ask for."""

    duck: TableRuns
    local: LocalRuns


def with_rows(table: pa.Table, records: Sequence[Record]) -> pa.Table:
    return table.append_column("row", pa.array([record["row"] for record in records]))


def as_lines(folder: Path, suffix: str = ".jsonl") -> Kept:
    """Lines, and each of them as ``read_records`` has it by itself: with a trace, a status and its ids in one spelling."""
    lines = hostile.readable(RECORDS)
    whole = {"id": hostile.uuid(10**6), "row": -1, "run_type": None, "status": None, "start_time": None, "trace_id": None}
    one = folder / "one.jsonl"
    records = [record for line in (whole, *lines) for record in read_records(hostile.write_lines(one, [line]))]
    one.unlink()
    return Kept(opened(hostile.write_lines(folder / f"runs{suffix}", [whole, *lines])), LocalRuns(records))


def as_json_parquet(folder: Path) -> Kept:
    table = with_rows(hostile.json_table(RECORDS), RECORDS)
    return Kept(opened(hostile.write_parquet(folder / "json.parquet", table)), LocalRuns(RECORDS))


def as_typed_parquet(folder: Path) -> Kept:
    table, kept = hostile.typed_table(RECORDS)
    records = [{**record, "row": row} for row, record in enumerate(kept)]
    return Kept(opened(hostile.write_parquet(folder / "typed.parquet", with_rows(table, records))), LocalRuns(records))


def as_relation(_: Path) -> Kept:
    return Kept(relation_of(RECORDS), LocalRuns(RECORDS))


def relation_of(records: Sequence[Record]) -> TableRuns:
    return opened(duckdb.connect().from_arrow(with_rows(hostile.json_table(records), records)))


def opened(source: Any) -> TableRuns:
    runs = open_runs(source)
    assert isinstance(runs, TableRuns)
    return runs


STORES: dict[str, Callable[[Path], Kept]] = {
    "lines": as_lines, "parquet with JSON": as_json_parquet, "parquet with types": as_typed_parquet, "relation": as_relation,
}  # fmt: skip


@pytest.fixture(scope="module", params=STORES)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return STORES[request.param](tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def relation() -> Kept:
    return as_relation(Path())


def accepted(trees: Iterable[Node]) -> Iterator[Predicate]:
    for tree in trees:
        with suppress(FilterError):
            yield to_predicate(tree)


def literal(value: Any) -> Node:
    if isinstance(value, list):
        return List(tuple(map(literal, value)))
    kinds: dict[type, Callable[[Any], Node]] = {str: String, bool: Boolean, type(None): lambda _: Null()}
    return kinds.get(type(value), Number)(value)


PATTERNS = (
    "%", "", "a%", "%a%", "_", "%_\\%", "\\%", "%\\\\%", "%!%", "100\\%", "%é%", "%\n%", "%DROP%", '%"%', "\x00%", "_\u0301",
    "%e+%", "%1e%", "%null%", "%u001%", "%1.0%", "%NaN%", "%[[%", "%: %", None,
)  # fmt: skip
KEYS = (
    "a", "b", "a.b", "a.b.c", "", "c", "correctness", "user_id", "deep.b.c", "'", '"', "[0]", "*", "$", ".", "\\", "é", "a b",
    "list", "objects", "a.a.a", "x.y.z.w.v", None,
)  # fmt: skip
OBJECTS = (
    '{"a": 1}',
    '{"a": "a"}',
    "{}",
    '{"a": {"b": 1}}',
    '{"a": null, "b": true}',
    '{"n": 1e16}',
    "a",
    "a.b",
    "",
    "x'y",
    None,
)
OPERATORS = ("eq", "neq", "gt", "gte", "lt", "lte", "in", "has", "like", "notlike", "exists")


def values_for(operator: str, field: Field) -> Sequence[Any]:
    if operator in ("like", "notlike"):
        return PATTERNS
    if field.role == "key":
        return KEYS
    numbers = [number for number in hostile.NUMBERS if number == number and abs(number) != float("inf")]
    found: dict[Type, Sequence[Any]] = {
        Type.UUID: (*(record["id"] for record in RECORDS[:8]), hostile.uuid(50), None),
        Type.DATETIME: (*hostile.TIMES, None),
        Type.DURATION: ("5s", 0, 1, -1, 0.123456, 86400, 31556889864.5, None),
        Type.NUMBER: (*numbers, None),
        Type.BOOLEAN: (True, False, None),
        Type.JSON: OBJECTS,
        Type.ENUM: (*field.values, None),
        Type.SCALAR: (*hostile.TEXTS, *numbers, True, False, None),
    }
    return found.get(field.type, (*hostile.TEXTS, None))


def systematic(most: int) -> Iterator[Node]:
    """Every field with every operator that it takes, on some values that the runs hold, others for each; pairs; full text."""
    turn = 0
    for field in FIELDS.values():
        for operator in OPERATORS:
            if support(operator, field.operators) is Support.NO and operator != "exists":
                continue
            values = values_for(operator, field)
            for _ in range(min(most, len(values))):
                turn += 1
                value = values[turn % len(values)]
                listed = [value, values[turn // 2 % len(values)]]
                yield Call(operator, (Name(field.name), literal(listed if operator == "in" else value)))
    for roles in FAMILIES.values():
        key, *others = roles.values()
        for name in KEYS[:-1]:
            for other in others:
                turn += 1
                operator = OPERATORS[turn % 10]
                values = values_for(operator, other)
                value = [values[turn % len(values)], None] if operator == "in" else values[turn % len(values)]
                yield Call("and", (compared("eq", key, name), compared(operator, other, value)))
        yield Call("and", (compared("neq", key, "a"), compared("eq", others[0], "a")))
        yield Call("and", (compared("in", key, ["a", "c"]), compared("neq", others[0], "a"), compared("like", others[0], "%")))
        yield Call("and", (compared("like", key, "%a"), compared("neq", others[0], None)))
    for term in ("a", "timeout the", "needle", "é", "É", "\\", '"', "null", "1", "question", "%", "", "'; DROP", "İ", "K", "ſ"):
        yield Call("search", (String(term),))
        yield Call("search", (Name(("name", "inputs", "metadata", "feedback_value")[len(term) % 4]), String(term)))


def compared(operator: str, field: Field, value: Any) -> Node:
    return Call(operator, (Name(field.name), literal(value)))


SYSTEMATIC = list(accepted(systematic(2)))
PLAIN = [field for field in FIELDS.values() if field.type is not Type.SCALAR]
"""Fields with values of their own, which those of pairs have not."""


def is_unicode(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def with_ids(run: Record) -> Record:
    """The run without ids that a column of texts cannot hold."""
    return {key: value for key, value in run.items() if key not in hostile.IDS or isinstance(value, str)}


storable = any_runs(hostile=True).filter(is_unicode).map(with_ids)


class TestLaw:
    def test_every_field_and_operator(self, kept: Kept) -> None:
        assert len(SYSTEMATIC) > 500
        assert disagreements(kept.duck.table, SYSTEMATIC)[0] == []

    def test_runs_come_in_the_order_of_the_reference(self, kept: Kept) -> None:
        """Some ids are there twice; which of those comes first is not said."""
        ids = {record["row"]: record["id"] for record in kept.local.records}
        for order in ("desc", "asc"):
            ordered = [ids[record["row"]] for record in kept.duck.matching(order=order)]
            assert ordered == [record["id"] for record in kept.local.matching(order=order)]

    def test_a_row_that_is_read_back_is_the_run_that_was_kept(self, kept: Kept) -> None:
        """So what SQL leaves to Python is tried on the same run: it has the same values of every field, and the same pairs."""
        selection = kept.duck.select(plan({}))
        read = {record["row"]: record for record in selection.records()}
        assert read.keys() == {record["row"] for record in kept.local.records}
        for record in kept.local.records:
            again = read[record["row"]]
            for field in PLAIN:
                assert values_of(again, field) == values_of(record, field), (record["row"], field.name)
            for family in FAMILIES:
                assert Counter(map(repr, pair_rows(again, family))) == Counter(map(repr, pair_rows(record, family)))

    @given(runs_and_predicates(8, storable))
    @settings(max_examples=examples(6))
    def test_runs_and_conditions_of_any_shape(self, drawn: tuple[list[Record], list[Predicate]]) -> None:
        records, predicates = drawn
        table = opened(duckdb.connect().from_arrow(hostile.json_table(records))).table
        assert disagreements(table, predicates)[0] == []

    @given(st.lists(st.sampled_from(SMALL), min_size=10, max_size=10).flatmap(predicates_on))
    @settings(max_examples=examples(6))
    def test_random_conditions_on_hostile_runs(self, relation: Kept, predicates: list[Predicate]) -> None:
        assert disagreements(relation.duck.table, predicates)[0] == []


def values_of(record: Record, field: Field) -> str:
    """A field's values, numbers as doubles and NaN as null all the way down, as the reference takes them."""
    return repr([plainly(value) for value in field_values(record, field)])


def plainly(value: object) -> object:
    return json.loads(json.dumps(value), parse_float=float, parse_constant=lambda _: None) if isinstance(value, dict) else value
