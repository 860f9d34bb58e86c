"""Writes the table of docs/running.md that says which conditions SQL decides: it is made from the lowering itself.

Without an argument the marked region is rewritten. With ``--check`` nothing is written, and the exit status is 1 when it is out
of date. The columns of the table are those of ``filterlang sql``: a table with the names of the v1 API.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
import re
import sys

from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS, POSITIVE, support
from filterlang.schema.types import Field, Support, Takes, Type
from filterlang.semantics.predicate import Compare, Pair, Predicate, Search, Value
from filterlang.sql.engine_registry import ENGINES
from filterlang.sql.lowering import PredicateLowering
from filterlang.sql.sqltext import assumed_columns

PAGE = Path(__file__).parent.parent / "docs" / "running.md"
REGION = re.compile(r"(?<=<!-- generated: decided -->\n).*?(?=<!-- end: decided -->)", re.DOTALL)

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
                    yield f"`{roles['key'].name}` and `{field.name}`", name, Pair(field.family, (key,), (value,))
            else:
                yield f"`{field.name}`", name, Compare(field, name, _value(field, name))
    for label, text in (("one word", "timeout"), ("several words", "timeout retry"), ("letters beyond ASCII", "été")):
        yield f"search: {label}", "search", Search(text, None)


def _operators(field: Field) -> list[str]:
    return [name for name in OPERATORS if name in POSITIVE and support(name, field.operators) is not Support.NO]


def _value(field: Field, operator: str) -> Value:
    takes = OPERATORS[operator].takes
    if takes is Takes.PATTERN:
        return "te%t" if field.type is not Type.JSON else "%text%"
    sample: Value = field.values[0] if field.values else _SAMPLES[field.type]
    return (sample,) if takes is Takes.LIST else sample  # type: ignore[return-value]


def table() -> Iterator[str]:
    """Yields the rows of the table: kinds of conditions with the same verdict in every engine share a row."""
    found: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for label, operator, condition in conditions():
        verdicts = tuple(_verdict(engine, condition) for engine in ENGINES)
        found.setdefault(verdicts, {}).setdefault(label, []).append(operator)
    yield f"| condition | {' | '.join(engine.label for engine in ENGINES.values())} |"
    yield "|---" * (len(ENGINES) + 1) + "|"
    for verdicts, labels in sorted(found.items(), key=lambda item: item[0] != ("exact",) * len(ENGINES)):
        by_operators: dict[str, list[str]] = {}
        for label, operators in labels.items():
            by_operators.setdefault(", ".join(dict.fromkeys(operators)), []).append(label)
        kinds = "; ".join(f"{', '.join(names)}: {operators}" for operators, names in by_operators.items())
        yield f"| {kinds} | {' | '.join(verdicts)} |"


def _verdict(engine: str, condition: Predicate) -> str:
    lowered = PredicateLowering(ENGINES[engine].expressions(), assumed_columns(engine)).lower(condition)  # type: ignore[index]
    if lowered.exact:
        return "exact"
    every = [reason.text for reason in lowered.reasons if reason.every]
    return f"every row: {'; '.join(every)}" if every else f"rows with {'; '.join(reason.text for reason in lowered.reasons)}"


def main(arguments: list[str]) -> int:
    """Rewrites the table, or with ``--check`` says whether it is out of date."""
    text = PAGE.read_text(encoding="utf-8")
    made = REGION.sub(lambda _: "".join(f"{line}\n" for line in table()), text)
    if arguments == ["--check"]:
        if made != text:
            sys.stderr.write("docs/running.md is out of date: run python grammar/generate_lowering.py\n")
        return int(made != text)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
