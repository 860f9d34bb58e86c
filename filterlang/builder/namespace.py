"""``F``: every field of the schema as an attribute. Its types are in ``namespace.pyi``, which is generated from the schema.

Owns the invariant that the message about an unknown name says what to write instead.
"""

from __future__ import annotations

from typing import NoReturn

from filterlang.builder.expression import Expression, atom
from filterlang.builder.keyed_values import keys_of
from filterlang.builder.offering import FAMILIES_BY_CONTAINER, REMOVED_FIELDS, SINGLES, container_of
from filterlang.builder.operands import OPERANDS
from filterlang.semantics.resolving import resolve
from filterlang.semantics.typos import close_to
from filterlang.syntax.printer import write_call
from filterlang.syntax.strings import quote
from filterlang.syntax.tree import Name


class Fields:
    """The fields of a run. ``F.latency > 10`` is an expression, as is ``F.metadata["user_id"] == "u1"``."""

    def __init__(self) -> None:
        for name in SINGLES:
            vars(self)[name] = OPERANDS[name]
        for name in FAMILIES_BY_CONTAINER:
            vars(self)[name] = keys_of(name)

    def search(self, text: str) -> Expression:
        """Returns a search in the texts of inputs, outputs and error. Raises ``ValueError`` for a text without a word."""
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not all checked
            raise TypeError(f"F.search takes a text, not {type(text).__name__}")  # pyright: ignore[reportUnreachable]
        if not str.strip(text):
            raise ValueError("there is no word to search for: leave the condition out")
        return atom(write_call("search", (quote(text),)))

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"there is no field {name[:60]}: {_hint(name)}", name=name, obj=None)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"F.{name[:60]} cannot be set: compare with ==")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"F.{name[:60]} cannot be deleted")

    def __dir__(self) -> list[str]:
        return [*SINGLES, *FAMILIES_BY_CONTAINER, "search"]

    def __repr__(self) -> str:
        return "F"

    def __reduce__(self) -> str:
        return "F"


def _hint(name: str) -> str:
    """Returns what to write instead of a name that is not a field."""
    if name in REMOVED_FIELDS:
        return REMOVED_FIELDS[name]
    resolved = resolve(Name(name))
    if resolved is None:
        close = close_to(name, dir(F), 0.6)
        return f"did you mean F.{close[0]}?" if close else f"a key of the metadata is written F.metadata[{quote(name[:60])}]"
    if resolved.parameter:
        return f"{resolved.parameter} is an argument of list_runs"
    if resolved.field is None:
        return f"write F.{container_of(resolved.family)}[{quote(resolved.key)}]"
    if resolved.field.family:
        part = f".{resolved.field.role}" if container_of(resolved.field.family) == resolved.field.family else ""
        return f'write F.{container_of(resolved.field.family)}["key"]{part if part != ".key" else ".exists()"}'
    unit = f", in {resolved.field.unit}" if resolved.scale != 1.0 else ""
    return f"write F.{resolved.field.name}{unit}"


F = Fields()
