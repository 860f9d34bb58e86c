"""The rules of names and types: what the checking pass finds in calls, fields and values."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import (
    ANCESTOR, DATASETS, DOUBTED, ENUMS, NO_EVIDENCE, NOT_ACCEPTED, ONE_LEVEL, RFC3339, TQS, UNKNOWN_NAME,
)  # fmt: skip

UNKNOWN_OPERATOR = Rule(
    "FL101", "unknown-operator", Phase.NAMES,
    summary="There is no such operator.",
    why=(
        "The operators are and, or, eq, neq, gt, gte, lt, lte, has, in, like, notlike and search; not and exists are for "
        "dataset examples."
    ),
    examples=(
        Bad('contains(name, "bot")', fixed='like(name, "%bot%")'),
        Bad('equals(status, "error")', fixed='eq(status, "error")'),
        Good('like(name, "%bot%")'),
    ),
)  # fmt: skip

UNKNOWN_FIELD = Rule(
    "FL102", "unknown-field", Phase.NAMES,
    summary="There is no such field.",
    why=(
        "One unknown field fails the whole query. To filter on a key of metadata, inputs, outputs or feedback, write a "
        "pair of conditions."
    ),
    evidence=(UNKNOWN_NAME,),
    examples=(
        Bad('eq(metadata.user_id, "u1")', fixed='and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'),
        Bad('eq(metadata["user_id"], "u1")', fixed='and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'),
        Bad("eq(latncy, 5)", fixed="eq(latency, 5)"),
        Bad('eq(session_name, "a")'),
        Good('and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'),
    ),
)  # fmt: skip

WRONG_ARITY = Rule(
    "FL103", "wrong-arity", Phase.NAMES,
    summary="An operator has too few or too many arguments.",
    why="Comparisons take a field and a value, search takes one text, and the operators and and or take conditions.",
    examples=(
        Bad("eq(status)"), Bad('in(name, "a", "b")', fixed='in(name, ["a", "b"])'), Bad("and()"), Good('in(name, ["a", "b"])'),
    ),
)  # fmt: skip

WRONG_TYPE = Rule(
    "FL104", "wrong-type", Phase.NAMES,
    summary="A value is not of the field's type.",
    why='Text, numbers and booleans are different things: true is not "true".',
    examples=(
        Bad('eq(is_root, "true")', fixed="eq(is_root, true)"),
        Bad("eq(name, 5)", fixed='eq(name, "5")'),
        Bad("gt(latency, true)"),
        Good("eq(is_root, true)"),
    ),
)  # fmt: skip

UNKNOWN_VALUE = Rule(
    "FL105", "unknown-value", Phase.NAMES,
    summary="The field never has this value.",
    why="Enumerations are lower-case inside a filter, on both backends.",
    evidence=(ENUMS,),
    examples=(
        Bad('eq(run_type, "LLM")', fixed='eq(run_type, "llm")'),
        Bad('eq(status, "failed")', fixed='eq(status, "error")'),
        Good('eq(run_type, "llm")'),
    ),
)  # fmt: skip

OPERATOR_NOT_FOR_FIELD = Rule(
    "FL106", "operator-not-for-field", Phase.NAMES, Severity.WARNING,
    summary="The field does not take this operator.",
    why="Which operators a field takes is a table in the language reference.",
    evidence=(NOT_ACCEPTED, DOUBTED),
    examples=(
        Bad('has(name, "bot")', fixed='like(name, "%bot%")'),
        Bad('eq(tags, "beta")', fixed='has(tags, "beta")'),
        Bad('gt(name, "a")'),
        Good('has(tags, "beta")'),
    ),
)  # fmt: skip

NOT_A_CONDITION = Rule(
    "FL107", "not-a-condition", Phase.NAMES,
    summary="A condition is expected here.",
    why="The operators and, or and not take conditions, which are calls.",
    examples=(
        Bad("and(is_root, gt(latency, 5))", fixed="and(eq(is_root, true), gt(latency, 5))"),
        Bad('and(eq(status, "error"), "beta")'),
        Good("and(eq(is_root, true), gt(latency, 5))"),
    ),
)  # fmt: skip

BAD_DATETIME = Rule(
    "FL108", "bad-datetime", Phase.NAMES,
    summary="This is not a datetime.",
    why='A datetime is an ISO 8601 string such as "2026-01-31T09:30:00Z".',
    evidence=(TQS, RFC3339),
    examples=(
        Bad('gt(start_time, "yesterday")'),
        Bad('gte(start_time, now() - duration("1h"))'),
        Good('gt(start_time, "2026-01-01T00:00:00Z")'),
    ),
)  # fmt: skip

NAIVE_DATETIME = Rule(
    "FL109", "naive-datetime", Phase.NAMES,
    summary="A datetime has no time zone.",
    why="Without a zone, v1 seems to read UTC, and Go services refuse the value: write Z or an offset.",
    evidence=(RFC3339,),
    examples=(
        Bad('gt(start_time, "2026-01-01T00:00:00")', fixed='gt(start_time, "2026-01-01T00:00:00Z")'),
        Bad('gt(start_time, "2026-01-01")', fixed='gt(start_time, "2026-01-01T00:00:00Z")'),
        Good('gt(start_time, "2026-01-01T00:00:00Z")'),
    ),
)  # fmt: skip

BAD_DURATION = Rule(
    "FL110", "bad-duration", Phase.NAMES,
    summary="This is not a duration.",
    why='A duration is a number of seconds, or a text such as "5s" or "1.5s"; no other unit is known.',
    evidence=(TQS,),
    examples=(
        Bad('gt(latency, "2m")', fixed="gt(latency, 120)"),
        Bad('gt(latency, "500ms")', fixed="gt(latency, 0.5)"),
        Bad('gt(latency, "fast")'),
        Good('gt(latency, "5s")'),
    ),
)  # fmt: skip

BAD_UUID = Rule(
    "FL111", "bad-uuid", Phase.NAMES, Severity.WARNING,
    summary="This is not a UUID.",
    why="Ids are UUIDs, written as text. A warning, because no run has another id and the filter selects nothing.",
    evidence=(DOUBTED,),
    examples=(
        Bad('eq(trace_id, "abc")'), Bad('eq(id, "run-17")'), Good('eq(trace_id, "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328")'),
    ),
)  # fmt: skip

QUOTED_FIELD = Rule(
    "FL112", "quoted-field", Phase.NAMES,
    summary="A field's name stands in quotes.",
    why="Fields are bare words. The ancestor of the language took quoted names, so v1 may too.",
    evidence=(ANCESTOR,),
    examples=(
        Bad('eq("status", "error")', fixed='eq(status, "error")'),
        Bad("gt('latency', 5)", fixed="gt(latency, 5)"),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

BAD_JSON = Rule(
    "FL113", "bad-json", Phase.NAMES,
    summary="This is not a JSON object.",
    why="has(metadata, …) takes a JSON object of one level, as text.",
    evidence=(DATASETS, ONE_LEVEL),
    examples=(
        Bad("has(metadata, '{env: prod}')"), Bad('has(metadata, "[1, 2]")'), Good("has(metadata, '{\"env\": \"prod\"}')"),
    ),
)  # fmt: skip

NUMBER_AS_TEXT = Rule(
    "FL114", "number-as-text", Phase.NAMES, Severity.WARNING,
    summary="A number stands in quotes.",
    why="It is not known whether the servers read it as a number. A warning, because the fix is certain to mean the same.",
    evidence=(DOUBTED,),
    examples=(
        Bad('gt(total_cost, "0.01")', fixed="gt(total_cost, 0.01)"),
        Bad('gt(feedback_score, "1")', fixed="gt(feedback_score, 1)"),
        Good("gt(total_cost, 0.01)"),
    ),
)  # fmt: skip

LIST_EXPECTED = Rule(
    "FL115", "list-expected", Phase.NAMES, Severity.WARNING,
    summary="in takes a list, the other operators one value.",
    why="An empty list matches nothing. It is a warning, because the filter selects nothing whether or not it is refused.",
    evidence=(TQS, NO_EVIDENCE),
    examples=(
        Bad('in(name, "a")', fixed='in(name, ["a"])'),
        Bad('eq(name, ["a", "b"])', fixed='in(name, ["a", "b"])'),
        Bad("in(name, [])"),
        Good('in(name, ["a", "b"])'),
    ),
)  # fmt: skip

RARE_ESCAPE = Rule(
    "FL116", "rare-escape", Phase.NAMES,
    summary="It is not known whether the servers read this escape.",
    why='The escapes \\" and \\\\ are read; instead of any other, write the character itself.',
    evidence=(NO_EVIDENCE,),
    examples=(
        Bad('has(tags, "a\\u00e9")', fixed='has(tags, "aé")'), Bad('eq(name, "a\\tb")'), Good('has(tags, "aé")'),
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    UNKNOWN_OPERATOR, UNKNOWN_FIELD, WRONG_ARITY, WRONG_TYPE, UNKNOWN_VALUE, OPERATOR_NOT_FOR_FIELD, NOT_A_CONDITION,
    BAD_DATETIME, NAIVE_DATETIME, BAD_DURATION, BAD_UUID, QUOTED_FIELD, BAD_JSON, NUMBER_AS_TEXT, LIST_EXPECTED, RARE_ESCAPE,
)  # fmt: skip
