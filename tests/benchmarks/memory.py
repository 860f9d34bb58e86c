"""What a tree weighs: bytes a node of filterlang's tree, beside Lark's plain tree of the same text."""

from collections.abc import Callable
from pathlib import Path
import tracemalloc

from lark import Lark
from measure import progress, table

from filterlang.syntax.parser import parse
from filterlang.syntax.tree import walk

CONDITIONS = 20_000
GRAMMAR = Path(__file__).parents[2] / "grammar" / "filter.lark"
PATTERNS = ("gt(latency, {})", 'eq(name, "run {}")', 'has(tags, "tag {}")', 'in(run_type, ["llm", "tool {}"])')
FILTER = f"and({', '.join(PATTERNS[index % len(PATTERNS)].format(index) for index in range(CONDITIONS))})"


def weight(build: Callable[[], object]) -> int:
    """Bytes that are held once ``build`` is done and only its result is left."""
    build()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    result = build()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return after - before


def main() -> None:
    lark = Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer="basic")
    nodes = sum(1 for _ in walk(parse(FILTER).tree))
    progress(f"{len(FILTER):,} bytes of text, {nodes:,} nodes")
    weights = {
        "filterlang, with spans": weight(lambda: parse(FILTER).tree),
        "Lark's plain tree and tokens": weight(lambda: lark.parse(FILTER)),
    }
    table(
        ("tree", "nodes", "MB", "bytes a node"),
        ((name, nodes, size / 1e6, round(size / nodes)) for name, size in weights.items()),
    )


if __name__ == "__main__":
    main()
