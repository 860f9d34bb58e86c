"""Which fields of a run ``select`` may name.

Owns the invariant that a name nobody knows is refused with the nearest known one, before anything is read or sent.
"""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from filterlang.evaluate.columns import ELSEWHERE

SELECTABLE = (
    "id", "name", "run_type", "start_time", "end_time", "status", "error", "extra", "events", "inputs", "inputs_preview",
    "inputs_s3_urls", "inputs_or_signed_url", "outputs", "outputs_preview", "outputs_s3_urls", "outputs_or_signed_url",
    "s3_urls", "error_or_signed_url", "events_or_signed_url", "extra_or_signed_url", "serialized_or_signed_url",
    "parent_run_id", "manifest_id", "manifest_s3_id", "manifest", "session_id", "serialized", "reference_example_id",
    "reference_dataset_id", "total_tokens", "prompt_tokens", "prompt_token_details", "completion_tokens",
    "completion_token_details", "total_cost", "prompt_cost", "prompt_cost_details", "completion_cost",
    "completion_cost_details", "price_model_id", "first_token_time", "trace_id", "dotted_order", "last_queued_at",
    "feedback_stats", "child_run_ids", "parent_run_ids", "tags", "in_dataset", "app_path", "share_token", "trace_tier",
    "trace_first_received_at", "ttl_seconds", "trace_upgrade", "thread_id", "trace_min_max_start_time", "messages",
    "inserted_at",
)  # fmt: skip
"""v1's ``RunSelect``, from LangSmith's OpenAPI document."""


def selected(names: Sequence[str], known: Collection[str] = SELECTABLE) -> list[str]:
    """The names, each once and ``id`` always. Raises ``ValueError`` for a name that is not known."""
    if isinstance(names, str):
        raise TypeError(f"select takes a list of field names, not one string: write [{names!r}]")
    for name in names:
        if name not in known:
            near = ELSEWHERE.get(name.lower()) or get_close_matches(name.lower(), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see RunSelect in LangSmith's API for the names there are"
            raise ValueError(f"a run has no field {name!r} to select: {hint}")
    return list(dict.fromkeys(("id", *names)))
