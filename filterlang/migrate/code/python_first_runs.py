"""Holds the function that takes the first runs of an asynchronous iterator in moved Python code, which has no ``islice``.

Owns the invariant that a program has it once.
"""

from __future__ import annotations

from filterlang.migrate.code.code_moves import Import

FIRST_RUNS_IMPORTS = (
    Import("collections.abc", "AsyncIterable"), Import("typing", "Any"),
)  # fmt: skip
FIRST_RUNS = '''\
async def {0}(runs: {1}[{2}], limit: int | None) -> {1}[{2}]:
    """Yields the first runs, at most as many as the limit."""
    number = 0
    async for run in runs:
        yield run
        number += 1
        if limit is not None and number >= limit:
            return
'''
"""A function that takes the first runs of an asynchronous iterator, with its name and those of its imports left open."""
