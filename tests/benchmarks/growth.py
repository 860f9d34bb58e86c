"""Whether work is linear in the text: nanoseconds a byte at 10 KB, 100 KB and 1 MB, for texts that are right and wrong."""

from collections.abc import Callable
from functools import partial
from itertools import count

from measure import medians, progress, table

from filterlang import check, fix, parse
import filterlang

SIZES = (10_000, 100_000, 1_000_000)
PATIENCE = 60.0
"""Seconds that one run may take at one size; beyond, the next size is not tried."""

CONDITIONS = ("gt(latency, {})", 'eq(name, "run {}")', 'has(tags, "tag {}")', 'in(run_type, ["llm", "tool"])')
INFIX = ("latency > {}", 'name = "run {}"', 'error != "text {}"', "status = 'success'")


def well_formed(size: int, patterns: tuple[str, ...] = CONDITIONS, joint: str = ", ") -> str:
    """About ``size`` bytes of conditions in one ``and``."""
    parts: list[str] = []
    length = 0
    for index in count():
        if length >= size:
            return f"and({joint.join(parts)})"
        parts.append(patterns[index % len(patterns)].format(index))
        length += len(parts[-1]) + len(joint)
    raise AssertionError


BROKEN: dict[str, Callable[[int], str]] = {
    "every condition unclosed": lambda size: well_formed(size).replace(")", ""),
    "no commas": lambda size: well_formed(size).replace(",", ""),
    "trailing commas": lambda size: well_formed(size).replace(")", ",)"),
    "smart quotes": lambda size: well_formed(size).replace(' "', " “").replace('"', "”"),
    "bare words": lambda size: well_formed(size).replace('"', ""),
    "infix": lambda size: well_formed(size, INFIX, " and ")[4:-1],
    "side by side": lambda size: well_formed(size)[4:-1],
    "one quote missing": lambda size: well_formed(size).replace('"', "", 1),
    "opening brackets alone": lambda size: "and(" * (size // 4),
    "closing brackets alone": lambda size: ")" * size,
    "quotes alone": lambda size: '"' * size,
    "not a filter at all": lambda size: "§ ~ ^ " * (size // 6),
}


def main() -> None:
    work: dict[str, tuple[Callable[[int], str], Callable[[str], object]]] = {
        "parse": (well_formed, parse),
        "check": (well_formed, check),
        "format": (well_formed, filterlang.format),
        "fix, nothing to do": (well_formed, fix),
        "fix, smart quotes": (BROKEN["smart quotes"], fix),
        "fix, trailing commas": (BROKEN["trailing commas"], fix),
        **{f"recover: {name}": (text, parse) for name, text in BROKEN.items()},
    }
    rows: dict[str, list[object]] = {name: [name] for name in work}
    slow: set[str] = set()
    for size in SIZES:
        progress(f"{size:,} bytes")
        texts = {name: make(size) for name, (make, _) in work.items() if name not in slow}
        seconds = medians({name: partial(work[name][1], text) for name, text in texts.items()}, rounds=5, budget=200)
        slow |= {name for name, time in seconds.items() if time * 10 > PATIENCE}
        for name, row in rows.items():
            row.append(seconds[name] * 1e9 / len(texts[name].encode()) if name in seconds else "not tried")
    table(("ns a byte at", *(f"{size // 1000:,} KB" for size in SIZES)), rows.values())


if __name__ == "__main__":
    main()
