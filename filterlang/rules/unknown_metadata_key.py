"""The rule for a metadata key that the project does not have."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.unlisted import check_listed
from filterlang.schema.project_lists import is_own_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

_LISTED = 'metadata = { user_id = "string", "customer.plan" = "string" }'

RULE = Rule(
    "FL350", "unknown-metadata-key", Phase.MEANING, Severity.NOTE,
    summary="The configuration lists the metadata keys of the project, and this is none of them.",
    why=(
        "No run has a key that is misspelled, and the filter selects nothing, or with a negative operator everything. "
        "Keys that LangSmith and its SDKs set, such as ls_provider and thread_id, are always known. A note, because the key "
        "may be new."
    ),
    examples=(
        Bad('and(eq(metadata_key, "user_idd"), eq(metadata_value, "u1"))', project=_LISTED),
        Bad('like(metadata_key, "tenant%")', project=_LISTED),
        Good('and(eq(metadata_key, "customer.plan"), eq(metadata_value, "pro"))', project=_LISTED),
        Good('in(metadata_key, ["user_id", "ls_provider", "thread_id"])', project=_LISTED),
        Good('eq(metadata_key, "user_idd")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports keys, and patterns of keys, that fit no key of the project."""
    check_listed(context, RULE, "metadata", lambda key: is_own_key(key) or context.analysis.project.has_key(key))
