"""What the rules cost: a check with all rules beside one without, on a typical filter and on 1,000 conditions of each shape.

Without rules a check parses, resolves names and looks at types and dialects. ``python tests/benchmarks/rules.py`` prints the
microseconds of both and their ratio; ``--each`` also the rules that take longest on each shape.
"""

import sys
from time import perf_counter

from measure import medians, progress, table

from filterlang.checking.analysis import analyse
from filterlang.checking.condition_checks import check_condition
from filterlang.rules import rule_files
from filterlang.rules.context import Context
from filterlang.rules.rule_needs import words_of
from filterlang.semantics.analysed_filter import Analysis
from filterlang.syntax.parser import parse

COUNT = 1000


def joined(operator: str, pattern: str, count: int = COUNT) -> str:
    """A filter of conditions with a number in each."""
    return f"{operator}({', '.join(pattern.format(number) for number in range(count))})"


def mixed(count: int = COUNT) -> str:
    patterns = ("gt(latency, {})", 'neq(name, "run {}")', 'has(tags, "tag {}")', 'eq(status, "error")', "lt(total_tokens, {})")
    return f"and({', '.join(patterns[number % 5].format(number) for number in range(count))})"


def pairs(count: int = COUNT) -> str:
    pair = 'and(eq(metadata_key, "key {0}"), eq(metadata_value, "value {0}"))'
    return joined("or", pair, count // 2)


def nested(count: int = COUNT) -> str:
    text = 'eq(name, "x")'
    for number in range(count):
        text = f"{'and' if number % 2 else 'or'}(gt(latency, {number}), {text})"
    return text


def alternatives(count: int = COUNT) -> str:
    """An ``and`` of ``or`` of two, which a solver could split over and over."""
    return joined("and", 'or(gt(latency, {0}), eq(name, "run {0}"))', count // 2)


def related(count: int = COUNT) -> str:
    """Bounds on fields that facts join: two datetimes, and the seconds between them."""
    patterns = (
        'gt(start_time, "2026-01-01T00:{0:02}:{1:02}Z")',
        'lt(end_time, "2026-02-01T00:{0:02}:{1:02}Z")',
        "lt(latency, {0}.{1})",
    )
    return f"and({', '.join(patterns[number % 3].format(number // 60, number % 60) for number in range(count))})"


KEY = 'metadata_key, "key {0}"'
TYPICAL = 'and(eq(run_type, "chain"), gt(latency, 10), has(tags, "beta"))'
SHAPES = {
    "typical: three conditions": TYPICAL,
    "with a pair": 'and(eq(status, "error"), and(eq(metadata_key, "user_id"), eq(metadata_value, "u1")), gt(total_tokens, 5))',
    "1,000 in one and": mixed(),
    "1,000 equalities in one or": joined("or", 'eq(name, "run {}")'),
    "1,000 bounds on one field": joined("and", "gt(latency, {})"),
    "500 pairs": pairs(),
    "500 feedback pairs": joined("or", 'and(eq(feedback_key, "key {0}"), gt(feedback_score, 0.{0}))', COUNT // 2),
    "333 pairs denied": joined("and", f"or(neq({KEY}), and(eq({KEY}), neq(metadata_value, 1)))", COUNT // 3),
    "1,000 tags": joined("and", 'has(tags, "tag {}")'),
    "1,000 patterns": joined("or", 'like(name, "%part {}%")'),
    "1,000 searches": joined("and", 'search("word{}")'),
    "a list of 1,000": "in(name, [" + ", ".join(f'"run {number}"' for number in range(COUNT)) + "])",
    "1,000 levels": nested(),
    "500 times or of two": alternatives(),
    "500 times or of two names": joined("and", 'or(eq(name, "a{0}"), like(name, "b{0}%"))', COUNT // 2),
    "1,000 related bounds": related(),
    "1,000 names in one and": joined("and", 'eq(name, "run {}")'),
    "500 contradictions": joined("or", 'and(eq(name, "a{0}"), eq(name, "b{0}"))', COUNT // 2),
    "500 contradicting bounds": joined("or", "and(gt(latency, {0}.5), lt(latency, {0}))", COUNT // 2),
    "1,000 tags, half denied": joined("and", 'has(tags, "a{0}"), neq(tag, "b{0}")', COUNT // 2),
}  # fmt: skip


def each_rule(text: str) -> list[tuple[str, float]]:
    """The microseconds of each rule on a filter, the slowest first."""
    parsed = parse(text)
    times: dict[str, float] = {}
    for _ in range(5):
        context = Context(Analysis(parsed, "portable"))
        for condition in context.analysis.conditions:
            check_condition(context, condition)
        for check in rule_files.checks(words_of(context.analysis), frozenset()):
            started = perf_counter()
            check(context)
            name = check.__module__.rpartition(".")[2]
            times[name] = min(times.get(name, 1e9), (perf_counter() - started) * 1e6)
    return sorted(times.items(), key=lambda item: -item[1])


def main() -> None:
    rows = []
    for name, text in SHAPES.items():
        progress(name)
        repeats = max(1, 20_000 // len(text))

        def run(rules: bool, text: str = text, repeats: int = repeats) -> None:
            for _ in range(repeats):
                _ = analyse(parse(text), "portable", rules=rules).diagnostics

        seconds = medians({"without": lambda: run(False), "with": lambda: run(True)}, rounds=7)
        per_check = {which: took / repeats * 1e6 for which, took in seconds.items()}
        rows.append((name, per_check["without"], per_check["with"], per_check["with"] / per_check["without"]))
        if "--each" in sys.argv:
            for rule, took in each_rule(text)[:6]:
                progress(f"    {took:10.1f} µs {rule}")
    table(("filter", "without rules, µs", "with all rules, µs", "ratio"), rows)


if __name__ == "__main__":
    main()
