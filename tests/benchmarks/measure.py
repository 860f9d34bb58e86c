"""The timing loop that the benchmarks share, and the table they print.

Owns the invariant that contenders are measured in turn: a round runs each of them once, then the next round begins, so
that whatever else the machine does hits all of them alike. Reported are medians over the rounds.
"""

from collections.abc import Callable, Iterable, Mapping
import gc
from statistics import median
import sys
from time import perf_counter

Contenders = Mapping[str, Callable[[], object]]


def progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def medians(
    contenders: Contenders, rounds: int = 9, budget: float = 60.0, clock: Callable[[], float] = perf_counter
) -> dict[str, float]:
    """The median seconds of each contender. A first round only warms up; once ``budget`` seconds are spent no new one begins.

    Garbage collection stays on, as in a program, but looks at what a contender made and not at the modules of the others.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    warm = [_once(run, clock) for run in contenders.values()]
    gc.collect()
    gc.freeze()
    started = perf_counter()
    for number in range(rounds if sum(warm) < budget else 1):
        if number and perf_counter() - started > budget:
            break
        for name, run in contenders.items():
            seconds[name].append(_once(run, clock))
        progress(f"  round {number + 1} of at most {rounds}")
    gc.unfreeze()
    return {name: median(times) for name, times in seconds.items()}


def _once(run: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    started = clock()
    result = run()
    elapsed = clock() - started
    del result  # taking a tree apart is not part of making it
    return elapsed


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a Markdown table: the first column is text, the others are numbers."""
    names = list(header)
    print("|", " | ".join(names), "|")
    print("|---" + "|--:" * (len(names) - 1) + "|")
    for row in rows:
        print("|", " | ".join(_cell(value) for value in row), "|", flush=True)


def _cell(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
