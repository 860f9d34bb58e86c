"""The fields of a run that filters compare, one record each.

A field that runs store has a row in ``run_schema`` as well, which says how tables and APIs keep it.
"""

import copyreg

from filterlang.findings.evidence import Evidence
from filterlang.schema.citations import (
    ENUMS, EXPORT, FIELDS_TESTED, GONE, LIKE_TESTED, LIVE_0930, MIGRATION_TOOL, NO_EVIDENCE, OPENAPI, SDK, SEARCH_BAR,
    TOKENS_V2, TQS, UI_COPY, UI_DOC, UI_URL,
)  # fmt: skip
from filterlang.schema.types import Field, SmallerUnit, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TEXT, _NUMBER, _UUID, _TIME = Type.STRING, Type.NUMBER, Type.UUID, Type.DATETIME

_CENTS = SmallerUnit("cents", 100, least=50, most=1_000_000)
"""Ours: ten million tokens at five dollars a million cost 50 dollars, which few runs need."""
_PERCENT = SmallerUnit("percent", 100, least=11, most=100)
"""Ours: scores are mostly from 0 to 1, and other scales, such as stars, end at 5 or 10."""


def _pair(family: str, of: str, evidence: tuple[Evidence, ...], stored: tuple[str, ...]) -> tuple[Field, ...]:
    return (
        Field(f"{family}_key", _TEXT, f"a key of the run's {of}; a dot goes one level down", "key", evidence,
              family=family, role="key", stored=stored),
        Field(f"{family}_value", Type.SCALAR, f"the value under a key of the run's {of}; true and \"true\" differ", "value",
              (*evidence, LIVE_0930), family=family, role="value", stored=stored),
    )  # fmt: skip


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("id", _UUID, "the run's id", "id", (TQS, SDK), stored=("id",)),
        Field("name", _TEXT, "the run's name", "name", (TQS, LIKE_TESTED), stored=("name",)),
        Field("run_type", Type.ENUM, "what kind of step the run is", "enum", (ENUMS,), stored=("run_type",),
              values=("llm", "chain", "tool", "retriever", "embedding", "prompt", "parser")),
        Field("status", Type.ENUM, "how the run ended, or pending", "enum", (TQS, OPENAPI), stored=("status",),
              values=("success", "error", "pending")),
        Field("start_time", _TIME, "when the run started", "time", (TQS,), stored=("start_time",)),
        Field("end_time", _TIME, "when the run ended", "time", (TQS,), stored=("end_time",)),
        Field("first_token_time", _TIME, "when the first token came", "time", (SEARCH_BAR,), stored=("first_token_time",)),
        Field("latency", Type.DURATION, "how long the run took", "amount", (TQS, OPENAPI), unit="seconds", derived="elapsed",
              least=0),
        Field("tags", Type.LIST, "the run's tags", "tags", (TQS,), stored=("tags",)),
        Field("tag", _TEXT, "one of the run's tags", "tag", (UI_URL,), stored=("tags",)),
        Field("metadata", Type.JSON, "the run's metadata, as a whole", "json", (EXPORT, TQS), stored=("extra", "metadata")),
        *_pair("metadata", "metadata", (TQS, EXPORT), ("extra", "metadata")),
        *_pair("input", "inputs", (EXPORT, UI_DOC), ("inputs",)),
        *_pair("output", "outputs", (EXPORT, UI_DOC), ("outputs",)),
        Field("inputs", _TEXT, "the run's inputs, as text", "payload", (UI_URL,), stored=("inputs",), derived="text"),
        Field("outputs", _TEXT, "the run's outputs, as text", "payload", (UI_URL,), stored=("outputs",), derived="text"),
        Field("error", _TEXT, "the error's text", "error", (LIKE_TESTED,), stored=("error",)),
        Field("feedback_key", _TEXT, "the name of a feedback on the run", "feedback_key", (TQS, EXPORT),
              family="feedback", role="key", stored=("feedback_stats",)),
        Field("feedback_score", _NUMBER, "the score of a feedback; true and false count as 1 and 0", "score", (TQS, EXPORT),
              family="feedback", role="score", stored=("feedback_stats",), mistaken=_PERCENT),
        Field("feedback_value", _TEXT, "the label of a feedback", "label", (LIVE_0930,),
              family="feedback", role="value", stored=("feedback_stats",)),
        Field("is_root", Type.BOOLEAN, "whether the run is the root of its trace", "flag", (UI_COPY, OPENAPI),
              derived="root"),
        Field("trace_id", _UUID, "the id of the trace's root run", "id", (SDK, OPENAPI), stored=("trace_id",),
              derived="trace"),
        Field("thread_id", _TEXT, "the conversation the trace belongs to", "id", (SDK, OPENAPI), derived="thread"),
        Field("parent_run_id", _UUID, "the id of the run above", "id", (FIELDS_TESTED,), stored=("parent_run_id",),
              derived="parent"),
        Field("session_id", _UUID, "the id of the tracing project", "id", (MIGRATION_TOOL,), stored=("session_id",)),
        Field("reference_example_id", _UUID, "the dataset example the run was made from", "id", (NO_EVIDENCE,),
              stored=("reference_example_id",)),
        Field("reference_dataset_id", _UUID, "the dataset of that example", "id", (NO_EVIDENCE,),
              stored=("reference_dataset_id",)),
        Field("total_tokens", _NUMBER, "how many tokens went in and came out", "amount", (TOKENS_V2,), unit="tokens",
              stored=("total_tokens",), least=0),
        Field("prompt_tokens", _NUMBER, "how many tokens went in", "amount", (SEARCH_BAR,), unit="tokens",
              stored=("prompt_tokens",), least=0),
        Field("completion_tokens", _NUMBER, "how many tokens came out", "amount", (SEARCH_BAR,), unit="tokens",
              stored=("completion_tokens",), least=0),
        Field("total_cost", _NUMBER, "what the run cost", "amount", (SEARCH_BAR,), unit="US dollars", stored=("total_cost",),
              mistaken=_CENTS, least=0),
        Field("prompt_cost", _NUMBER, "what the input cost", "amount", (SEARCH_BAR,), unit="US dollars",
              stored=("prompt_cost",), mistaken=_CENTS, least=0),
        Field("completion_cost", _NUMBER, "what the output cost", "amount", (SEARCH_BAR,), unit="US dollars",
              stored=("completion_cost",), mistaken=_CENTS, least=0),
        Field("execution_order", _NUMBER, "the run's place in its trace; no longer kept", "amount", (GONE,),
              stored=("execution_order",)),
        Field("ls_user_id", _TEXT, "the LangSmith user", "id", (SEARCH_BAR,), stored=("ls_user_id",)),
    )
}  # fmt: skip


def _field_named(name: str) -> Field:
    return FIELDS[name]


def _pickled(field: Field) -> "tuple[Any, ...] | str":
    """Returns what a field is pickled as: its name, so that it is one record in every process. Fields compare by identity."""
    return (_field_named, (field.name,)) if FIELDS.get(field.name) is field else field.__reduce_ex__(2)


copyreg.pickle(Field, _pickled)

FAMILIES: dict[str, dict[str, Field]] = {}
"""The pairs: for each family, its fields by role."""
for _field in FIELDS.values():
    if _field.family:
        FAMILIES.setdefault(_field.family, {})[_field.role] = _field

CONTAINERS: dict[str, str] = {
    "metadata": "metadata", "extra.metadata": "metadata", "meta": "metadata", "metadata_key": "metadata",
    "metadata_value": "metadata", "run.metadata": "metadata", "inputs": "input", "input": "input", "outputs": "output",
    "output": "output", "feedback": "feedback", "feedbacks": "feedback", "feedback_scores": "feedback",
    "feedback_stats": "feedback", "feedback_score": "feedback", "feedback_key": "feedback", "scores": "feedback",
}  # fmt: skip
"""What people put a key behind, as in metadata.user_id or feedback_scores["quality"], and the family of pairs it means."""

FEEDBACK_PARTS: dict[str, str] = {"score": "score", "avg": "score", "mean": "score", "value": "value", "label": "value"}
"""The last step of a path into feedback, and the role that it means."""

FEEDBACK_OTHERS = frozenset(
    {"n", "count", "errors", "error", "min", "max", "stdev", "comment", "comments", "source", "sources"}
)
"""Last steps of a path into feedback for which there is no field."""
