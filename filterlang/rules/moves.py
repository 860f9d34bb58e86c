"""The rules of migration: what to know when a filter comes to a backend that it was not written for.

Owns the invariant that an ordinary check reports none of these rules. What a backend refuses is not here: the check knows it.
"""

from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from filterlang.findings.evidence import Evidence, Grade
from filterlang.findings.rule import Bad, Good, Move, Phase, Rule
from filterlang.schema.aliases import PRESENCE
from filterlang.schema.dialects import METADATA_JSON, NULL, RUNS
from filterlang.schema.citations import FULL_TEXT, KEY_PATHS, LIKE_TESTED, OPENAPI, UI_DOC, V1_ENDS
from filterlang.schema.end_of_v1 import LAST_DAY
from filterlang.schema.operators import PATTERNS
from filterlang.schema.search_index import Unindexed, longest_indexed
from filterlang.schema.types import Field, Type
from filterlang.semantics.durations import is_uuid
from filterlang.semantics.search_words import why_unindexed

WINDOW = Evidence(Grade.DOC, "LangSmith OpenAPI document, QueryRunsRequestBody: min_start_time is one day ago by default")
THREAD_IDS = Evidence(Grade.UNKNOWN, "LangSmith OpenAPI document: a UUID on v2; the SDK and the docs use any text")

_LONG = 'and(eq(input_key, "question"), eq(input_value, "' + 251 * "x" + '"))'
_SHORT = 'and(eq(input_key, "question"), eq(input_value, "x"))'


class MovedCondition(NamedTuple):
    """A condition of a filter: its operator, the field it compares, if any, and the texts it compares the field with."""

    operator: str
    field: Field | None
    texts: tuple[str, ...]


Detector = Callable[[MovedCondition], str | None]
"""Returns the detail of a condition that a rule reports, such as the name of its field; None for any other condition."""


def _searched_text(condition: MovedCondition) -> str | None:
    """The text of a full-text search; None for a search in one field, which no dialect has."""
    return condition.texts[0] if condition.operator == "search" and not condition.field and condition.texts else None


def _unindexed_words(condition: MovedCondition) -> str | None:
    """The words of a search that v2 does not index; v1 has no stop words either."""
    words = (_searched_text(condition) or "").split()
    return ", ".join(f'"{word}"' for word in words if why_unindexed(word) not in _NOWHERE) or None


_NOWHERE = (None, Unindexed.PUNCTUATION, Unindexed.STOP_WORD)


def _length_of_long_value(condition: MovedCondition) -> str | None:
    """The length of a value under a key, where it is longer than what v1 indexes."""
    field = condition.field
    indexed = longest_indexed(field, RUNS) if field else None
    longest = max(map(len, condition.texts), default=0)
    return str(longest) if indexed is not None and longest > indexed else None


def _field_of_pattern(condition: MovedCondition) -> str | None:
    """The field of a pattern, other than the name, for which patterns are attested."""
    field = condition.field
    return field.name if field and condition.operator in PATTERNS and field.operators != "name" else None


def _enumeration(condition: MovedCondition) -> str | None:
    return condition.field.name if condition.field and condition.field.type is Type.ENUM else None


def _json_field(condition: MovedCondition) -> str | None:
    field = condition.field
    return field.name if field and condition.operator == "has" and field.type is Type.JSON else None


def _thread_without_uuid(condition: MovedCondition) -> str | None:
    field = condition.field
    return field.name if field and field.derived == "thread" and not all(map(is_uuid, condition.texts)) else None


def _field_with_presence(condition: MovedCondition) -> str | None:
    """A field that was compared with null, for which another field says whether it has a value."""
    field = condition.field
    return field.name if field and condition.operator in ("eq", "neq") and field.name in PRESENCE else None


V2_SEARCH_TEXT = Rule(
    "FL206", "v2-search-text", Phase.DIALECT,
    summary="Full-text search looks at other text on v2.",
    why="A run that is found on v1 need not be found on v2, nor the other way round: compare a field where that matters.",
    evidence=(UI_DOC, FULL_TEXT),
    move=Move(
        "search looks at other text: on v1 at the first 250 characters of the inputs and the outputs, on v2 at up to 2,000 "
        "words of each and of the error", into="v2", changes_meaning=True,
    ),
    examples=(Bad('search("refund policy")'), Good('like(name, "%refund%")')),
)  # fmt: skip

V2_UNINDEXED_WORD = Rule(
    "FL207", "v2-unindexed-word", Phase.DIALECT,
    summary="v2 does not index this word.",
    why="A search for a word that is not indexed finds no run.",
    evidence=(FULL_TEXT,),
    move=Move(
        "v2 does not index {}: it knows words of 2 to 44 ASCII characters that are no numbers, addresses or stop words",
        into="v2", changes_meaning=True,
    ),
    examples=(Bad('search("café 42")'), Good('search("refund policy")')),
)  # fmt: skip

V2_LONG_VALUE = Rule(
    "FL208", "v2-long-value", Phase.DIALECT,
    summary="v1 never found this value because of its length; v2's limit is not published.",
    why="The filter selected no run on v1, and may select runs on v2.",
    evidence=(UI_DOC, KEY_PATHS),
    move=Move(
        "v1 indexes values of at most 250 characters under a key and never found this one of {}; v2's limit is not published",
        into="v2", changes_meaning=True,
    ),
    examples=(Bad(_LONG), Good(_SHORT)),
)  # fmt: skip

V2_PATTERN = Rule(
    "FL209", "v2-pattern", Phase.DIALECT,
    summary="Patterns are attested on v2 for the name only.",
    why="A pattern on another field may work: there is no report of one.",
    evidence=(LIKE_TESTED,),
    move=Move("patterns are attested on v2 for the name only, not for `{}`", into="v2"),
    examples=(Bad('like(error, "%timeout%")'), Good('like(name, "%bot%")')),
)  # fmt: skip

V2_ENUMERATION = Rule(
    "FL210", "v2-enumeration", Phase.DIALECT,
    summary="Enumerations stay lower-case inside a filter, although v2's calls and answers have capitals.",
    why="Code that is moved to v2 sends and receives LLM or ERROR outside filters.",
    evidence=(OPENAPI,),
    move=Move("the values of `{}` stay lower-case inside a filter; v2 has capitals in calls and answers", into="v2"),
    examples=(Bad('eq(run_type, "llm")'), Good('eq(name, "llm")')),
)  # fmt: skip

V2_METADATA_OBJECT = Rule(
    "FL211", "v2-metadata-object", Phase.DIALECT,
    summary="v2 is not known to take has(metadata, …).",
    why="An object of one level becomes pairs of conditions; one of several levels has to be rewritten by hand.",
    evidence=(METADATA_JSON.evidence,),
    move=Move(f"{METADATA_JSON.says}: {METADATA_JSON.instead} for each key", into="v2"),
    examples=(Bad('has(metadata, "{\\"user\\": {\\"plan\\": \\"pro\\"}}")'), Good('eq(metadata_key, "user")')),
)  # fmt: skip

V2_THREAD_ID = Rule(
    "FL212", "v2-thread-id", Phase.DIALECT,
    summary="v2's description of thread_id asks for a UUID.",
    why="The SDK and the documentation name threads by any text.",
    evidence=(THREAD_IDS,),
    move=Move("v2's description of `{}` asks for a UUID, and this is another text", into="v2"),
    examples=(Bad('eq(thread_id, "support-17")'), Good('eq(thread_id, "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328")')),
)  # fmt: skip

V2_LAST_DAY = Rule(
    "FL213", "v2-last-day", Phase.DIALECT,
    summary="v2 looks only at the last day unless the call gives min_start_time.",
    why="This is about the call, so every filter that comes to v2 has the note.",
    evidence=(WINDOW,),
    move=Move("about the call, not the filter: v2 looks only at the last day unless the call gives min_start_time", into="v2"),
    examples=(Bad('eq(name, "bot")'),),
)  # fmt: skip

V1_SEARCH_TEXT = Rule(
    "FL214", "v1-search-text", Phase.DIALECT,
    summary="Full-text search looks at other text on v1.",
    why="A run that is found on v2 need not be found on v1, nor the other way round: compare a field where that matters.",
    evidence=(FULL_TEXT, UI_DOC),
    move=Move(
        "search looks at other text: on v2 at up to 2,000 words of the inputs, the outputs and the error, on v1 at the first "
        "250 characters of the inputs and the outputs", into="v1", changes_meaning=True,
    ),
    examples=(Bad('search("refund policy")'), Good('like(name, "%refund%")')),
)  # fmt: skip

V1_LONG_VALUE = Rule(
    "FL215", "v1-long-value", Phase.DIALECT,
    summary="v1 never finds this value because of its length.",
    why="v1 indexes values of at most 250 characters under a key.",
    evidence=(UI_DOC,),
    move=Move(
        "v1 indexes values of at most 250 characters under a key, and never finds this one of {}",
        into="v1", changes_meaning=True,
    ),
    examples=(Bad(_LONG), Good(_SHORT)),
)  # fmt: skip

V1_ENDS_SOON = Rule(
    "FL216", "v1-ends", Phase.DIALECT,
    summary=f"LangSmith Cloud ends v1's queries on {LAST_DAY}.",
    why="This is about the call, so every filter that comes to v1 has the note.",
    evidence=(V1_ENDS,),
    move=Move(f"about the call, not the filter: LangSmith Cloud ends v1's queries on {LAST_DAY}", into="v1"),
    examples=(Bad('eq(name, "bot")'),),
)  # fmt: skip

OBJECT_AS_PAIRS = Rule(
    "FL217", "object-as-pairs", Phase.DIALECT,
    summary="A pair of conditions finds more than the JSON object that it replaces.",
    why="has(metadata, …) looks one level deep and compares whole values.",
    evidence=(UI_DOC,),
    move=Move(
        "a pair also finds a value inside a list under its key, and a key with a dot also finds what lies one level down"
    ),
    examples=(
        Bad(
            'has(metadata, "{\\"env\\": \\"prod\\"}")', fixed='and(eq(metadata_key, "env"), eq(metadata_value, "prod"))',
            dialect="v2",
        ),
        Good('and(eq(metadata_key, "env"), eq(metadata_value, "prod"))', dialect="v2"),
    ),
)  # fmt: skip

PRESENCE_BY_OTHER_FIELD = Rule(
    "FL218", "presence-by-other-field", Phase.DIALECT,
    summary="Another field says whether there is a value.",
    why="Both backends refuse null, so a comparison with it is replaced by one with another field.",
    evidence=(NULL.evidence,),
    move=Move("the filter now tests another field to find whether there is a value of `{}`"),
    examples=(
        Bad("eq(error, null)", fixed='neq(status, "error")'), Bad("neq(error, null)", fixed='eq(status, "error")'),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

_DETECTORS: dict[Rule, Detector | None] = {
    V2_SEARCH_TEXT: _searched_text,
    V2_UNINDEXED_WORD: _unindexed_words,
    V2_LONG_VALUE: _length_of_long_value,
    V2_PATTERN: _field_of_pattern,
    V2_ENUMERATION: _enumeration,
    V2_METADATA_OBJECT: _json_field,
    V2_THREAD_ID: _thread_without_uuid,
    V2_LAST_DAY: None,
    V1_SEARCH_TEXT: _searched_text,
    V1_LONG_VALUE: _length_of_long_value,
    V1_ENDS_SOON: None,
    OBJECT_AS_PAIRS: _json_field,
    PRESENCE_BY_OTHER_FIELD: _field_with_presence,
}
"""How each rule detects its conditions, in the order of the codes; None for a rule about the call that sends the filter."""

RULES: tuple[Rule, ...] = tuple(_DETECTORS)


def rules_into(backends: Container[str]) -> Iterator[tuple[Rule, Move, Detector | None]]:
    """The rules to report when a filter comes to these backends; those about rewritten conditions for the backend ``""``."""
    for rule, detector in _DETECTORS.items():
        if rule.move is not None and rule.move.into in backends:
            yield rule, rule.move, detector
