"""How often filters use what the language has: the order in which an editor offers it.

Owns the invariant that an order is that of public filters (``tests/corpus/filters.jsonl``), and says nothing of what is right.
"""

USUAL_OPERATORS = (
    "eq", "and", "has", "gt", "gte", "search", "neq", "or", "in", "lt", "lte", "not", "exists", "like", "notlike",
)  # fmt: skip
"""The operators, the most frequent first."""

USUAL_FIELDS = (
    "tags", "feedback_key", "start_time", "latency", "metadata_key", "feedback_score", "status", "name", "metadata_value",
    "run_type", "is_root", "total_tokens", "error", "inputs", "metadata", "total_cost", "feedback_value", "trace_id",
    "thread_id", "end_time", "tag", "id", "session_id", "parent_run_id", "outputs", "output_key", "output_value",
)  # fmt: skip
"""Fields, the most frequent first; the others follow in the order of ``fields.FIELDS``."""

USUAL_FAMILIES = ("metadata", "feedback", "input", "output")
"""The families of pairs, the most frequent first."""

USUAL_VALUES: dict[str, tuple[str, ...]] = {"status": ("error", "success", "pending")}
"""The values of an enumeration, the most frequent first, where that is not the order of the field's record."""

USUAL_NUMBERS: dict[str, tuple[float, ...]] = {
    "latency": (2, 5, 10, 30, 60),
    "feedback_score": (0, 0.5, 1),
    "total_tokens": (1000, 5000, 10000),
    "total_cost": (0.01, 0.1, 1),
}
"""Numbers that a field is often compared with, in order of size."""
