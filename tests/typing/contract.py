"""What type checkers take and refuse of the builder: this file is checked, never run.

A line that ends in ``# E`` is refused by pyright, mypy and ty alike; ``# E: pyright ty`` names those that refuse it. Every
other line is taken by all three. mypy has no word to say on the truth value of a comparison, nor pyright on an operand's.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal, assert_type
from uuid import UUID, uuid4

import filterlang
from filterlang import (
    AsyncClient, Client, ClientError, Expression, F, FilterError, QueryWarning, RecordError, Results, Run, all_of, any_of,
    check, compile, fix, format, from_text, matches, none_of, open_runs, parse,
)  # fmt: skip
from filterlang.sql.sqltext import sql_text
from filterlang.migrate import rename_keys, to_dialect
from filterlang.syntax.input import FilterLike


def use(filter: FilterLike) -> None: ...


now = datetime.now(UTC)
some_id = uuid4()

# Enumerations
assert_type(F.run_type == "chain", Expression)
use(F.run_type == "llm")
use(F.run_type != "tool")
use(F.status.in_(["error", "pending"]))
status: Literal["success", "error"] = "error"
use(F.status == status)
use(F.status == "eror")  # E
use(F.run_type == "agent")  # E
use(F.status != "ERROR")  # E
use(F.status.in_(["error", "failed"]))  # E
use(F.status == 1)  # E
use(F.status > "error")  # E
use(F.run_type.has("llm"))  # E

# Texts
assert_type(F.name.like("%x%"), Expression)
use(F.name == "extractor")
use(F.name != "extractor")
use(F.name.in_(["a", "b"]))
use(F.name.in_({"a", "b"}))
use(F.name.in_(name for name in ("a", "b")))
use(F.name.not_like("%test%"))
use(F.name == 5)  # E
use(F.name == None)  # E  # noqa: E711
use(F.name > "a")  # E
use(F.name.in_([1, 2]))  # E
use(F.name.in_(5))  # E
use(F.name.like(5))  # E
use(F.name.contains("x"))  # E
use(F.name.is_null())  # E
use(F.thread_id == "t-1")
use(F.thread_id.like("t%"))  # E

# Durations, times, amounts
use(F.latency > timedelta(seconds=10))
use(F.latency > 10)
use(F.latency >= 1.5)
use(F.latency < Decimal("0.25"))
use(F.latency > "fast")  # E
use(F.latency > "5s")  # E
use(F.latency > now)  # E
use(F.latency.in_([1, 2]))  # E
use(F.start_time >= now)
use(F.start_time < now - timedelta(days=1))
use(F.start_time >= "2026-11-01")  # E
use(F.start_time >= date(2026, 11, 1))  # E
use(F.start_time >= 1_700_000_000)  # E
use(F.start_time == now)  # E
use(F.end_time <= now)
use(F.end_time.is_null())
use(F.total_tokens > 5000)
use(F.total_cost >= Decimal("0.01"))
use(F.total_tokens > "5000")  # E
use(F.total_tokens.like("5%"))  # E

# Ids and flags
use(F.id == some_id)
use(F.id == "0190fb4c-3c3f-7000-8000-000000000000")
use(F.id.in_([some_id, str(some_id)]))
use(F.trace_id != UUID(int=1))
use(F.id == 5)  # E
use(F.id > some_id)  # E
use(F.parent_run_id.is_null())
use(F.is_root == True)  # noqa: E712
use(F.is_root.is_(False))
use(F.is_root == "true")  # E
use(F.is_root)  # E

# Tags, errors, search
use(F.tags.has("beta"))
use(F.tag.like("v1%"))
use(F.tags == "x")  # E
use(F.tags != "x")  # E
use(F.tags.has(1))  # E
use(F.tags.in_(["x"]))  # E
use(F.error.like("%Timeout%"))
use(F.error.is_null())
use(F.error.exists())
use(F.error == "x")  # E
use(F.error == None)  # E  # noqa: E711
use(F.search("capital of France"))
use(F.search(5))  # E
use(F.search("a", "b"))  # E

# Pairs
assert_type(F.metadata["user_id"] == "u1", Expression)
use(F.metadata["retries"] >= 3)
use(F.metadata["cached"].is_(True))
use(F.metadata["tenant"] == some_id)
use(F.metadata["k"].exists())
use(F.metadata["k"].is_null())
use(F.metadata["k"].in_(["a", 1, True]))
use(F.metadata["k"].like("v%"))
use(F.metadata["retries"] >= "3")  # E
use(F.metadata["k"] == None)  # E  # noqa: E711
use(F.metadata["k"] == ["a"])  # E
use(F.metadata["k"].has("a"))  # E
use(F.metadata[1] == "a")  # E
use(F.metadata.user_id == "u1")  # E
use(F.metadata == "x")  # E
use(F.metadata.any(["session_id", "thread_id"]) == "t")
use(F.metadata.any([1]) == "t")  # E
use(F.inputs["messages.role"] == "user")
use(F.inputs.like("%invoice%"))
use(F.outputs["answer"] != "")
use(F.outputs == "x")  # E
use(F.feedback["correctness"].score < 0.5)
use(F.feedback["correctness"].score == True)  # noqa: E712
use(F.feedback["verdict"].value == "pass")
use(F.feedback["correctness"].exists())
use(F.feedback["correctness"].score < "0.5")  # E
use(F.feedback["correctness"] < 0.5)  # E
use(F.feedback["correctness"].comment == "x")  # E
use(F.feedback.score < 0.5)  # E

# Fields that are none
use(F.nope == 1)  # E
use(F.latency_ms > 5)  # E
use(F.metadata_key == "k")  # E
use(F.execution_order < 10)  # E
F.name = "x"  # E

# Joining
a, b = F.name == "a", F.latency > 1
assert_type(a & b, Expression)
assert_type(a | b, Expression)
assert_type(~a, Expression)
use(all_of(a, b))
use(any_of([a, b]))
use(none_of(part for part in (a, b)))
use(a & "eq(name, 1)")  # E
use(a & True)  # E
use(a | None)  # E
use(all_of("eq(name, 1)"))  # E
use(F.name == "a" & F.latency > 1)  # E
use(a < b)  # E
use("x" in F.tags)  # E
use(Expression("eq(name, 1)"))  # E


def truth() -> None:
    if F.status == "error" and F.latency > 1:  # E: pyright ty
        pass
    if F.status == "error":  # E: pyright ty
        pass
    if 1 < F.latency < 5:  # E: pyright ty
        pass
    if not a:  # E: pyright ty
        pass
    while b:  # E: pyright ty
        pass
    use(a and b)  # E: ty
    use(1 < F.latency < 5)  # E: ty


async def everywhere(client: AsyncClient) -> None:
    runs: AsyncIterator[Run] = client.list_runs(project_name="p", filter=a & b, trace_filter=a, tree_filter="eq(name, 'x')")
    async for run in runs:
        print(run.name)
    async for run in open_runs("runs.jsonl").list_runs(filter=F.status == "error"):
        print(run.id)
    client.list_runs(project_name="p", filter=F.latency)  # E
    client.list_runs(project_name="p", filter=F.status == "eror")  # E


try:
    texts: list[str] = [str(a), repr(a), compile(a), format(a), fix(a), str(from_text("eq(name, 'x')"))]
    found = [*check(a), *parse(str(a)).diagnostics]
except FilterError as error:
    print(error.diagnostics, error.source)
sets: set[Expression] = {a, b}
same: bool = a == b


def joined_with_what_is_no_expression() -> str:
    use((F.status == "eror") & (F.latency > 1))  # E
    use((F.status == "eror") | (F.latency > 1))  # E
    use((F.latency > 1) & (F.status == "eror"))  # E
    use("eq(name, 1)" & a)  # E
    use(True | a)  # E
    use(F.latency & a)  # E
    use(a & F.latency)  # E
    use(~F.is_root)  # E
    reached: int = "what follows a wrong join is still checked"  # E
    return reached  # E


def closed_sets(client: AsyncClient, dialect: str) -> None:
    check(a, "v1")
    check(a, "v3")  # E
    check(a, dialect)  # E
    compile(a, dialect="portable2")  # E
    fix(a, "examples ")  # E
    to_dialect(a, "v1", "v2")
    to_dialect(a, "v1", "examples")  # E
    rename_keys(a, "feedback", {"a": "b"})
    rename_keys(a, "tags", {"a": "b"})  # E
    client.list_runs(project_name="p", run_type="llm", order="asc", api="v2")
    client.list_runs(project_name="p", run_type="agent")  # E
    client.list_runs(project_name="p", order="ascending")  # E
    client.list_runs(project_name="p", api="v3")  # E
    open_runs("runs.jsonl").list_runs(run_type="tool", order="desc")
    open_runs([{"id": "a"}]).list_runs()
    open_runs(Run(id=some_id) for _ in range(2)).list_runs()
    open_runs(["a.jsonl", "b.jsonl"]).list_runs()
    open_runs(5)  # E
    open_runs("runs.jsonl").list_runs(run_type="lm")  # E
    open_runs("runs.jsonl").list_runs(order="newest")  # E
    open_runs("runs.jsonl").matching(run_type="lm")  # E
    Client().list_runs(project_name="p", run_type="agent", api="v3")  # E
    sql_text(a, "duckdb")
    sql_text(a, "postgres", literals=True)
    sql_text(a, "oracle")  # E


def public(run: Run) -> list[type[Exception]]:
    results = open_runs("runs.jsonl").list_runs(filter=a)
    assert_type(results, Results)
    for each in results:
        assert_type(each, Run)
    assert_type(matches(a, run), bool)
    assert_type(filterlang.migrate.to_dialect(a, "v1", "v2").after, str | None)
    return [ClientError, QueryWarning, RecordError, filterlang.saved.SavedQueryError]
