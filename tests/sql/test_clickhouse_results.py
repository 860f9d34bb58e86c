"""``to_sql()``: the query selects the runs of ``records()``, in this process and over HTTP, whatever the values are."""

from collections.abc import Iterator
import json
from typing import Any

from chdb.session import Session
from chdb_tables import as_texts, keep
import hostile
import pytest
from traces import NO_UNICODE, QUERIES, RECORDS

from filterlang.exports.memory import LocalRuns
from filterlang.exports.sql_query import SqlQuery
from filterlang.opening import open_runs
from filterlang.sql.engines import clickhouse_results
from filterlang.sql.engines.clickhouse_connections import ClickHouseConnection
from filterlang.sql.engines.clickhouse_results import clickhouse_runs
from filterlang.sql.table_runs import TableSelection
from filterlang.syntax.strings import quote

TEXTS = [text for text in hostile.TEXTS if text] + ["{p1: String}", "{x:String}", "\t\\t\\N", "%(p1)s", "$p1$", "/* */ --"]
TYPED = {
    "id": "UUID", "trace_id": "Nullable(UUID)", "name": "LowCardinality(Nullable(String))", "run_type": "Enum8('llm' = 2)",
    "status": "LowCardinality(String)", "start_time": "DateTime64(6, 'UTC')", "end_time": "Nullable(DateTime64(9, 'UTC'))",
    "day": "Date DEFAULT toDate(start_time)", "shout": "String MATERIALIZED upper(status)", "low": "String ALIAS lower(status)",
    "tags": "Array(LowCardinality(String))", "total_tokens": "Nullable(UInt32)", "prompt_tokens": "Int128",
    "total_cost": "Decimal(38, 12)", "completion_cost": "Float32", "inputs": "String", "metadata": "Map(String, String)",
    "feedback_stats": "Map(String, Tuple(n Int64, avg Nullable(Float64)))", "extra_json": "JSON", "code": "FixedString(4)",
}  # fmt: skip
ROWS = """
    ('{first}', '{first}', 'bot', 'llm', 'success', '2026-11-02 09:00:00.5', '2026-11-02 09:00:01.123456789',
     ['a', 'beta'], 5, -170141183460469231731687303715884105728, 12345678901234567890.1, 0.1, '{{"q": "é"}}',
     map('user_id', 'u1'), map('c', (1, 0.5)), '{{"a": {{"b": [1, 2]}}}}', 'ab'),
    ('{second}', NULL, NULL, 'llm', 'error', '2026-11-03 09:00:00', NULL, [], NULL, 0, 0, 0, '', map(), map('c', (1, NULL)),
     '{{}}', '')
""".format(first=hostile.uuid(1), second=hostile.uuid(2))
INSERTED = [name for name in TYPED if name not in ("day", "shout", "low")]


def ids_in_chdb(session: Session, query: SqlQuery) -> list[list[str]]:
    """The ids that the query selects with parameters, and with literals."""
    answers = (session.query(query.sql, "JSONEachRow", params=query.parameters), session.query(query.literal, "JSONEachRow"))
    return [[json.loads(line)["id"] for line in answer.bytes().decode().split("\n") if line] for answer in answers]


def ids_over_http(client: Any, query: SqlQuery) -> list[list[str]]:
    answers = (client.query(query.sql, parameters=query.parameters), client.query(query.literal))
    return [[str(row["id"]) for row in answer.named_results()] for answer in answers]


@pytest.fixture(scope="module")
def following(embedded: Session) -> str:
    """A table of traces: of some runs, Python has to decide."""
    return keep(embedded, "following", as_texts(), RECORDS)


@pytest.fixture(scope="module")
def typed(embedded: Session) -> str:
    columns = ", ".join(f"{name} {kind}" for name, kind in TYPED.items())
    embedded.query(f"CREATE TABLE own_types ({columns}) ENGINE = MergeTree ORDER BY id")
    embedded.query(f"INSERT INTO own_types ({', '.join(INSERTED)}) VALUES {ROWS}")
    return "own_types"


class TestQueries:
    @pytest.mark.parametrize("query", [*QUERIES, *({"filter": text} for text in NO_UNICODE[::3])])
    def test_select_what_records_returns(self, embedded: Session, served: Any, following: str, query: dict[str, Any]) -> None:
        expected = [record["id"] for record in LocalRuns(RECORDS).matching(**query)]
        for client, ids in ((embedded, ids_in_chdb), (served, ids_over_http)):
            made = clickhouse_runs(client, following).list_runs(**query).to_sql()
            assert ids(client, made) == [expected, expected]

    def test_may_leave_out_the_order(self, embedded: Session, following: str) -> None:
        runs = clickhouse_runs(embedded, following)
        assert "ORDER BY" in runs.list_runs().to_sql().sql
        assert "ORDER BY" not in runs.list_runs(ordered=False).to_sql().sql

    def test_a_value_stays_what_it_is(self, embedded: Session, served: Any) -> None:
        records = [{"id": str(number), "name": text} for number, text in enumerate(TEXTS)]
        table = keep(embedded, "odd_names", {"id": "String", "name": "String"}, records)
        for client, ids in ((embedded, ids_in_chdb), (served, ids_over_http)):
            runs = clickhouse_runs(client, table)
            for number, text in enumerate(TEXTS):
                made = runs.list_runs(filter=f"eq(name, {quote(text)})").to_sql()
                assert ids(client, made) == [[str(number)], [str(number)]]

    @pytest.mark.parametrize(
        "text",
        [
            'eq(start_time, "2026-11-02T10:00:00.5+01:00")', "eq(latency, 0.623456)", "eq(total_tokens, 5)",
            "eq(prompt_tokens, -1.7014118346046923e38)", "eq(total_cost, 1.2345678901234567e19)", "gt(completion_cost, 0.1)",
            'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', 'search("É")', 'has(tags, "beta")',
            'and(eq(feedback_key, "c"), eq(feedback_score, 0.5))', "eq(inputs, null)", "eq(name, null)", "eq(is_root, true)",
            'eq(run_type, "llm")', "lt(total_tokens, 1e308)", 'and(eq(feedback_key, "c"), neq(feedback_score, 0.5))',
        ],
    )  # fmt: skip
    def test_conditions_convert_columns_of_other_types(self, embedded: Session, served: Any, typed: str, text: str) -> None:
        for client, ids in ((embedded, ids_in_chdb), (served, ids_over_http)):
            results = clickhouse_runs(client, typed).list_runs(filter=text)
            expected = [record["id"] for record in results.records()]
            assert ids(client, results.to_sql()) == [list(map(str, expected))] * 2

    def test_no_query_runs_when_sql_decides_every_run(self, embedded: Session, typed: str) -> None:
        runs = clickhouse_runs(embedded, typed)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ClickHouseConnection, "rows", None)
            assert runs.list_runs(filter='and(eq(status, "error"), gt(latency, 2))', select=["latency"]).to_sql().parameters

    def test_hold_no_value_but_in_the_literal_text(self, embedded: Session, following: str) -> None:
        made = clickhouse_runs(embedded, following).list_runs(filter='and(eq(name, "needle"), search("needle"))').to_sql()
        assert "needle" not in made.sql
        assert "'needle'" in made.literal


class TestWriting:
    def test_into_a_table_of_the_same_structure(self, embedded: Session, served: Any, typed: str) -> None:
        made = clickhouse_runs(embedded, typed).list_runs(filter='eq(status, "success")').to_sql()
        embedded.query(f"CREATE TABLE same AS {typed}")
        embedded.query(f"INSERT INTO same {made.sql}", params=made.parameters)
        over_http = clickhouse_runs(served, typed).list_runs(filter='eq(status, "success")').to_sql()
        served.command(f"INSERT INTO same {over_http.sql}", parameters=over_http.parameters)
        served.command(f"INSERT INTO same {over_http.literal}")
        rows = str(embedded.query("SELECT *, shout FROM same", "JSONEachRow")).splitlines()
        (row,) = str(embedded.query(f"SELECT *, shout FROM {typed} WHERE status = 'success'", "JSONEachRow")).splitlines()
        assert rows == [row] * 3

    def test_into_a_new_table(self, embedded: Session, served: Any, typed: str) -> None:
        made = clickhouse_runs(embedded, typed).list_runs(select=["name", "total_cost", "latency", "metadata"]).to_sql()
        embedded.query(f"CREATE TABLE made ENGINE = MergeTree ORDER BY id AS {made.sql}", params=made.parameters)
        described = served.query("DESCRIBE made").named_results()
        assert {row["name"]: row["type"] for row in described} == {
            "id": "UUID", "name": "LowCardinality(Nullable(String))", "total_cost": "Decimal(38, 12)",
            "latency": "Nullable(Float64)", "metadata": "Map(String, String)",
        }  # fmt: skip
        assert clickhouse_runs(served, "made").list_runs(filter="eq(latency, 0.623456)").count() == 1


class TestFields:
    def test_that_are_derived_are_expressions(self, embedded: Session, following: str) -> None:
        select = ["latency", "is_root", "metadata", "thread_id", "name"]
        made = clickhouse_runs(embedded, following).list_runs(run_ids=[hostile.uuid(9)], select=select).to_sql()
        (row,) = map(json.loads, str(embedded.query(made.literal, "JSONEachRow")).splitlines())
        assert list(row) == ["id", *select]
        assert (row["is_root"], row["metadata"], row["name"]) == (0, '{"user_id":"u0"}', "step 0")

    def test_have_the_names_that_were_asked_for(self, embedded: Session) -> None:
        embedded.query("CREATE TABLE other_names (run_key String, id String, session_id String) ENGINE = Memory")
        embedded.query("INSERT INTO other_names VALUES ('1', '2', 'p')")
        columns = clickhouse_runs(embedded, "other_names").table.columns.renamed({"id": "run_key"})
        runs = open_runs((embedded, "other_names"), columns=columns)
        for wanted, expected in (("1", ['{"id":"1","project_id":"p"}']), ("2", [])):
            made = runs.list_runs(run_ids=[wanted], select=["project_id"]).to_sql()
            assert str(embedded.query(made.literal, "JSONEachRow")).splitlines() == expected

    @pytest.mark.parametrize("name", ["feedback_score", "metadata_key", "session_name", "latency_seconds"])
    def test_without_column_or_expression_are_refused(self, embedded: Session, name: str) -> None:
        table = keep(embedded, "few", {"id": "String"}, [{"id": "1"}])
        with pytest.raises(ValueError, match=f"^{name} is no column of the table, and no expression in SQL: leave it out"):
            clickhouse_runs(embedded, table).list_runs(select=[name]).to_sql()

    def test_that_sql_cannot_compute_for_a_selected_run_are_refused(self, embedded: Session) -> None:
        records = [{"id": "1", "start_time": "2026-11-02T09:00:00Z"}, {"id": "2", "start_time": "2026-11-02 09:00:00 UTC"}]
        texts = dict.fromkeys(("id", "start_time", "end_time"), "Nullable(String)")
        runs = clickhouse_runs(embedded, keep(embedded, "odd_times", texts, records))
        assert runs.list_runs(run_ids=["1"], select=["latency"]).to_sql().sql
        with pytest.raises(
            ValueError, match=r"^latency cannot be computed in SQL for 1 of the selected runs \(a time in an un"
        ):
            runs.list_runs(select=["latency"]).to_sql()


def undecided(*ids: str, matching: int) -> Iterator[dict[str, Any]]:
    """Runs of which SQL cannot decide whether they have the key ``a.b.c.d.e``."""
    for number, id in enumerate(ids):
        yield {"id": id, "extra": {"metadata": {"a.b.c.d.e": 1} if number < matching else {"other": 1}}}


FILTER = 'eq(metadata_key, "a.b.c.d.e")'


class TestUndecidedRuns:
    def runs(self, session: Session, *ids: str, matching: int) -> Any:
        records = list(undecided(*ids, matching=matching))
        return clickhouse_runs(session, keep(session, "undecided", {"id": "String", "extra": "String"}, records))

    def test_are_counted_without_reading_the_others(self, embedded: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        embedded.query("CREATE VIEW half AS SELECT toString(number) AS id, id AS name, '{}' AS extra FROM numbers(1000)")
        runs = clickhouse_runs(embedded, "half")
        tried: list[dict[str, Any]] = []
        record = TableSelection.record
        monkeypatch.setattr(TableSelection, "record", lambda self, row: tried.append(row) or record(self, row))
        either = f'or({FILTER}, like(name, "%0"))'
        assert runs.list_runs(filter=either).count() == 100
        assert len(tried) == 900
        assert set(tried[0]) >= {"id", "extra"}

    def test_that_match_are_listed(self, embedded: Session) -> None:
        made = self.runs(embedded, "a'b", "\\", "c", matching=2).list_runs(filter=FILTER, ordered=False).to_sql()
        for ids in ids_in_chdb(embedded, made):
            assert sorted(ids) == ["\\", "a'b"]

    def test_an_id_that_all_runs_with_it_match_may_occur_twice(self, embedded: Session) -> None:
        made = self.runs(embedded, "a", "a", "b", matching=2).list_runs(filter=FILTER).to_sql()
        assert ids_in_chdb(embedded, made) == [["a", "a"]] * 2

    def test_an_id_of_runs_of_which_some_match_is_refused(self, embedded: Session) -> None:
        results = self.runs(embedded, "a", "b", "a", matching=2).list_runs(filter=FILTER)
        with pytest.raises(
            ValueError, match=r"^SQL leaves runs undecided \(a key that .*\): 2 of them match, but 3 have the same"
        ):
            results.to_sql()

    def test_more_than_a_query_can_list_are_refused(self, embedded: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clickhouse_results, "MOST_IDS", 2)
        results = self.runs(embedded, "a", "b", "c", matching=3).list_runs(filter=FILTER)
        with pytest.raises(ValueError, match=r"^SQL leaves runs undecided \(a key that .*\), and more than 2 of them match"):
            results.to_sql()
        results = self.runs(embedded, "a", "b", "c", matching=3).list_runs(tree_filter=FILTER)
        with pytest.raises(ValueError, match=r"^SQL leaves traces undecided \(a key that .*\), and more than 2 of them match"):
            results.to_sql()


def test_runs_in_memory_have_no_query() -> None:
    with pytest.raises(TypeError, match=r"^to_sql\(\) is for runs in a table of ClickHouse"):
        LocalRuns([]).list_runs().to_sql()
