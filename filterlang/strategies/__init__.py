"""Hypothesis strategies for the tests of programs that use filters: filters, trees, runs, traces, and filters that match.

Needs the extra ``hypothesis``: ``pip install ".[hypothesis]"`` in a checkout.

Owns the invariant that strategies are derived from the schema: a new field or operator is drawn without a change here.
"""

from filterlang.text.extras import install

try:
    from filterlang.strategies.coherent import runs
    from filterlang.strategies.comparisons import trees
    from filterlang.strategies.matching import matches
    from filterlang.strategies.texts import filters
    from filterlang.strategies.tracing import traces
except ModuleNotFoundError as _missing:
    if _missing.name != "hypothesis":
        raise
    raise ImportError(f"filterlang.strategies needs Hypothesis: {install('hypothesis')}") from None

__all__ = ["filters", "matches", "runs", "traces", "trees"]
