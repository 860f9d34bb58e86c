"""Checks of literals against the type of their field, with the literal to write instead: one function for each type.

Owns the invariant that a finding about a value names the value, and suggests a fitting literal wherever it is evident.
"""

from collections.abc import Callable

from filterlang.rules.names_and_types import (
    BAD_DATETIME,
    BAD_DURATION,
    BAD_UUID,
    NAIVE_DATETIME,
    NUMBER_AS_TEXT,
    UNKNOWN_VALUE,
    WRONG_TYPE,
)
from filterlang.rules.refusals import UNATTESTED
from filterlang.findings.rule import Rule
from filterlang.findings.evidence import Evidence
from filterlang.rules.context import Suggestion
from filterlang.schema.aliases import ENUM_ALIASES, UNATTESTED_VALUES
from filterlang.schema.citations import DOUBTED, ENUMS, INTERRUPTED, RFC3339, TQS
from filterlang.schema.types import Field, Type
from filterlang.semantics import durations
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Node, Number, String
from filterlang.text.frozen import dataclass

_LARGEST_EPOCH = 1e13


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A mistake in a value, and the literal to write in its place."""

    rule: Rule
    message: str
    instead: Node | None = None
    safe: bool = True
    help: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def suggest(self) -> Suggestion | None:
        return Suggestion(self.instead, self.safe) if self.instead is not None else None


def problem(field: Field, value: Node, spell: Callable[[Node], str]) -> Problem | None:
    """Returns the mistake in a literal as a value of a field; None where it fits. ``spell`` returns the text of a node."""
    if isinstance(value, _FITTING[field.type]):
        return None
    return _CHECKS[field.type](field, value, spell(value))


def _wrong(field: Field, spelled: str, wanted: str, instead: Node | None = None, *, safe: bool = True) -> Problem:
    return Problem(WRONG_TYPE, f"`{field.name}` is compared with {wanted}, not {spelled}", instead, safe)


def _text(field: Field, value: Node, spelled: str) -> Problem:
    written = spelled if isinstance(value, Number) else print_line(value)
    instead = String(written) if isinstance(value, (Number, Boolean)) else None
    return _wrong(field, spelled, "a text", instead)


def _number(field: Field, value: Node, spelled: str) -> Problem:
    if isinstance(value, Boolean):
        return _wrong(field, spelled, "a number", Number(int(value.value)))
    number = _as_number(value)
    if number is None:
        return _wrong(field, spelled, "a number")
    return Problem(NUMBER_AS_TEXT, f"the number {spelled} stands in quotes", number, evidence=(DOUBTED,))


def _as_number(value: Node) -> Number | None:
    from filterlang.syntax.lalr import accept

    tree = accept(f"x({value.value.strip()})") if isinstance(value, String) and len(value.value) < 40 else None
    inner = tree.children[0] if tree is not None and len(tree.children) == 1 else None
    return Number(inner.value) if isinstance(inner, Number) else None


def _boolean(field: Field, value: Node, spelled: str) -> Problem:
    word = value.value.strip().lower() if isinstance(value, String) else str(value.value) if isinstance(value, Number) else ""
    truth = {"true": True, "false": False, "1": True, "0": False}.get(word)
    return _wrong(field, spelled, "true or false", None if truth is None else Boolean(truth))


def _datetime(field: Field, value: Node, spelled: str) -> Problem | None:
    from filterlang.semantics.datetimes import datetime_form, guess_moment, read_datetime, read_epoch, write_datetime

    if isinstance(value, Number):
        datetime = read_epoch(float(value.value)) if -_LARGEST_EPOCH < value.value < _LARGEST_EPOCH else None
        return _wrong(field, spelled, "a point in time", String(write_datetime(datetime)) if datetime else None)
    text = value.value if isinstance(value, String) else spelled
    datetime = read_datetime(text) if isinstance(value, String) else None
    if datetime is None:
        guess = guess_moment(text)
        instead = String(write_datetime(guess)) if guess else None
        advice = None if instead else 'write it like "2026-01-31T09:30:00Z"'
        return Problem(BAD_DATETIME, f"{spelled} is not a datetime", instead, safe=False, help=advice, evidence=(TQS,))
    form = datetime_form(text)
    if form == "exact":
        return None
    instead = String(write_datetime(datetime))
    if form == "loose":
        return Problem(BAD_DATETIME, f"{spelled} is not written as ISO 8601 has it", instead, evidence=(RFC3339,))
    missing = "no zone" if form == "naive" else "no time and no zone"
    advice = f"write {print_line(instead)} if it is UTC"
    return Problem(NAIVE_DATETIME, f"{spelled} has {missing}", instead, help=advice, evidence=(RFC3339,))


def _duration(field: Field, value: Node, spelled: str) -> Problem | None:
    if not isinstance(value, String):
        return _wrong(field, spelled, "a number of seconds")
    if durations.read_duration(value.value) is not None:
        return None
    plain = _as_number(value)
    if plain is not None:
        return Problem(NUMBER_AS_TEXT, f"the number {spelled} stands in quotes", plain, evidence=(DOUBTED,))
    seconds = durations.guess_duration(value.value)
    instead = None if seconds is None else Number(int(seconds) if seconds.is_integer() else float(f"{seconds:.12g}"))
    return Problem(BAD_DURATION, f"{spelled} is not a duration: seconds are the only unit", instead, evidence=(TQS,))


def _uuid(field: Field, value: Node, spelled: str) -> Problem | None:
    if not isinstance(value, String):
        return _wrong(field, spelled, "a UUID in quotes")
    if durations.is_uuid(value.value):
        return None
    from filterlang.rewrite.losses import WHOLE_IDS

    return Problem(BAD_UUID, f"{spelled} is not a UUID", help=WHOLE_IDS, evidence=(DOUBTED,))


def _enum(field: Field, value: Node, spelled: str) -> Problem | None:
    listed = ", ".join(field.values)
    if not isinstance(value, String):
        return _wrong(field, spelled, f"one of {listed}")
    if value.value in field.values:
        return None
    word = value.value.strip().lower()
    if value.value in UNATTESTED_VALUES:
        return Problem(UNATTESTED, f"there is no public evidence of {spelled} in a filter", evidence=(INTERRUPTED,))
    from filterlang.semantics.typos import close_to, is_typo

    known = word if word in field.values else ENUM_ALIASES.get(word, "")
    close = close_to(word, field.values, 0.8) if word.isalpha() else []
    meant = known if known in field.values else close[0] if close else ""
    instead = String(meant) if meant else None
    advice = f"write {print_line(instead)}" if instead else f"it is one of {listed}"
    safe = bool(known) or (bool(meant) and is_typo(word, meant))
    return Problem(UNKNOWN_VALUE, f"`{field.name}` is never {spelled}", instead, safe, advice, (ENUMS,))


def _scalar(field: Field, value: Node, spelled: str) -> Problem:
    return _wrong(field, spelled, "a text, a number or a boolean")


_CHECKS: dict[Type, Callable[[Field, Node, str], Problem | None]] = {
    Type.STRING: _text,
    Type.LIST: _text,
    Type.JSON: _text,
    Type.NUMBER: _number,
    Type.BOOLEAN: _boolean,
    Type.DATETIME: _datetime,
    Type.DURATION: _duration,
    Type.UUID: _uuid,
    Type.ENUM: _enum,
    Type.SCALAR: _scalar,
}
"""For each type of a field, the check of a value of any other kind than those in ``_FITTING``; None if the value fits."""

_FITTING: dict[Type, tuple[type[Node], ...]] = {
    **dict.fromkeys((Type.STRING, Type.LIST, Type.JSON), (String,)),
    **dict.fromkeys((Type.NUMBER, Type.DURATION), (Number,)),
    **dict.fromkeys((Type.DATETIME, Type.UUID, Type.ENUM), ()),
    Type.BOOLEAN: (Boolean,),
    Type.SCALAR: (String, Number, Boolean),
}
"""For each type of a field, the kinds of literals that fit whatever their value is."""
