"""The rule for a metadata key that the project does not have."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.unlisted import ADVICE, check_listed
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.project_lists import is_own_key
from filterlang.schema.types import Type
from filterlang.syntax.tree import String
from filterlang.text.display import clip
from filterlang.text.jsonvalues import as_mapping, is_object

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
    if context.analysis.project.metadata is None:
        return
    check_listed(context, RULE, "metadata", lambda key: _is_known(context, key))
    for comparison in context.analysis.by_type[Type.JSON]:
        if comparison.operator == "has" and isinstance(comparison.value, String) and context.analysis.dialect.has_pairs:
            _check_object(context, comparison.value)


def _is_known(context: Context, key: str) -> bool:
    return is_own_key(key) or context.analysis.project.has_key(key)


def _check_object(context: Context, value: String) -> None:
    """Reports keys of an object of JSON; a text that is no such object is itself a key."""
    import json

    try:
        content: object = json.loads(value.value)
    except (ValueError, RecursionError):
        content = None
    keys = as_mapping(content) if is_object(content) else [value.value]
    for key in keys:
        if not _is_known(context, key) and not context.findings_about(value):
            message = f"the project has no metadata key {json.dumps(clip(key, 60), ensure_ascii=False)}"
            context.report(RULE, value, message, help=ADVICE.format(CUSTOM))
