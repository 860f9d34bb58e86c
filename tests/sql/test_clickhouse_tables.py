"""Runs in tables of ClickHouse: what comes out, in which order and form, and what goes wrong."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import chdb
from chdb.session import Session
from chdb_server import Server, serving
from chdb_tables import as_texts, keep
import clickhouse_connect
import hostile
import pytest
from traces import NO_UNICODE, QUERIES, RECORDS, WHOLE_TRACES, differing_traces

from filterlang.sql.columns import Column, Columns, Form, columns_of
from filterlang.sql.engines.clickhouse_connections import ClickHouseConnection, AnswerTurns
from filterlang.sql.engines.clickhouse_results import clickhouse_runs
from filterlang.sql.engines.clickhouse_table import ClickHouseTable
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.evaluate.query import plan
from filterlang.exports.records import Record, RecordError
from filterlang.evaluate.reference import holds as meaning
from filterlang.sql.statements import Statements
from filterlang.checking.meaning import to_predicate


NO_YEARS = ("0001", "9999")
"""Years of which ClickHouse has no times."""

RUN: Record = {
    "id": "00000000-0000-4000-8000-000000000001", "trace_id": "00000000-0000-4000-8000-000000000001", "run_type": "chain",
    "status": "success",
    "start_time": "2026-11-02T09:00:00Z", "end_time": "2026-11-02T09:00:01Z",
}  # fmt: skip
TYPES = {
    "id": "UUID", "trace_id": "Nullable(UUID)", "parent_run_id": "Nullable(UUID)", "name": "LowCardinality(Nullable(String))",
    "run_type": "Enum8('chain' = 1, 'llm' = 2)",
    "status": "LowCardinality(String)", "error": "String", "start_time": "DateTime64(6, 'UTC')",
    "end_time": "Nullable(DateTime64(9, 'Europe/Berlin'))",
    "first_token_time": "DateTime('America/New_York')", "day": "Date", "tags": "Array(LowCardinality(String))",
    "total_tokens": "UInt32", "prompt_tokens": "Int128",
    "total_cost": "Decimal(38, 12)", "prompt_cost": "Nullable(Decimal(12, 8))", "completion_cost": "Float32",
    "inputs": "String", "outputs": "Nullable(String)",
    "metadata": "Map(String, String)",
    "feedback_stats": "Map(String, Tuple(n Int64, avg Nullable(Float64), values Map(String, Int64)))", "extra_json": "JSON",
    "code": "FixedString(4)",
    "flag": "Bool",
}  # fmt: skip
VALUES = """(
    '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', NULL, 'bot', 'chain', 'success', '',
    '2026-11-02 09:00:00.5', '2026-11-02 10:00:01.123456789', '2026-11-01 01:30:00', '2026-11-02', ['a', 'beta'],
    5, -170141183460469231731687303715884105728, 12345678901234567890.1, 0.25, 0.1,
    '', '{"q": "é"}', map('user_id', 'u1'), map('c', (1, 0.5, map('ok', 1))), '{"a": {"b": [1, 2]}}', 'ab', true
)"""


@pytest.fixture(scope="module")
def traced(embedded: Session) -> str:
    return keep(embedded, "traced", as_texts(), RECORDS)


class TestRuns:
    @pytest.mark.parametrize("query", QUERIES)
    def test_come_out_as_those_in_memory_do(self, embedded: Session, served: Any, traced: str, query: dict[str, Any]) -> None:
        expected = LocalRuns(RECORDS).matching(**query)
        for one in (embedded, served):
            runs = open_runs((one, traced))
            assert [record["id"] for record in runs.matching(**query)] == [record["id"] for record in expected]
            assert runs.list_runs(**query).count() == len(expected)

    @pytest.mark.parametrize("query", WHOLE_TRACES)
    def test_come_with_their_traces(self, embedded: Session, served: Any, traced: str, query: dict[str, Any]) -> None:
        for one in (embedded, served):
            assert differing_traces(open_runs((one, traced)), query) == []

    def test_are_read_a_block_at_a_time(self, embedded: Session) -> None:
        embedded.query("CREATE TABLE many ENGINE = MergeTree ORDER BY id AS SELECT toString(number) AS id FROM numbers(300000)")
        rows = ClickHouseConnection(embedded)
        first = next(rows.rows('SELECT "id" FROM "many"', {}))
        assert set(first) == {"id"}
        blocks = [len(block) for block in AnswerTurns().take(rows._client.blocks('SELECT "id" FROM "many"', {}))]
        assert sum(blocks) == 300000
        assert max(blocks) < 100000

    def test_a_question_in_the_middle_of_an_answer_leaves_the_answer_whole(
        self, embedded: Session, served: Any, traced: str
    ) -> None:
        for one in (embedded, served):
            runs = clickhouse_runs(one, traced)
            answer, other = runs.list_runs().records(), runs.list_runs().records()
            found = [next(answer)["id"], next(other)["id"]]
            assert runs.list_runs().count() == len(RECORDS)
            assert [*found, *(run["id"] for run in answer)][1:] == [found[1], *(run["id"] for run in other)]

    def test_can_be_asked_for_at_the_same_time(self, embedded: Session, traced: str) -> None:
        async def listed(**query: Any) -> list[str]:
            return [str(run.id) async for run in clickhouse_runs(embedded, "bots").list_runs(**query)]

        async def both() -> list[list[str]]:
            return await asyncio.gather(*(listed(limit=limit) for limit in range(1, 6)))

        keep(
            embedded,
            "bots",
            dict.fromkeys(RUN, "String"),
            [{**RUN, "id": hostile.uuid(number), "trace_id": hostile.uuid(number)} for number in range(900)],
        )
        assert [len(ids) for ids in asyncio.run(both())] == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("text", NO_UNICODE)
    def test_none_holds_half_a_surrogate_pair(self, embedded: Session, served: Any, traced: str, text: str) -> None:
        for one in (embedded, served):
            runs = clickhouse_runs(one, traced)
            assert (runs.matching(filter=text), runs.list_runs(filter=text).count()) == ([], 0)

    def test_a_text_that_is_no_time_comes_last(self, embedded: Session) -> None:
        """ClickHouse would read some, such as 20261103, but the reference does not."""
        starts = (*hostile.TIMES, "20261103", "2026-11-02 09:00", " 2026-11-03T00:00:00Z")
        records = [{"id": f"{number:03}", "start_time": time} for number, time in enumerate(starts) if time[:4] not in NO_YEARS]
        runs = clickhouse_runs(embedded, keep(embedded, "spelled", {"id": "String", "start_time": "String"}, records))
        for query in ({}, {"order": "asc"}, {"limit": 5}):
            assert runs.matching(**query) == LocalRuns(runs.matching(ordered=False)).matching(**query)

    def test_latency_counts_microseconds(self, embedded: Session) -> None:
        end = datetime(2026, 11, 2, 9, 0, 1, tzinfo=UTC)
        records = [{**RUN, "end_time": (end + timedelta(microseconds=number)).isoformat()} for number in range(10)]
        runs = clickhouse_runs(embedded, keep(embedded, "spans", dict.fromkeys(RUN, "String"), records))
        found = [len(runs.matching(filter=f"eq(latency, 1.00000{number})")) for number in range(10)]
        assert found == [1] * 10

    def test_no_value_stands_in_the_sql(self, embedded: Session) -> None:
        pair = 'and(eq(metadata_key, "needle"), eq(metadata_value, "needle"))'
        text = f'or(eq(name, "needle"), like(error, "%needle"), search("needle"), {pair})'
        table = ClickHouseTable(embedded, keep(embedded, "nobody", as_texts(), [RUN]))
        assert "needle" not in Statements(table, plan({"filter": text})).rows(["id"]).sql


@pytest.fixture(scope="module")
def typed(embedded: Session) -> str:
    columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
    more = "shouted String ALIAS upper(status), gone String EPHEMERAL"
    embedded.query(f"CREATE TABLE kinds ({columns}, {more}) ENGINE = MergeTree ORDER BY id")
    embedded.query(f"INSERT INTO kinds ({', '.join(TYPES)}) VALUES {VALUES}")
    return "kinds"


class TestTables:
    def test_every_type_has_a_form(self, embedded: Session, served: Any, typed: str) -> None:
        for one in (embedded, served):
            columns = ClickHouseTable(one, typed).columns
            forms = {
                name: columns.find(path) for name in TYPES for path in [("extra", name) if name == "metadata" else (name,)]
            }
            assert {name: column and column.form.value for name, column in forms.items()} == {
                **dict.fromkeys(("id", "trace_id", "parent_run_id"), "uuid"), "day": "datetime", "tags": "texts",
                "total_tokens": "number", "prompt_cost": "number",
                **dict.fromkeys(("name", "run_type", "status", "error", "code", "prompt_tokens", "total_cost"), "text"),
                "completion_cost": "double", "flag": "boolean",
                **dict.fromkeys(("start_time", "end_time", "first_token_time"), "datetime"),
                **dict.fromkeys(("inputs", "outputs", "metadata", "feedback_stats", "extra_json"), "json"),
            }  # fmt: skip

    def test_both_clients_give_the_same_run(self, embedded: Session, served: Any, typed: str) -> None:
        (run,), (other,) = (clickhouse_runs(one, typed).matching() for one in (embedded, served))
        assert run["inputs"] is None  # as a column says that there is none which takes no null
        assert run["outputs"] == {"q": "é"}
        assert run["extra"] == {"metadata": {"user_id": "u1"}}
        assert run["feedback_stats"] == {"c": {"n": 1, "avg": 0.5, "values": {"ok": 1}}}
        assert run["end_time"] == "2026-11-02T09:00:01.123456Z"
        assert run["total_cost"] == "12345678901234567890.1"
        assert run["completion_cost"] == 0.10000000149011612
        assert run["shouted"] == "SUCCESS"
        assert "gone" not in run
        for name, value in run.items():
            same = (
                datetime.fromisoformat if "Date" in TYPES.get(name, "") else str if name.endswith("id") else lambda value: value
            )
            assert same(other[name]) == same(value)

    @pytest.mark.parametrize(
        "text",
        [
            'eq(id, "00000000-0000-4000-8000-000000000001")', "eq(is_root, true)", 'eq(name, "bot")', 'eq(run_type, "chain")',
            "eq(error, null)", 'has(tags, "beta")',
            'like(tag, "%et%")', 'eq(start_time, "2026-11-02T10:00:00.5+01:00")',
            'eq(end_time, "2026-11-02T09:00:01.123456Z")', "eq(latency, 0.623456)",
            'eq(first_token_time, "2026-11-01T05:30:00Z")', "eq(total_tokens, 5)",
            "eq(prompt_tokens, -1.7014118346046923e38)", "eq(total_cost, 1.2345678901234567e19)",
            "eq(prompt_cost, 0.25)", "gt(completion_cost, 0.1)", "eq(inputs, null)", 'like(outputs, "%é%")',
            'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))',
            'and(eq(feedback_key, "c"), eq(feedback_score, 0.5))', 'eq(feedback_value, "ok")', 'search("É")',
            "gt(prompt_cost, 0.25)", "eq(prompt_cost, null)",
        ],
    )  # fmt: skip
    def test_a_filter_on_typed_columns_selects_what_the_reference_does(
        self, embedded: Session, served: Any, typed: str, text: str
    ) -> None:
        for one in (embedded, served):
            runs = clickhouse_runs(one, typed)
            assert bool(runs.matching(filter=text)) is meaning(to_predicate(text))(runs.matching()[0])

    def test_json_may_be_of_low_cardinality(self, embedded: Session) -> None:
        kinds = ("LowCardinality(Nullable(String))", "LowCardinality(String)")
        types = {"id": "String", **dict(zip(("inputs", "outputs"), kinds, strict=True))}
        records = [{"id": str(number), "inputs": {"a": number}, "outputs": {"b": [number]}} for number in range(3)]
        embedded.query("SET allow_suspicious_low_cardinality_types = 1")
        runs = clickhouse_runs(embedded, keep(embedded, "packed", types, [*records, {"id": "none"}]))
        for text in ('and(eq(input_key, "a"), eq(input_value, 1))', 'like(output_value, "1")', 'like(inputs, "%1%")'):
            assert [run["id"] for run in runs.matching(filter=text)] == [
                run["id"] for run in LocalRuns(runs.matching()).matching(filter=text)
            ]

    def test_names_are_quoted(self, embedded: Session, served: Any) -> None:
        odd = 'a"b`c\\d; DROP TABLE cases --'
        embedded.query("CREATE DATABASE `my db`")
        embedded.query(
            'CREATE TABLE `my db`.`it\'s "q" \\\\` (id String, `a"b\\`c\\\\d; DROP TABLE cases --` String) ENGINE = Memory'
        )
        embedded.query("INSERT INTO `my db`.`it's \"q\" \\\\` VALUES ('1', 'x')")
        for one in (embedded, served):
            runs = clickhouse_runs(
                one, 'my db.it\'s "q" \\', Columns({("id",): Column("id", Form.TEXT), ("name",): Column(odd, Form.TEXT)})
            )
            assert runs.matching(filter='eq(name, "x")') == [{"id": "1", "name": "x"}]

    def test_columns_can_be_named(self, embedded: Session, served: Any) -> None:
        types = "run_key UUID, began DateTime64(6, 'UTC'), meta Map(String, String), labels Array(String)"
        embedded.query(f"CREATE TABLE renamed ({types}) ENGINE = Memory")
        first = f"('{hostile.uuid(1)}', '2026-11-02 09:00:00', {{'user_id': 'u1'}}, ['beta'])"
        embedded.query(f"INSERT INTO renamed VALUES {first}, ('{hostile.uuid(2)}', '2026-11-03 09:00:00', {{}}, [])")
        names = {"id": "run_key", "start_time": "began", "metadata": "meta", "tags": "labels"}
        for one in (embedded, served):
            columns = ClickHouseTable(one, "renamed").columns.renamed(names)
            runs = open_runs((one, "renamed"), columns=columns)
            for text in ('eq(metadata_value, "u1")', 'has(tags, "beta")', 'lt(start_time, "2026-11-03")'):
                (run,) = runs.matching(filter=text)
                assert (run["id"], run["tags"]) == (hostile.uuid(1), ["beta"])
                assert run["extra"] == {"metadata": {"user_id": "u1"}}

    def test_a_table_that_is_not_there_is_told(self, embedded: Session, served: Any) -> None:
        for one in (embedded, served):
            with pytest.raises(RecordError, match=r"^nowhere: .*default\.nowhere does not exist"):
                open_runs((one, "nowhere"))

    @pytest.mark.parametrize("name", ["", ".", "system.", ".runs"])
    def test_what_is_no_name_is_refused(self, embedded: Session, name: str) -> None:
        with pytest.raises(ValueError, match="is not the name of a table: write"):
            open_runs((embedded, name))

    def test_a_column_of_another_type_than_is_said_is_told(self, embedded: Session, served: Any, traced: str) -> None:
        for one in (embedded, served):
            runs = open_runs((one, traced), columns=columns_of({"id": Form.TEXT, "name": Form.TEXTS}).renamed({"tags": "name"}))
            with pytest.raises(RecordError, match=r"^traced: .*function has must be an array"):
                runs.matching(filter='has(tags, "a")')

    def test_what_goes_wrong_on_the_way_is_told(self, embedded: Session) -> None:
        embedded.query(
            "CREATE VIEW breaking AS SELECT toString(number) AS id, throwIf(number = 200000) AS n FROM numbers(300000)"
        )
        with pytest.raises(RecordError, match=r"^breaking: .*throwIf"):
            clickhouse_runs(embedded, "breaking").matching()
        embedded.query("CREATE VIEW broken AS SELECT '1' AS id, 'not JSON' AS inputs")
        with pytest.raises(RecordError, match=r"^broken: inputs is not JSON that can be read"):
            clickhouse_runs(embedded, "broken").matching()

    def test_a_connection_that_is_lost_is_told(self, embedded: Session, server: Server, served: Any) -> None:
        embedded.query("CREATE VIEW long AS SELECT toString(number) AS id FROM numbers(200000)")
        runs = clickhouse_runs(served, "long")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(server, "most", 100_000)
            with pytest.raises(RecordError, match=r"^long: "):
                runs.matching()
        assert runs.list_runs().count() == 200_000

    def test_a_server_that_is_gone_is_told(self, embedded: Session, chdb_folder: Path, traced: str) -> None:
        with serving(chdb_folder) as server:
            client = clickhouse_connect.get_client(host="127.0.0.1", port=server.server_port)
            runs = clickhouse_runs(client, traced)
        with pytest.raises(RecordError, match=r"^traced: .*127\.0\.0\.1"):
            runs.matching()
        client.close()

    def test_an_answer_without_a_number_is_an_error(self, embedded: Session, traced: str) -> None:
        runs = clickhouse_runs(embedded, traced).list_runs()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("filterlang.sql.engines.clickhouse_connections._read", lambda _: [])
            for ask in (runs.count, runs.explain):
                with pytest.raises(RecordError, match=r"^traced: the answer is empty"):
                    ask()

    def test_a_closed_session_is_named(self, embedded: Session, traced: str) -> None:
        runs = clickhouse_runs(embedded, traced).list_runs()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(embedded, "_conn", None)  # as after close(), which would end the session of all tests
            for ask in (runs.count, runs.explain, lambda: clickhouse_runs(embedded, traced)):
                with pytest.raises(RecordError, match=r"^traced: the session of chdb is closed$"):
                    ask()

    def test_a_message_holds_no_password(self, embedded: Session) -> None:
        problem = ClickHouseTable(embedded, "system.one").broken("http://reader:s3cret@host:8443/?q=1 refused")
        assert str(problem) == "system.one: http://host:8443/?q=1 refused"

    @pytest.mark.parametrize("source", [(5, "runs"), (None, "runs")])  # two texts are two files
    def test_what_cannot_be_asked_is_refused(self, source: Any) -> None:
        with pytest.raises(
            TypeError, match=r"a client of clickhouse-connect or a session of chdb, not \w+: write \(clickhouse_connect"
        ):
            open_runs(source)

    def test_a_connection_of_chdb_will_do(self, embedded: Session, chdb_folder: Path, traced: str) -> None:
        connection = chdb.connect(str(chdb_folder))
        assert len(clickhouse_runs(connection, traced).matching()) == len(RECORDS)
        connection.close()
