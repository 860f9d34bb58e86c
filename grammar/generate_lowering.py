"""Writes the table of docs/running.md that says which conditions SQL decides: it is made from the lowering itself.

Without an argument the marked region is rewritten. With ``--check`` nothing is written, and the exit status is 1 when it is out
of date. The columns of the table are those of ``filterlang sql``: a table with the names of the v1 API.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
import re
import sys
from typing import NamedTuple

from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS, POSITIVE, support
from filterlang.schema.types import Field, Support, Takes, Type
from filterlang.semantics.predicate import Compare, Pair, Predicate, Search, Value
from filterlang.sql.engine_registry import ENGINES, EngineName
from filterlang.sql.lowering import PredicateLowering, Reason
from filterlang.sql.sqltext import assumed_columns

PAGE = Path(__file__).parent.parent / "docs" / "running.md"
REGION = re.compile(r"(?<=<!-- generated: decided -->\n).*?(?=<!-- end: decided -->)", re.DOTALL)

_ORDER = "gt, gte, lt, lte"
"""The operators of an order, which the table shortens."""

_SAMPLES: dict[Type, Value] = {
    Type.STRING: "text", Type.NUMBER: 5, Type.BOOLEAN: True, Type.DATETIME: datetime(2026, 11, 1, tzinfo=UTC), Type.DURATION: 5,
    Type.UUID: "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", Type.ENUM: "error", Type.LIST: "beta", Type.SCALAR: "text",
    Type.JSON: {"user_id": "u-1"},
}  # fmt: skip


def conditions() -> Iterator[tuple[str, str, Predicate]]:
    """Yields the kinds of conditions: what is compared, the operator, and a condition of this kind.

    Opposites (``neq``, ``notlike``) are left out: they are decided where the condition is.
    """
    for field in FIELDS.values():
        for name in _operators(field):
            if field.family:
                roles = FAMILIES[field.family]
                if field.role == "key":
                    pair = Pair(field.family, (Compare(field, name, _value(field, name)),), ())
                    yield f"`{field.name}`", name, pair
                else:
                    value = Compare(field, name, _value(field, name))
                    yield f"`{field.name}`", name, Pair(field.family, (), (value,))
                    key = Compare(roles["key"], "eq", "user_id")
                    yield f"`{roles['key'].name}` with `{field.name}`", name, Pair(field.family, (key,), (value,))
            else:
                yield f"`{field.name}`", name, Compare(field, name, _value(field, name))
    yield "words", "search", Search("timeout retry", None)


def _operators(field: Field) -> list[str]:
    return [name for name in OPERATORS if name in POSITIVE and support(name, field.operators) is not Support.NO]


def _value(field: Field, operator: str) -> Value:
    takes = OPERATORS[operator].takes
    if takes is Takes.PATTERN:
        return "te%t" if field.type is not Type.JSON else "%text%"
    sample: Value = field.values[0] if field.values else _SAMPLES[field.type]
    return (sample,) if takes is Takes.LIST else sample  # type: ignore[return-value]


def table() -> Iterator[str]:
    """Yields the lines of the table and of its notes: kinds of conditions with the same verdict in every engine share a row."""
    rows: dict[tuple[Verdict, ...], dict[str, list[str]]] = {}
    for label, operator, condition in conditions():
        verdicts = tuple(_verdict(engine, condition) for engine in ENGINES)
        rows.setdefault(verdicts, {}).setdefault(label, []).append(operator)
    ordered = sorted(rows.items(), key=lambda row: _rank(row[0]))
    reasons = dict.fromkeys(reason for verdicts, _ in ordered for verdict in verdicts for reason in verdict.reasons)
    notes = {reason: number for number, reason in enumerate(reasons, 1)}
    yield f"| condition | {' | '.join(engine.label for engine in ENGINES.values())} |"
    yield "|---" * (len(ENGINES) + 1) + "|"
    for verdicts, labels in ordered:
        yield f"| {_kinds(labels)} | {' | '.join(verdict.cell(notes) for verdict in verdicts)} |"
    yield ""
    for reason, number in notes.items():
        yield f"{number}. {reason.text}"
    yield ""


class Verdict(NamedTuple):
    """The reasons for which SQL leaves rows undecided; none if it decides every row."""

    reasons: tuple[Reason, ...]

    def cell(self, notes: Mapping[Reason, int]) -> str:
        """Returns the verdict for the table, with the numbers of its notes."""
        if not self.reasons:
            return "exact"
        numbers = ", ".join(map(str, sorted(notes[reason] for reason in self.reasons)))
        return f"every row ({numbers})" if any(reason.every for reason in self.reasons) else f"some rows ({numbers})"


def _verdict(engine: EngineName, condition: Predicate) -> Verdict:
    reasons = PredicateLowering(ENGINES[engine].expressions(), assumed_columns(engine)).lower(condition).reasons
    every = tuple(reason for reason in reasons if reason.every)
    return Verdict(every or tuple(reasons))


def _rank(verdicts: tuple[Verdict, ...]) -> tuple[bool, int]:
    """Puts what SQL decides first, and what it leaves to Python as a whole last."""
    reasons = [reason for verdict in verdicts for reason in verdict.reasons]
    return any(reason.every for reason in reasons), len(reasons)


def _kinds(labels: Mapping[str, Sequence[str]]) -> str:
    """Returns kinds of conditions by their operators, a line each."""
    by_operators: dict[str, list[str]] = {}
    for label, operators in labels.items():
        by_operators.setdefault(", ".join(dict.fromkeys(operators)).replace(_ORDER, "gt … lte"), []).append(label)
    return "<br>".join(f"{', '.join(names)}: {operators}" for operators, names in by_operators.items())


def render(text: str) -> str:
    """Returns the page with its table up to date."""
    return REGION.sub(lambda _: "".join(f"{line}\n" for line in table()), text)


def main(arguments: list[str]) -> int:
    """Rewrites the table, or with ``--check`` says whether it is out of date."""
    text = PAGE.read_text(encoding="utf-8")
    made = render(text)
    if arguments == ["--check"]:
        if made != text:
            sys.stderr.write("docs/running.md is out of date: run python grammar/generate_lowering.py\n")
        return int(made != text)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
