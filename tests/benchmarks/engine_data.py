"""Made-up runs for the benchmark of engines: a Parquet file and JSON lines of the same runs, in the shape of the v1 API.

Owns the invariant that a run depends on its number alone: the same number gives the same run in a file of any size, and in
both formats. Traces are four kinds of agents of 7, 13, 8 and 12 runs, 40 together, and a file ends between two such groups
when its size is a multiple of 40. The data are hashes of the numbers, made by DuckDB; nothing loops over rows here.

    python tests/benchmarks/engine_data.py FOLDER [RUNS [parquet]]
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
import random
import sys

import duckdb

RUNS = 1_000_000
SENTENCES = 4_000
WORDS = """the customer order refund invoice shipment was not delivered on time please check status of account number and
let me know if there is anything else you need our records show that payment has been received thank you for your patience
we could find a matching entry in catalogue under this name which albums tracks have most sales by country last quarter
yesterday tomorrow returns policy warranty replacement device model password reset link expired email address changed
subscription plan annual monthly discount applied tax included delivery window between noon evening courier tracking code
search results summary document section paragraph evidence suggests answer question context retrieved relevant passage table
column query select join group revenue genre artist playlist employee region manager escalate ticket priority urgent"""


@dataclass(frozen=True)
class Step:
    """One run of an agent: which run it is inside of (its place in the trace), and which part of the trace's time it takes."""

    name: str
    run_type: str
    inside: int | None
    begins: float
    ends: float


AGENTS = {
    "retrieval": (
        Step("LangGraph", "chain", None, 0.0, 1.0),
        Step("rewrite_question", "chain", 0, 0.01, 0.2),
        Step("ChatOpenAI", "llm", 1, 0.02, 0.19),
        Step("retrieve", "chain", 0, 0.21, 0.34),
        Step("VectorStoreRetriever", "retriever", 3, 0.22, 0.33),
        Step("generate", "chain", 0, 0.35, 0.99),
        Step("ChatOpenAI", "llm", 5, 0.36, 0.98),
    ),
    "support": (
        Step("LangGraph", "chain", None, 0.0, 1.0),
        Step("agent", "chain", 0, 0.01, 0.3),
        Step("RunnableSequence", "chain", 1, 0.01, 0.3),
        Step("ChatAnthropic", "llm", 2, 0.02, 0.29),
        Step("tools", "chain", 0, 0.31, 0.4),
        Step("search_orders", "tool", 4, 0.32, 0.39),
        Step("agent", "chain", 0, 0.41, 0.6),
        Step("RunnableSequence", "chain", 6, 0.41, 0.6),
        Step("ChatAnthropic", "llm", 7, 0.42, 0.59),
        Step("tools", "chain", 0, 0.61, 0.7),
        Step("lookup_customer", "tool", 9, 0.62, 0.69),
        Step("agent", "chain", 0, 0.71, 0.99),
        Step("ChatAnthropic", "llm", 11, 0.72, 0.98),
    ),
    "summary": (
        Step("summarize", "chain", None, 0.0, 1.0),
        Step("load_documents", "tool", 0, 0.01, 0.1),
        Step("map", "chain", 0, 0.11, 0.7),
        Step("ChatGoogleGenerativeAI", "llm", 2, 0.12, 0.6),
        Step("ChatGoogleGenerativeAI", "llm", 2, 0.12, 0.69),
        Step("reduce", "chain", 0, 0.71, 0.99),
        Step("ChatGoogleGenerativeAI", "llm", 5, 0.72, 0.97),
        Step("StrOutputParser", "parser", 5, 0.97, 0.98),
    ),
    "sql": (
        Step("LangGraph", "chain", None, 0.0, 1.0),
        Step("list_tables", "tool", 0, 0.01, 0.05),
        Step("get_schema", "tool", 0, 0.06, 0.1),
        Step("generate_query", "chain", 0, 0.11, 0.4),
        Step("ChatPromptTemplate", "prompt", 3, 0.12, 0.13),
        Step("ChatOpenAI", "llm", 3, 0.14, 0.39),
        Step("check_query", "chain", 0, 0.41, 0.6),
        Step("ChatOpenAI", "llm", 6, 0.42, 0.59),
        Step("run_query", "tool", 0, 0.61, 0.7),
        Step("answer", "chain", 0, 0.71, 0.99),
        Step("ChatPromptTemplate", "prompt", 9, 0.72, 0.73),
        Step("ChatOpenAI", "llm", 9, 0.74, 0.98),
    ),
}

PROVIDERS = {
    "retrieval": ("openai", "gpt-4o-mini-2024-07-18"),
    "support": ("anthropic", "claude-sonnet-4-20250514"),
    "summary": ("google_genai", "gemini-2.0-flash"),
    "sql": ("openai", "gpt-4.1-2025-04-14"),
}

MACROS = (
    # the same number below `below` for the same trace, run and purpose
    "CREATE MACRO pick(trace, place, purpose, below) AS (hash(hash(trace * 64 + place, purpose)) % below)::BIGINT",
    f"""CREATE MACRO text(trace, place, purpose) AS concat_ws(' ',
        getvariable('sentences')[1 + pick(trace, place, purpose, {SENTENCES})],
        '#' || pick(trace, place, purpose, 1000000000000),
        getvariable('sentences')[1 + pick(trace, place, purpose, {SENTENCES - 33})])""",
    # between 0.6 s and 70 s, half of them below 6 s
    "CREATE MACRO seconds(trace) AS 0.6 * pow(117.0, pow(pick(trace, 0, 'time', 1000000) / 1e6, 1.1))",
    """CREATE MACRO moment(trace, part) AS
        make_timestamptz(1785542400000000 + trace * 26000000 + (part * seconds(trace) * 1e6)::BIGINT)""",
    "CREATE MACRO new_id(trace, place, purpose) AS md5(concat_ws('/', trace, place, purpose))::UUID::VARCHAR",
    # version 7: milliseconds, then noise
    """CREATE MACRO run_id(trace, place) AS (printf('%012x7', 1785542400000 + trace * 26000 + place)
        || md5(concat_ws('/', trace, place))[1:3] || '8' || md5(concat_ws('/', trace, place))[4:18])::UUID::VARCHAR""",
    "CREATE MACRO user_of(trace) AS printf('u-%06d', pick(trace, 0, 'user', 50000))",
    "CREATE MACRO spent(trace, place) AS 60 + pick(trace, place, 'prompt', 1500)",
    "CREATE MACRO said(trace, place) AS 5 + pick(trace, place, 'completion', 400)",
)

RUNS_SQL = """
WITH places AS (
    SELECT i, getvariable('steps')[1 + i % 40] AS step FROM numbers
), named AS (
    SELECT step, i // 40 * 4 + step.agent AS trace, step.place AS place FROM places
), facts AS (
    SELECT *,
        pick(trace, 0, 'failing', 100) < 5 AND list_contains(step.failing, pick(trace, 0, 'where', 3)) AS failed,
        pick(trace, 0, 'pending', 1000) < 3 AND step.last AS unfinished,
        list_sum(list_transform(step.models, lambda other: spent(trace, other)))::BIGINT AS prompt_tokens,
        list_sum(list_transform(step.models, lambda other: said(trace, other)))::BIGINT AS completion_tokens
    FROM named
)
SELECT
    run_id(trace, place) AS id,
    CASE WHEN step.run_type = 'tool' AND pick(trace, place, 'rare', 50) = 0 THEN 'escalate_to_human' ELSE step.name END AS name,
    step.run_type AS run_type,
    moment(trace, step.begins) AS start_time,
    CASE WHEN NOT unfinished THEN moment(trace, step.ends) END AS end_time,
    CASE WHEN unfinished THEN 'pending' WHEN failed THEN 'error' ELSE 'success' END AS status,
    CASE WHEN failed AND NOT unfinished THEN 'TimeoutError(''' || text(trace, place, 'error') || ''')' END AS error,
    CASE WHEN step.run_type = 'llm' THEN json_object(
        'metadata', json_object(
            'user_id', user_of(trace), 'thread_id', new_id(trace, 0, 'thread'), 'revision_id', printf('%07x', trace // 5000),
            'retries', pick(trace, place, 'retries', 20) // 17, 'cached', pick(trace, place, 'cached', 5) = 0,
            'langgraph_step', place, 'langgraph_node', step.node,
            'langgraph_checkpoint_ns', step.node || ':' || new_id(trace, place, 'checkpoint'),
            'ls_provider', step.provider, 'ls_model_name', step.model,
            'ls_temperature', pick(trace, place, 'temperature', 3) / 10),
        'runtime', json_object('sdk', 'langsmith-py', 'sdk_version', '0.6.4'))
    ELSE json_object(
        'metadata', json_object(
            'user_id', user_of(trace), 'thread_id', new_id(trace, 0, 'thread'), 'revision_id', printf('%07x', trace // 5000),
            'retries', pick(trace, place, 'retries', 20) // 17, 'cached', false,
            'langgraph_step', place, 'langgraph_node', step.node,
            'langgraph_checkpoint_ns', step.node || ':' || new_id(trace, place, 'checkpoint')),
        'runtime', json_object('sdk', 'langsmith-py', 'sdk_version', '0.6.4'))
    END::VARCHAR AS extra,
    CASE WHEN step.run_type IN ('llm', 'chain')
        THEN json_object('messages', [
            {'id': new_id(trace, place, 'asked'), 'type': 'human', 'content': text(trace, place, 'asked')}])
        ELSE json_object('query', text(trace, place, 'asked'), 'limit', pick(trace, place, 'limit', 50))
    END::VARCHAR AS inputs,
    CASE WHEN NOT (failed OR unfinished)
        THEN json_object('id', 'run--' || new_id(trace, place, 'answered'), 'type', 'ai',
            'content', text(trace, place, 'answered'))
    END::VARCHAR AS outputs,
    CASE WHEN len(step.path) > 1 THEN run_id(trace, step.path[-2]) END AS parent_run_id,
    run_id(trace, 0) AS trace_id,
    array_to_string(list_transform(step.path, lambda other:
        strftime(moment(trace, getvariable('steps')[1 + step.first + other].begins), '%Y%m%dT%H%M%S%fZ')
        || run_id(trace, other)), '.') AS dotted_order,
    list_filter(['production', CASE pick(trace, 0, 'tag', 20) WHEN 0 THEN 'beta' WHEN 1 THEN 'canary' END,
        CASE WHEN place > 0 THEN printf('seq:step:%d', place) END], lambda tag: tag IS NOT NULL) AS tags,
    new_id(pick(trace, 0, 'project', 5), 0, 'project') AS session_id,
    coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) AS total_tokens,
    coalesce(prompt_tokens, 0) AS prompt_tokens,
    coalesce(completion_tokens, 0) AS completion_tokens,
    ((prompt_tokens * 15 + completion_tokens * 60) / 1e8)::DECIMAL(18, 8) AS total_cost,
    CASE WHEN place = 0 THEN (CASE pick(trace, 0, 'feedback', 6)
        WHEN 0 THEN json_object(
            'correctness', json_object('n', 1, 'avg', pick(trace, 0, 'score', 1001) / 1000, 'values', '{}'::JSON))
        WHEN 1 THEN json_object(
            'correctness', json_object('n', 2, 'avg', pick(trace, 0, 'score', 2001) / 2000, 'values', '{}'::JSON),
            'user_score', json_object('n', 1, 'avg', pick(trace, 0, 'thumb', 2), 'values', '{}'::JSON))
        WHEN 2 THEN json_object('topic', json_object('n', 1, 'avg', NULL, 'values', json_object('billing', 1)))
        ELSE '{}'::JSON END)::VARCHAR
    END AS feedback_stats
FROM facts
"""

LINES_SQL = """
COPY (
    SELECT * REPLACE (
        strftime(start_time, '%Y-%m-%dT%H:%M:%S.%fZ') AS start_time, strftime(end_time, '%Y-%m-%dT%H:%M:%S.%fZ') AS end_time,
        extra::JSON AS extra, inputs::JSON AS inputs, outputs::JSON AS outputs, feedback_stats::JSON AS feedback_stats,
        total_cost::VARCHAR AS total_cost)
    FROM read_parquet($source)
) TO $target (FORMAT json)
"""


def write_parquet(folder: Path, runs: int) -> Path:
    """``runs.parquet`` in a folder."""
    target = folder / "runs.parquet"
    with prepared() as connection:
        connection.execute("CREATE TABLE numbers AS FROM range($runs) AS numbers(i)", {"runs": runs})  # range has one thread
        connection.execute(f"COPY ({RUNS_SQL}) TO $target (FORMAT parquet, COMPRESSION snappy)", {"target": str(target)})
    return target


def write_lines(source: Path) -> Path:
    """``runs.jsonl`` beside a file that ``write_parquet`` wrote: the same runs, in the same order."""
    target = source.with_suffix(".jsonl")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(LINES_SQL, {"source": str(source), "target": str(target)})
    return target


def prepared() -> duckdb.DuckDBPyConnection:
    """A connection that knows the steps of the agents, the sentences they say, and the macros."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    source, words = random.Random(7), WORDS.split()
    said = [" ".join(source.choices(words, k=source.randrange(3, 8))) for _ in range(SENTENCES)]
    for variable, value in (("sentences", said), ("steps", list(steps()))):
        connection.execute(f"SET VARIABLE {variable} = $value", {"value": value})
    for macro in MACROS:
        connection.execute(macro)
    return connection


def steps() -> Iterator[dict[str, object]]:
    """The 40 runs of one trace of each agent, with what hangs on their place in it."""
    first = 0
    for agent, (name, trace) in enumerate(AGENTS.items()):
        paths: list[list[int]] = []
        for place, step in enumerate(trace):
            paths.append([*([] if step.inside is None else paths[step.inside]), place])
        leaves = [place for place, step in enumerate(trace) if step.run_type in ("llm", "tool", "retriever")]
        for place, step in enumerate(trace):
            yield asdict(step) | {
                "agent": agent,
                "first": first,
                "place": place,
                "path": paths[place],
                "node": trace[paths[place][1]].name if place else name,
                "models": [leaf for leaf in leaves if place in paths[leaf] and trace[leaf].run_type == "llm"],
                "failing": [number for number, leaf in enumerate(leaves[-3:]) if place in paths[leaf]],
                "last": place in paths[-1],
                "provider": PROVIDERS[name][0],
                "model": PROVIDERS[name][1],
            }
        first += len(trace)


def main() -> None:
    folder, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    formats = sys.argv[3:] or ["parquet", "jsonl"]
    folder.mkdir(parents=True, exist_ok=True)
    made = [write_parquet(folder, runs)]
    if "jsonl" in formats:
        made.append(write_lines(made[0]))
    for path in made:
        print(path, f"{path.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
