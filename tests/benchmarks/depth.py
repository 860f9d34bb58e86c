"""What nesting costs: microseconds a level, up to 100,000 levels, and the depth at which recursive peers give up.

A level is a call inside a call with a condition beside it: ``and(eq(name, "a"), or(gt(latency, 1), and(…)))``.
"""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
import sys

from lark import Lark, Token, Transformer, v_args
from measure import medians, progress, table

import filterlang
from filterlang.evaluate.reference import matcher
from filterlang.syntax.printer import print_line

DEPTHS = (1_000, 5_000, 20_000, 100_000)
GRAMMAR = Path(__file__).parents[2] / "grammar" / "filter.lark"
RUN = {
    "id": "01a10b4a-9680-7c18-9c68-5e15bef7fb49",
    "trace_id": "01a10b4a-9680-7c18-9c68-5e15bef7fb49",
    "name": "a",
    "run_type": "chain",
    "start_time": "2026-10-05T09:00:00.000000",
    "end_time": "2026-10-05T09:00:00.500000",
    "status": "success",
    "extra": {"metadata": {}},
    "inputs": {},
    "outputs": {},
    "tags": [],
}


def nest(depth: int, pair: tuple[str, str], innermost: str) -> str:
    """A text of so many levels, the two openings in turn. The run above has to be asked every one of them."""
    openings = "".join(pair[level % 2] for level in range(depth - 1))
    return openings + innermost + ")" * (depth - 1)


def nested_filter(depth: int) -> str:
    return nest(depth, ('and(eq(name, "a"), ', "or(gt(latency, 1), "), 'eq(name, "a")')


def nested_condition(depth: int) -> str:
    return nest(depth, ("(name = 'a' AND ", "(latency > 1 OR "), "name = 'a'")


@v_args(inline=True)
class Evaluate(Transformer[Token, object]):
    """The least a Transformer can do: it takes the tree apart and makes nothing of it."""

    call = staticmethod(lambda *parts: len(parts))


def dies_at(work: Callable[[int], object]) -> int | None:
    """The least depth at which ``work`` runs out of stack; None when it still stands at the greatest."""
    if stands(work, DEPTHS[-1]):
        return None
    low, high = 1, DEPTHS[-1]
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if stands(work, middle) else (low, middle)
    return low


def stands(work: Callable[[int], object], depth: int) -> bool:
    try:
        work(depth)
    except RecursionError:
        return False
    return True


def peers() -> dict[str, Callable[[int], object]]:
    lark = Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer="basic")
    work: dict[str, Callable[[int], object]] = {
        f"Lark {version('lark')}: parse": lambda depth: lark.parse(nested_filter(depth)),
        f"Lark {version('lark')}: parse, then a Transformer": lambda depth: Evaluate().transform(
            lark.parse(nested_filter(depth))
        ),
    }
    try:
        from sqlglot import parse_one
    except ImportError as problem:
        progress(f"sqlglot is left out: {problem}")
        return work
    return work | {f"sqlglot {version('sqlglot')}: parse": lambda depth: parse_one(nested_condition(depth))}


def stages(depth: int) -> dict[str, Callable[[], object]]:
    text = nested_filter(depth)
    tree = filterlang.parse(text).tree
    matches = matcher(tree)
    if not matches(RUN):
        raise AssertionError("the run matches at every depth")
    return {
        "parse": lambda: filterlang.parse(text),
        "check": lambda: filterlang.check(text),
        "print": lambda: print_line(tree),
        "format": lambda: filterlang.format(text),
        "evaluate: make the test": lambda: matcher(tree),
        "evaluate: test one run": lambda: matches(RUN),
    }


def main() -> None:
    rows: dict[str, list[object]] = {}
    for depth in DEPTHS:
        progress(f"{depth:,} levels")
        for name, seconds in medians(stages(depth), rounds=5).items():
            rows.setdefault(name, [name]).append(seconds * 1e6 / depth)
    table(("µs a level at", *(f"{depth:,} levels" for depth in DEPTHS)), rows.values())
    print()
    limits = ((name, dies_at(work) or f"stands at {DEPTHS[-1]:,}") for name, work in peers().items())
    table((f"with a recursion limit of {sys.getrecursionlimit():,}", "RecursionError from"), limits)


if __name__ == "__main__":
    main()
