"""What holes are filled with: a finding that is kept stands for whatever a program may fill in."""

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from filterlang import check
from filterlang.findings.rule import ACCEPTANCE
from filterlang.hosts.embedded import HOLE, EmbeddedFilter
from filterlang.hosts.embedded_checks import check_embedded
from filterlang.text.alignment import Alignment
from filterlang.text.edits import Edit, aligned
from filterlang.text.source import Span
from tests.hosts.embedding import embedded_text

_NUMBERS = ("5", "0", "1", "10", "0.5", "-3", "5000", "100000", "7.25")
_TEXTS = ("b", "bot", "", "%", "%bot%", "5", "true", "error", "a b", "BOT", "x" * 60, "y" * 400, "é", "the", "https://e.com/x")
_TIMES = ("2024-01-01T00:00:00Z", "2025-06-01T10:20:30Z", "1990-01-01T00:00:00Z", "2200-01-01T00:00:00Z")
_QUOTED = tuple(f'"{text}"' for text in _TEXTS)
VALUES = {
    "latency": _NUMBERS, "total_tokens": _NUMBERS, "feedback_score": _NUMBERS, "total_cost": _NUMBERS,
    "name": _QUOTED, "error": _QUOTED, "tags": _QUOTED, "metadata_key": _QUOTED, "feedback_key": _QUOTED, "inputs": _QUOTED,
    "thread_id": _QUOTED, "metadata_value": (*_QUOTED, *_NUMBERS, "true", "false"), "feedback_value": _QUOTED,
    "status": ('"error"', '"success"', '"pending"'), "run_type": ('"llm"', '"chain"', '"tool"'), "is_root": ("true", "false"),
    "start_time": tuple(f'"{time}"' for time in _TIMES),
}  # fmt: skip
"""Literals and values of holes, by field: few, so that they often meet."""

OPERATORS = {
    "latency": ("gt", "gte", "lt", "lte", "eq"), "total_tokens": ("gt", "lt", "lte"), "total_cost": ("gt", "lt"),
    "name": ("eq", "neq", "like", "in"), "error": ("like",), "tags": ("has",), "status": ("eq", "neq", "in"),
    "run_type": ("eq", "in"), "is_root": ("eq",), "start_time": ("gt", "gte", "lt", "lte"), "inputs": ("like",),
    "thread_id": ("eq", "in"), "feedback_value": ("eq",), "feedback_score": ("gt", "lt", "eq"),
    "metadata_key": ("eq", "neq"), "feedback_key": ("eq",), "metadata_value": ("eq", "neq", "gt", "like"),
}  # fmt: skip
PAIRS = (("metadata_key", "metadata_value"), ("feedback_key", "feedback_score"))


@st.composite
def comparisons(draw: st.DrawFn, field: str, holes: list[str]) -> str:
    """A comparison of a field, with a hole in the place of about half of its values."""

    def value() -> str:
        if draw(st.booleans()):
            holes.append(field)
            return HOLE
        return draw(st.sampled_from(VALUES[field]))

    operator = draw(st.sampled_from(OPERATORS[field]))
    listed = ", ".join(value() for _ in range(draw(st.integers(1, 3)))) if operator == "in" else ""
    return f"{operator}({field}, {f'[{listed}]' if listed else value()})"


@st.composite
def templates(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A filter with holes in the place of values, and the field of each hole."""
    holes: list[str] = []
    fields = draw(st.lists(st.sampled_from([*OPERATORS, "search"]), min_size=1, max_size=2))

    def condition() -> str:
        if draw(st.integers(0, 5)) == 0:
            return f"and({', '.join(draw(comparisons(field, holes)) for field in draw(st.sampled_from(PAIRS)))})"
        field = draw(st.sampled_from(fields))
        if field != "search":
            return draw(comparisons(field, holes))
        if draw(st.booleans()):
            holes.append("name")
            return f"search({HOLE})"
        return f"search({draw(st.sampled_from(_QUOTED))})"

    def joined(depth: int) -> str:
        parts = [
            joined(depth - 1) if depth and draw(st.integers(0, 3)) == 0 else condition() for _ in range(draw(st.integers(1, 3)))
        ]
        return f"{draw(st.sampled_from(('and', 'or')))}({', '.join(parts)})"

    return joined(2), holes


def filled(text: str, values: list[str]) -> tuple[str, Alignment]:
    """The text with these values in the place of its holes, and where each of its parts stands then."""
    pieces = text.split(HOLE)
    edits: list[Edit] = []
    offset = 0
    for piece, value in zip(pieces, values, strict=False):
        offset += len(piece)
        edits.append(Edit(Span(offset, offset + len(HOLE)), value))
        offset += len(HOLE)
    result = "".join(part for pair in zip(pieces, [*values, ""], strict=True) for part in pair)
    return result, aligned(len(text), edits)


def of_accepted(filter: EmbeddedFilter) -> list[tuple[str, Span]]:
    return [(found.code, found.span) for found in check_embedded(filter, "portable") if found.phase not in ACCEPTANCE]


@settings(max_examples=300, deadline=None)
@given(templates(), st.data())
def test_a_finding_that_is_kept_stands_for_every_value(template: tuple[str, list[str]], data: st.DataObject) -> None:
    text, fields = template
    kept = of_accepted(embedded_text(text, safe=True))
    if not fields or not kept:
        return
    rows = st.tuples(*(st.sampled_from(VALUES[field]) for field in fields))
    for row in data.draw(st.lists(rows, min_size=50, max_size=50)):
        concrete, moved = filled(text, list(row))
        findings = {(found.code, found.span) for found in check(concrete)}
        missing = [(code, span) for code, span in kept if (code, Span(*moved.forward(span.start, span.end))) not in findings]
        assert missing == [], concrete


STANDING = {
    "and(gt(latency, 5000), eq(status, {…}))": ["FL304"],
    'and(gt(latency, 5000), gt(start_time, "{…}T00:00:00Z"))': ["FL304"],
    'and(gt(latency, 5000), eq(name, "run-{…}"), in(run_type, [{…}]), eq(is_root, {…}))': ["FL304"],
    'or(eq(name, {…}), eq(name, "a"), eq(name, "a"))': ["FL305"],
    'and(eq(name, {…}), search("vitamin c"), {…})': ["FL403"],
    'and(gt(latency, 5000), eq({…}, "x"), has({…}, "y"), gt({…}, 3))': ["FL304"],
    'and(or(eq(name, "a"), eq(name, "a")), {…}(run_type, "llm"), {…}(tags, "x"), {…}(eq(is_root, true)))': ["FL305"],
}


@pytest.mark.parametrize("text", STANDING)
def test_no_finding_is_lost_that_stands_for_every_value(text: str) -> None:
    codes = [code for code, _ in of_accepted(embedded_text(text, safe=True))]
    assert [code for code in STANDING[text] if code not in codes] == []


DEPENDING = (
    "and(gt(latency, {…}), lt(latency, {…}))", "and(gt(latency, {…}), lt(latency, 5))", "and(eq(name, {…}), eq(name, {…}))",
    'and(eq(name, {…}), eq(name, "a"))', "in(name, [{…}, {…}])", "or(eq(name, {…}), neq(name, {…}))",
    'and(gt(start_time, "2020-01-01T00:00:00Z"), lt(start_time, "{…}"))', "and(gt(latency, {…}), gt(latency, 5))",
    'and(eq(name, {…}), like(name, "%bot%"))', 'and(like(name, "%{…}%"), eq(name, "bot"))', "search({…})",
    "and(eq(status, {…}), eq(status, {…}))",
    'and(eq(run_type, "llm"), in(run_type, {…}))', "and(has(tags, {…}), has(tags, {…}))",
)  # fmt: skip


@pytest.mark.parametrize("text", DEPENDING)
def test_no_finding_is_kept_that_the_values_decide(text: str) -> None:
    assert [code for code, _ in of_accepted(embedded_text(text, safe=True))] == []
