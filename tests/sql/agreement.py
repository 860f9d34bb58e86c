"""The harness of the tests of agreement: where an engine and the reference disagree, and filters to look for that with.

Owns the invariant that what an engine is compared with is the reference on the very rows that the engine gives.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path
from random import Random
import re
from typing import Any

import hostile
from hypothesis import strategies as st
from sqlglot import exp
from traces import NO_UNICODE
import yaml

from filterlang.findings.errors import FilterError
from filterlang.sql.lowering import PredicateLowering
from filterlang.evaluate.query import plan
from filterlang.exports.records import Record
from filterlang.evaluate.reference import holds as meaning
from filterlang.sql.table_runs import EngineTable, TableSelection
from filterlang.semantics.predicate import And, Not, Predicate, Or
from filterlang.checking.meaning import to_predicate
from filterlang.strategies import runs
from filterlang.strategies.comparisons import draw_tree
from filterlang.strategies.language import Side, language
from filterlang.strategies.matching import draw_true
from filterlang.syntax.strings import quote

CONFORMANCE = Path(__file__).parents[2] / "grammar" / "conformance"
BATCH = 40
NO, MAYBE, YES = 0, 1, 2


def disagreements(table: EngineTable, predicates: Sequence[Predicate]) -> tuple[list[Any], int]:
    """Where SQL is sure of what the reference denies, or leaves out what it holds; and how often Python has to decide."""
    parts = [_batch(table, predicates[start : start + BATCH]) for start in range(0, len(predicates), BATCH)]
    return [one for found, _ in parts for one in found], sum(undecided for _, undecided in parts)


def _batch(table: EngineTable, predicates: Sequence[Predicate]) -> tuple[list[Any], int]:
    """The same for a few predicates, which become columns of one query."""
    expressions = table.expressions()
    lowering = PredicateLowering(expressions, table.columns)
    answers = [
        exp.alias_(_answer(lowering, predicate), f"answer {number}", quoted=True) for number, predicate in enumerate(predicates)
    ]
    names = [exp.column(exp.to_identifier(name, quoted=True)) for name in table.names]
    query = expressions.completed(exp.select(*names, *answers, copy=False).from_(table.source.copy(), copy=False))
    used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
    tests = [meaning(predicate) for predicate in predicates]
    record = TableSelection(table, plan({})).record
    found: list[Any] = []
    undecided = 0
    for row in table.rows(
        query.sql(expressions.dialect), {name: value for name, value in expressions.values.items() if name in used}
    ):
        run = record({name: row[name] for name in table.names if name in row})
        for number, (asked, holds) in enumerate(zip(predicates, tests, strict=True)):
            answer = row[f"answer {number}"]
            undecided += answer == MAYBE
            if answer != MAYBE and (answer == YES) is not holds(run):
                found.append((asked, answer, run))
    return found, undecided


def _answer(lowering: PredicateLowering, predicate: Any) -> exp.Expr:
    condition = lowering.lower(predicate)
    answer = exp.Case().when(condition.must, exp.Literal.number(YES))
    if not condition.exact:
        answer = answer.when(condition.may, exp.Literal.number(MAYBE))
    return answer.else_(exp.Literal.number(NO))


def telling(table: EngineTable, filters: Sequence[str], budget: int) -> list[Predicate]:
    """Conditions in filters: of those whose SQL differs in values alone, as many as a budget of characters allows.

    What joins conditions is the same for all engines.
    """
    spent: Counter[str] = Counter()
    kept: list[Predicate] = []
    for asked in Random(1).sample(filters, len(filters)):
        for condition in conditions(to_predicate(asked)):
            shape = shape_of(table, condition)
            if condition not in kept and (not spent[shape] or spent[shape] + len(shape) <= budget):
                kept.append(condition)
                spent[shape] += len(shape)
    return kept


def shape_of(table: EngineTable, condition: Predicate) -> str:
    """The SQL of a condition without the values and keys in it."""
    expressions = table.expressions()
    return _VALUE.sub("?", _answer(PredicateLowering(expressions, table.columns), condition).sql(expressions.dialect))


_VALUE = re.compile(r"[:$]p\d+|\{p\d+|\[\"[^\"]*\"\]|\bv\d+\b")


def conditions(predicate: Predicate) -> Iterator[Predicate]:
    """What is joined by and, or and not."""
    if isinstance(predicate, (And, Or)):
        for part in predicate.parts:
            yield from conditions(part)
    elif isinstance(predicate, Not):
        yield from conditions(predicate.part)
    else:
        yield predicate


def conformance() -> list[str]:
    """The filters of the conformance cases that say which runs they select."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(CONFORMANCE.glob("*.yaml")) if path.stem != "runs"]
    return list(dict.fromkeys(case["text"] for cases in files for case in cases if "matches" in case))


ANY_RUN = runs(hostile=True)


@st.composite
def runs_and_predicates(
    draw: st.DrawFn, count: int, run: st.SearchStrategy[Record] = ANY_RUN
) -> tuple[list[Record], list[Predicate]]:
    """Runs of any shape, and twice as many predicates, of which half ask for a value that one of the runs holds."""
    records = [{**draw(run), "id": f"run {number}"} for number in range(count)]
    return records, draw(predicates_on(records * 2))


@st.composite
def predicates_on(draw: st.DrawFn, records: Sequence[Record]) -> list[Predicate]:
    """A predicate for each run: it holds for that run, or is any predicate."""
    known = language("v1")
    trees = [
        draw_true(draw, known, run, 2, Side.ANY) if draw(st.booleans()) else draw_tree(draw, known, 2, Side.ANY)
        for run in records
    ]
    return list(map(to_predicate, trees))


def asked(pattern: str, values: Iterable[str]) -> Iterator[str]:
    """Filters of one shape with many values, which stand where the X is."""
    return (pattern.replace("X", value) for value in values)


def is_filter(text: str) -> bool:
    """Whether a text means something, in whatever dialect."""
    try:
        to_predicate(text)
    except FilterError:
        return False
    return True


TEXTS = [quote(text) for text in hostile.TEXTS if text.isprintable() or "\x00" in text or "\n" in text]
NUMBERS = [repr(number) for number in hostile.NUMBERS if isinstance(number, int) or isfinite(number)]
TIMES = [text for text in map(quote, hostile.TIMES) if is_filter(f"eq(start_time, {text})")]
HOSTILE = [
    *asked("eq(name, X)", TEXTS), *asked("like(name, X)", TEXTS), *asked("neq(error, X)", TEXTS),
    *asked("eq(metadata_value, X)", TEXTS), *asked("gt(metadata_value, X)", TEXTS), *asked("like(metadata_value, X)", TEXTS),
    *asked("and(eq(metadata_key, X), neq(metadata_value, 1))", TEXTS), *asked("has(tags, X)", TEXTS),
    *asked("like(tag, X)", TEXTS), *asked("like(inputs, X)", TEXTS), *asked("eq(thread_id, X)", TEXTS),
    *asked("and(eq(feedback_key, X), gte(feedback_score, 0))", TEXTS), *asked("eq(feedback_value, X)", TEXTS),
    *asked("eq(total_tokens, X)", NUMBERS), *asked("lte(completion_tokens, X)", NUMBERS),
    *asked("gt(metadata_value, X)", NUMBERS), *asked('and(eq(metadata_key, "n"), eq(metadata_value, X))', NUMBERS),
    *asked("eq(feedback_score, X)", NUMBERS), *asked("lt(completion_cost, X)", NUMBERS), *asked("eq(start_time, X)", TIMES),
    *asked("lt(end_time, X)", TIMES), *asked("search(X)", [text for text in TEXTS if len(text.split()) < 3]), *NO_UNICODE,
    'in(id, ["0000000000004000800000000000000A", "00000000-0000-4000-8000-000000000003"])', "in(id, [])", "eq(is_root, true)",
    "neq(is_root, true)", 'eq(parent_run_id, "00000000-0000-4000-8000-000000000003")', "neq(parent_run_id, null)",
    'in(parent_run_id, ["a", "00000000-0000-4000-8000-000000000001", null])',
    'eq(trace_id, "00000000-0000-4000-8000-000000003001")', 'neq(trace_id, "00000000-0000-4000-8000-000000003004")',
    'in(trace_id, ["00000000-0000-4000-8000-000000003003", null])',
    "eq(latency, 1.5)", "lt(latency, 2.5)", "lte(latency, 1e400)",
    "gt(latency, 0)", "eq(latency, null)", "eq(error, null)", "neq(start_time, null)", "eq(total_tokens, null)",
    "or(eq(name, null), lt(total_tokens, null))", "eq(metadata_value, null)", "neq(metadata_value, true)", "eq(input_value, 1)",
    'and(eq(metadata_key, "a.b"), eq(metadata_value, "a"))', 'and(neq(metadata_key, "a"), neq(metadata_value, "a"))',
    'and(eq(metadata_key, "a"), in(metadata_value, [1, "a", true, null]))', 'has(metadata, "{\\"a\\": null}")',
    'exists(metadata, "a.b.c")', 'and(eq(feedback_key, "c"), neq(feedback_score, 0.5))', 'notlike(feedback_value, "o%")',
    'like(outputs, "{%}")', 'like(inputs, "%[%,%]%:%")', 'notlike(metadata, "%a%")',
]  # fmt: skip
"""Filters that ask runs that nobody should send for what they may hold."""
