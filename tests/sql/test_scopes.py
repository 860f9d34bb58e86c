"""Every engine selects the runs of the conformance cases: with each of the three filters, and with all of them."""

from collections.abc import Callable, Sequence
import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answers import ids
from chdb_tables import as_texts, keep
import duckdb
from effort import some
from export_files import flat, lines, parquet
from jsonschema import Draft202012Validator
import pyarrow as pa
import pytest
from spark_tables import AS_TEXT, as_json
import yaml

from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record
from filterlang.exports.results import Runs
from filterlang.sql.table_runs import TableRuns
from filterlang.semantics.durations import canonical_uuid

if TYPE_CHECKING:
    from chdb.session import Session
    from pyspark.sql import SparkSession

CONFORMANCE = Path(__file__).parents[2] / "grammar" / "conformance"
SCOPES = CONFORMANCE / "scopes"


def loaded(path: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


RUNS, CASES = loaded(SCOPES / "runs.yaml"), loaded(SCOPES / "cases.yaml")
FILTERED = loaded(CONFORMANCE / "runs.yaml")
FILTERS = [
    case
    for path in sorted(CONFORMANCE.glob("*.yaml"))
    for case in (loaded(path) if path.stem != "runs" else [])
    if "matches" in case and case["text"].isprintable()
]


def in_memory(folder: Path, records: Sequence[Record]) -> Runs:
    return LocalRuns(copy.deepcopy(records))


def in_lines(folder: Path, records: Sequence[Record]) -> Runs:
    path = folder / "runs.jsonl"
    path.write_bytes(lines(*records))
    return open_runs(path)


def in_parquet(folder: Path, records: Sequence[Record]) -> Runs:
    path = folder / "runs.parquet"
    path.write_bytes(parquet(as_table(records)))
    return open_runs(path)


def in_a_relation(folder: Path, records: Sequence[Record]) -> Runs:
    return open_runs(duckdb.connect().from_arrow(as_table(records)))


def as_table(records: Sequence[Record]) -> pa.Table:
    names = dict.fromkeys(name for record in records for name in record)
    return pa.Table.from_pylist(
        [{name: record.get(name) for name in names} for record in (flat(each, keep=()) for each in records)]
    )


HERE: dict[str, Callable[[Path, Sequence[Record]], Runs]] = {
    "the reference": in_memory, "lines": in_lines, "Parquet": in_parquet, "a relation": in_a_relation,
}  # fmt: skip


def differences(opened: Runs, runs: Sequence[Record], cases: Sequence[dict[str, Any]]) -> list[Any]:
    """The cases that select other runs than they should, with those they do."""
    found: list[Any] = []
    for case in cases:
        query = {key: value for key, value in case.items() if key.endswith("filter")} or {"filter": case["text"]}
        selected = set(ids(opened, **query))
        matches = [run["id"] for run in runs if run["id"] in selected]
        found += [(case["id"], matches)] if matches != case["matches"] else []
    return found


class TestTheThreeFilters:
    @pytest.mark.parametrize("engine", HERE)
    def test_here(self, tmp_path: Path, engine: str) -> None:
        opened = HERE[engine](tmp_path, RUNS)
        assert differences(opened, RUNS, CASES) == []
        for case in CASES:
            query = {key: value for key, value in case.items() if key.endswith("filter")}
            assert opened.list_runs(**query).count() == len(case["matches"]), case["id"]

    def test_on_clickhouse(self, embedded: "Session") -> None:
        opened = open_runs((embedded, keep(embedded, "scopes", as_texts("latency_seconds"), RUNS)))
        assert differences(opened, RUNS, CASES) == []

    def test_on_spark(self, spark: "SparkSession") -> None:
        opened = open_runs(as_json(spark, RUNS, AS_TEXT).coalesce(1).cache())
        assert differences(opened, RUNS, list(some(CASES, 10))) == []  # each costs Spark a second or two


@pytest.mark.parametrize(
    ("engine", "cases"),
    [("the reference", FILTERS), ("lines", list(some(FILTERS, 8))), ("Parquet", list(some(FILTERS[2:], 8)))],
)
def test_the_filter_of_the_run_itself(tmp_path: Path, engine: str, cases: list[dict[str, Any]]) -> None:
    """An eighth of the cases is enough by day: that every engine agrees on every condition is a law of its own tests."""
    assert len(cases) > 50
    assert differences(HERE[engine](tmp_path, FILTERED), FILTERED, cases) == []


FIRST, SECOND, OTHER = (f"0190a1b2-0000-7000-8000-00000000000{letter}" for letter in "abc")
STEP = "20261101T000000000000Z"
NAMED: list[Record] = [
    {"id": FIRST, "name": "root", "trace_id": None, "dotted_order": STEP + FIRST},
    {"id": "named by its order", "name": "step", "trace_id": "", "dotted_order": f"{STEP}{FIRST}.{STEP}{OTHER}"},
    {"id": "in capitals", "name": "step", "trace_id": None, "dotted_order": STEP + FIRST.upper()},
    {"id": SECOND.upper(), "name": "other root", "trace_id": SECOND.replace("-", ""), "dotted_order": None},
    {"id": "behind urn", "name": "other step", "trace_id": f"urn:uuid:{SECOND}", "dotted_order": None},
    {"id": "in braces", "name": "other step", "trace_id": f"{{{SECOND.upper()}}}", "dotted_order": STEP + FIRST},
    {"id": "by itself", "name": "alone", "trace_id": None, "dotted_order": None},
]  # fmt: skip
"""Runs whose trace is named by their dotted order, or is spelled in another way than the id of its root."""

OF_FIRST, OF_SECOND = [FIRST, "named by its order", "in capitals"], [SECOND.upper(), "behind urn", "in braces"]
NAMED_CASES: list[dict[str, Any]] = [
    {"id": "order", "filter": f'eq(trace_id, "{FIRST}")', "matches": OF_FIRST},
    {"id": "other", "filter": f'neq(trace_id, "{FIRST.upper()}")', "matches": [*OF_SECOND, "by itself"]},
    {"id": "spelled", "filter": f'in(trace_id, ["{SECOND}", "{OTHER}"])', "matches": OF_SECOND},
    {"id": "roots", "filter": "eq(is_root, true)", "matches": [FIRST, SECOND.upper(), "by itself"]},
    {"id": "root", "trace_filter": 'eq(name, "root")', "matches": OF_FIRST},
    {"id": "other root", "trace_filter": 'eq(name, "other root")', "matches": OF_SECOND},
    {"id": "in Python", "trace_filter": 'search(name, "other")', "matches": OF_SECOND},
    {"id": "tree", "tree_filter": 'eq(name, "other step")', "matches": OF_SECOND},
]  # fmt: skip


class TestATraceThatIsNamedOrSpelledOtherwise:
    @pytest.mark.parametrize("engine", [name for name in HERE if name != "lines"])
    def test_here(self, tmp_path: Path, engine: str) -> None:
        assert differences(HERE[engine](tmp_path, NAMED), NAMED, NAMED_CASES) == []

    def test_in_lines_each_run_has_its_ids_in_one_spelling(self, tmp_path: Path) -> None:
        cases = [{**case, "matches": list(map(canonical_uuid, case["matches"]))} for case in NAMED_CASES]
        read = [{**run, "id": canonical_uuid(run["id"])} for run in NAMED]
        assert differences(in_lines(tmp_path, NAMED), read, cases) == []

    def test_in_columns_of_uuids(self) -> None:
        given = [run for run in NAMED if run["name"] in ("root", "other root")]
        table = as_table([*given, {"id": OTHER, "trace_id": None, "dotted_order": STEP + FIRST.upper(), "name": "step"}])
        columns = "id::UUID AS id, trace_id::UUID AS trace_id, dotted_order, name"
        opened = open_runs(duckdb.connect().from_arrow(table).project(columns))
        for query in ({"filter": f'eq(trace_id, "{FIRST}")'}, {"trace_filter": 'eq(name, "root")'}):
            assert set(ids(opened, **query)) == {FIRST, OTHER}
        assert set(ids(opened, filter="eq(is_root, true)")) == {FIRST, SECOND}

    def test_on_clickhouse(self, embedded: "Session") -> None:
        opened = open_runs((embedded, keep(embedded, "named", as_texts(), NAMED)))
        assert differences(opened, NAMED, NAMED_CASES) == []

    def test_on_spark(self, spark: "SparkSession") -> None:
        opened = open_runs(as_json(spark, NAMED, AS_TEXT).coalesce(1).cache())
        assert differences(opened, NAMED, [NAMED_CASES[0], NAMED_CASES[3], NAMED_CASES[5]]) == []


def test_lines_are_read_by_duckdb(tmp_path: Path) -> None:
    assert isinstance(in_lines(tmp_path, RUNS), TableRuns)


def test_the_cases_fit_their_schema() -> None:
    schema = json.loads((SCOPES / "schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(CASES)] == []


def test_ids_are_given_once_and_the_cases_name_no_run_that_is_not_there() -> None:
    ids, names = [case["id"] for case in CASES], [run["id"] for run in RUNS]
    assert (len(set(ids)), len(set(names))) == (len(ids), len(names))
    for case in CASES:
        assert [name for name in names if name in case["matches"]] == case["matches"], case["id"]


def test_each_filter_has_cases_that_select_some_and_leave_others() -> None:
    for name in ("filter", "trace_filter", "tree_filter"):
        telling = [case for case in CASES if name in case and 0 < len(case["matches"]) < len(RUNS)]
        assert len(telling) >= 10, name
