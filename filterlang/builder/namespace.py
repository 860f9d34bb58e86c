"""``F``: every field of the schema as an attribute. What type checkers see of it is in ``namespace.pyi``, made from the schema.

Owns the invariant that ``F`` offers what the schema knows and at least one of the run backends takes, and nothing else.
"""

from __future__ import annotations

from typing import NoReturn

from filterlang.builder.expression import Expression, atom
from filterlang.builder.operands import Keys, Operand, Payload, offered
from filterlang.schema.dialects import REFUSALS, RUNS
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Field
from filterlang.semantics.resolving import resolve
from filterlang.semantics.typos import close_to
from filterlang.syntax.printer import write_call
from filterlang.syntax.strings import quote, unquote
from filterlang.syntax.tree import Name


def _whole(family: str) -> Field | None:
    """The field that holds all of a family's pairs at once."""
    stored = FAMILIES[family]["key"].stored
    return next((field for field in FIELDS.values() if not field.family and field.stored == stored), None)


WHOLES: dict[str, Field | None] = {family: _whole(family) for family in FAMILIES}
CONTAINERS: dict[str, str] = {(field.name if field else family): family for family, field in WHOLES.items()}
"""What keys are looked up in, by name, and the family of pairs each is."""

GONE: dict[str, str] = {
    refusal.field: f"{refusal.says}; {refusal.instead}"
    for refusal in REFUSALS
    if refusal.field and not refusal.operator and refusal.dialects >= RUNS
}
"""Fields that no backend of runs takes any more, and what is said of them."""

SINGLES: dict[str, Field] = {
    name: field for name, field in FIELDS.items() if not field.family and name not in CONTAINERS and name not in GONE
}
"""The fields that hold one value."""


class Fields:
    """The fields of a run. ``F.latency > 10`` is an expression, as is ``F.metadata["user_id"] == "u1"``."""

    def __init__(self) -> None:
        for name, field in SINGLES.items():
            vars(self)[name] = Operand(field)
        for name, family in CONTAINERS.items():
            whole = WHOLES[family]
            text = whole is not None and "like" in offered(whole)
            vars(self)[name] = Payload(name, family, whole) if whole and text else Keys(name, family)

    def search(self, text: str) -> Expression:
        """Full text over the run's inputs, outputs and error. Raises ``ValueError`` for a text without a word."""
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not all checked
            raise TypeError(f"a text is searched for, not {type(text).__name__}")  # pyright: ignore[reportUnreachable]
        literal = quote(text)
        if not unquote(literal).strip():
            raise ValueError("there is no word to search for: leave the condition out")
        return atom(write_call("search", (literal,)))

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"there is no field {name[:60]}: {_hint(name)}", name=name, obj=None)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"F.{name[:60]} cannot be set: compare with ==")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"F.{name[:60]} cannot be deleted")

    def __dir__(self) -> list[str]:
        return [*SINGLES, *CONTAINERS, "search"]

    def __repr__(self) -> str:
        return "F"

    def __reduce__(self) -> str:
        return "F"


def _hint(name: str) -> str:
    """What to write instead of a name that is no field."""
    if name in GONE:
        return GONE[name]
    reference = resolve(Name(name))
    if reference is None:
        close = close_to(name, dir(F), 0.6)
        return f"did you mean F.{close[0]}?" if close else f"a key of the metadata is written F.metadata[{quote(name[:60])}]"
    if reference.parameter:
        return f"{reference.parameter} is an argument of list_runs"
    if reference.field is None:
        return f"write F.{_container(reference.family)}[{quote(reference.key)}]"
    if reference.field.family:
        part = f".{reference.field.role}" if _container(reference.field.family) == reference.field.family else ""
        return f'write F.{_container(reference.field.family)}["key"]{part if part != ".key" else ".exists()"}'
    unit = f", in {reference.field.unit}" if reference.scale != 1.0 else ""
    return f"write F.{reference.field.name}{unit}"


def _container(family: str) -> str:
    return next(name for name, other in CONTAINERS.items() if other == family)


F = Fields()
