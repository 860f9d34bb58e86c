"""A predicate in plain words, for people who did not write the filter.

Owns the invariant that what is said is what the reference evaluator does.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from filterlang.schema.operators import NEGATIVE, OPERATORS
from filterlang.schema.types import Type
from filterlang.semantics.predicate import And, Not, Pair, Predicate, Search, Or, Compare, Value
from filterlang.semantics.datetimes import write_datetime

_DEEPEST = 30
_FAMILY = {
    "metadata": "the metadata has",
    "input": "the inputs have",
    "output": "the outputs have",
    "feedback": "there is feedback with",
}


JOINED: dict[str, str] = {
    "and": "all of these hold:",
    "or": "at least one of these holds:",
    "not": "this does not hold:",
}
"""How the list of an operator's conditions begins."""


def in_words(predicate: Predicate) -> str:
    """What a filter selects, as a sentence or an indented list."""
    if not isinstance(predicate, (And, Or, Not)):
        return f"Runs for which {condition_in_words(predicate)}."
    return "\n".join(["Runs for which", *lines_in_words(predicate)])


def lines_in_words(predicate: Predicate) -> Iterator[str]:
    """Yields what holds, by lines: one line, or the beginning of a list and its items, each two spaces further in."""
    pending: list[tuple[Predicate, int, str]] = [(predicate, 1, "")]
    while pending:
        part, depth, before = pending.pop()
        indent = "  " * min(depth, _DEEPEST) + before
        if isinstance(part, (And, Or)):
            if len(part.parts) == 1:
                pending.append((part.parts[0], depth, before))
                continue
            yield indent + JOINED["and" if isinstance(part, And) else "or"]
            pending.extend((inner, depth + 1, "- ") for inner in reversed(part.parts))
        elif isinstance(part, Not):
            yield indent + JOINED["not"]
            pending.append((part.part, depth + 1, "- "))
        else:
            yield indent + condition_in_words(part)


def condition_in_words(predicate: Compare | Pair | Search) -> str:
    """Returns a condition without parts in words, such as "`latency` is greater than 5 seconds"."""
    if isinstance(predicate, Search):
        where = f"`{predicate.field.name}`" if predicate.field else "the inputs, the outputs or the error"
        return f"the words {_value(predicate.text)} stand in {where}"
    if isinstance(predicate, Pair):
        return _pair(predicate)
    return f"`{predicate.field.name}` {_compared(predicate)}"


def _pair(pair: Pair) -> str:
    """The four kinds of pair conditions: there, not there, there with another value, nowhere."""
    start = _FAMILY[pair.family]
    absent = [key for key in pair.keys if key.operator in NEGATIVE]
    present = [key for key in pair.keys if key.operator not in NEGATIVE]
    positive = bool(present) or any(value.operator not in NEGATIVE for value in pair.values)
    said: list[str] = [f"{start} no key that {_compared(_opposite(key))}" for key in absent]
    if positive:
        keys = " and ".join(_compared(key) for key in present)
        values = " and ".join(f"{value.field.role} {_compared(value)}" for value in pair.values)
        said.append(f"{start} a key{f' that {keys}' if keys else ''}{f' whose {values}' if values else ''}")
    else:
        said += [f"{start} no {value.field.role} that {_compared(_opposite(value))}" for value in pair.values]
    return " and ".join(said)


def _opposite(test: Compare) -> Compare:
    return Compare(test.field, OPERATORS[test.operator].negated, test.value)


def _compared(test: Compare) -> str:
    if test.value is None:
        return "is there" if test.operator == "neq" else "is not there"
    operator = OPERATORS[test.operator]
    reads = (test.field.type is Type.DATETIME and operator.reads_of_times) or operator.reads
    value = _value(test.value)
    unit = test.field.unit and f" {test.field.unit.removesuffix('s') if value == '1' else test.field.unit}"
    return f"{reads} {value}{unit}"


def _value(value: Value) -> str:
    if isinstance(value, datetime):
        return write_datetime(value)
    if isinstance(value, tuple):
        return ", ".join(_value(item) for item in value) or "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        import json

        return json.dumps(value, ensure_ascii=False)
    return f'"{value}"' if isinstance(value, str) else str(value)
