"""Where an engine and the reference disagree, and filters to look for that with.

Owns the invariant that what an engine is compared with is the reference on the very rows that the engine gives.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import hostile
from sqlglot import exp
import yaml

from filterlang.diagnostics import FilterError
from filterlang.evaluate.lowering import Lowering
from filterlang.evaluate.query import plan
from filterlang.evaluate.reference import test as meaning
from filterlang.evaluate.tables import Selection, Table
from filterlang.semantics.predicate import understand
from filterlang.syntax.strings import quote

CONFORMANCE = Path(__file__).parents[2] / "grammar" / "conformance"
BATCH = 40
NO, MAYBE, YES = 0, 1, 2


def disagreements(table: Table, filters: Sequence[Any]) -> tuple[list[Any], int]:
    """Where SQL is sure of what the reference denies, or leaves out what it holds; and how often Python has to decide."""
    parts = [_batch(table, filters[start : start + BATCH]) for start in range(0, len(filters), BATCH)]
    return [one for found, _ in parts for one in found], sum(undecided for _, undecided in parts)


def _batch(table: Table, filters: Sequence[Any]) -> tuple[list[Any], int]:
    """The same for a few filters, which become columns of one query."""
    words = table.words()
    lowering = Lowering(words, table.columns)
    predicates = [understand(one) for one in filters]
    answers = [
        exp.alias_(_answer(lowering, predicate), f"answer {number}", quoted=True) for number, predicate in enumerate(predicates)
    ]
    names = [exp.column(exp.to_identifier(name, quoted=True)) for name in table.names]
    query = exp.select(*names, *answers, copy=False).from_(table.source.copy(), copy=False)
    used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
    tests = [meaning(predicate) for predicate in predicates]
    record = Selection(table, plan({})).record
    found: list[Any] = []
    undecided = 0
    for row in table.rows(query.sql(words.dialect), {name: value for name, value in words.values.items() if name in used}):
        run = record({name: row[name] for name in table.names})
        for number, (asked, holds) in enumerate(zip(filters, tests, strict=True)):
            answer = row[f"answer {number}"]
            undecided += answer == MAYBE
            if answer != MAYBE and (answer == YES) is not holds(run):
                found.append((str(asked), answer, run))
    return found, undecided


def _answer(lowering: Lowering, predicate: Any) -> exp.Expr:
    condition = lowering.lower(predicate)
    answer = exp.Case().when(condition.sure, exp.Literal.number(YES))
    if not condition.exact:
        answer = answer.when(condition.maybe, exp.Literal.number(MAYBE))
    return answer.else_(exp.Literal.number(NO))


def conformance() -> list[str]:
    """The filters of the conformance cases that say which runs they select."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(CONFORMANCE.glob("*.yaml")) if path.stem != "runs"]
    return list(dict.fromkeys(case["text"] for cases in files for case in cases if "matches" in case))


def asked(pattern: str, values: Iterable[str]) -> Iterator[str]:
    """Filters of one shape with many values, which stand where the X is."""
    return (pattern.replace("X", value) for value in values)


def is_filter(text: str) -> bool:
    """Whether a text means something, in whatever dialect."""
    try:
        understand(text)
    except FilterError:
        return False
    return True


TEXTS = [quote(text) for text in hostile.TEXTS if text.isprintable() or "\x00" in text or "\n" in text]
NUMBERS = [repr(number) for number in hostile.NUMBERS if isinstance(number, int) or isfinite(number)]
TIMES = [quote(time) for time in hostile.TIMES]
HOSTILE = [
    *asked("eq(name, X)", TEXTS), *asked("like(name, X)", TEXTS), *asked("gt(error, X)", TEXTS[::3]), *asked("search(X)",
    TEXTS),
    *asked("eq(metadata_value, X)", TEXTS[::2]), *asked("and(eq(metadata_key, X), neq(metadata_value, 1))", TEXTS[1::2]),
    *asked("has(tags, X)", TEXTS[::2]), *asked("like(tag, X)", TEXTS[1::2]), *asked("like(inputs, X)", TEXTS[::2]),
    *asked("like(metadata_value, X)", TEXTS[1::3]), *asked("and(eq(feedback_key, X), gte(feedback_score, 0))", TEXTS[::3]),
    *asked("eq(feedback_value, X)", TEXTS[1::3]), *asked("eq(thread_id, X)", TEXTS[2::3]),
    *asked("eq(total_tokens, X)", NUMBERS), *asked("lte(completion_tokens, X)", NUMBERS), *asked("gt(metadata_value, X)",
    NUMBERS),
    *asked("eq(feedback_score, X)", NUMBERS), *asked('and(eq(metadata_key, "n"), eq(metadata_value, X))', NUMBERS[::2]),
    *asked("lt(completion_cost, X)", NUMBERS), *asked("eq(start_time, X)", TIMES), *asked("lt(end_time, X)", TIMES),
    'in(id, ["0000000000004000800000000000000A", "00000000-0000-4000-8000-000000000003"])', "in(id, [])", "eq(is_root, true)",
    "gt(latency, 0)", "eq(latency, null)", "eq(error, null)", "neq(start_time, null)", "eq(total_tokens, null)",
    "or(gt(name, null), lt(total_tokens, null))",
    'and(eq(metadata_key, "a.b"), eq(metadata_value, "a"))', 'and(neq(metadata_key, "a"), neq(metadata_value, "a"))',
    "eq(metadata_value, null)",
    'and(eq(metadata_key, "a"), in(metadata_value, [1, "a", true, null]))', "neq(metadata_value, true)",
    'has(metadata, "{\\"a\\": null}")',
    'exists(metadata, "a.b.c")', 'and(eq(feedback_key, "c"), neq(feedback_score, 0.5))', 'notlike(feedback_value, "o%")',
    "eq(input_value, 1)", 'like(outputs, "{%}")',
]  # fmt: skip
"""Filters that ask runs that nobody should send for what they may hold."""
