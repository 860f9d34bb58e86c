"""What an explanation costs: why one run matches, relative to whether it does; and a funnel, relative to one count.

PYTHONPATH=. python tests/benchmarks/explaining_runs.py FOLDER   (with runs.parquet of engine_data.py)
"""

from pathlib import Path
import sys

from measure import medians, table

from filterlang import open_runs
from filterlang.evaluate.reference import matcher
from filterlang.evaluate.why import ExplainedFilter

TYPICAL = (
    'and(eq(run_type, "chain"), eq(status, "success"), gt(latency, 2), eq(metadata_key, "tier"), eq(metadata_value, "gold"))'
)
CONDITIONS = ('eq(run_type, "llm")', 'eq(status, "success")', "gt(latency, 2)", "gt(total_tokens, 500)", "lt(total_cost, 1)")
FIVE = f"and({', '.join(CONDITIONS)})"


def main() -> None:
    """Prints the ratios."""
    (folder,) = sys.argv[1:]
    record = next(iter(open_runs("docs/examples/support_bot.jsonl").list_runs(limit=1).records()))
    many = f"or({', '.join(f'eq(total_tokens, {number})' for number in range(-10_000, 0))})"
    rows: list[tuple[str, str, str, str]] = []
    for name, text, repeat in (("4 conditions", TYPICAL, 500), ("10,000 conditions", many, 1)):
        explained, matches = ExplainedFilter(text), matcher(text)

        def repeated(call, repeat=repeat):  # type: ignore[no-untyped-def]
            return lambda: [call(record) for _ in range(repeat)]

        times = medians({"matches": repeated(matches), "why": repeated(explained.why)})
        unit = 1e6 / repeat
        rows.append(
            (f"one run, {name}, µs", f"{times['matches'] * unit:.1f}", f"{times['why'] * unit:.1f}",
             f"{times['why'] / times['matches']:.1f}")
        )  # fmt: skip
    runs = open_runs(str(Path(folder) / "runs.parquet"))
    for name, text in (("5 scalar conditions", FIVE), ("with a pair", TYPICAL)):
        times = medians(
            {
                "count": lambda text=text: runs.list_runs(filter=text).count(),
                "funnel": lambda text=text: runs.funnel(filter=text),
            },
            rounds=7,
        )
        count, funnel = times["count"] * 1e3, times["funnel"] * 1e3
        rows.append((f"funnel of 10⁶ runs, {name}, ms", f"{count:.0f}", f"{funnel:.0f}", f"{funnel / count:.1f}"))
    table(("work", "matches, or one count", "why, or the funnel", "ratio"), rows)


main()
