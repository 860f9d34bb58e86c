"""``Filter``, a type for the fields of pydantic models: the text of a filter, checked when the model is filled.

Owns the invariant that a ``Filter`` has no errors in its dialect, holds its text exactly as it was written, and can be written
as UTF-8, so that a model that holds one can always be dumped.
"""

from __future__ import annotations

from collections.abc import Callable
import json
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, Self, cast, get_args, get_origin

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, GetPydanticSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from typing_extensions import TypeVar

from filterlang.syntax.syntax_rules import NOT_UNDERSTOOD
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.findings.evidence import Severity
from filterlang.findings.rendering import render
from filterlang.text.display import clip
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.names import DialectName
from filterlang.checking.analysis import analyse
from filterlang.text.source import Source, Span
from filterlang.syntax.input import FilterLike, parsed, text_of
from filterlang.syntax.tree import Node

D_co = TypeVar("D_co", bound=DialectName, default=Literal["portable"], covariant=True)

_MOST_SHOWN = 3
_WIDEST = 200


class Filter(str, Generic[D_co]):
    """The text of a filter that has no errors. It is a ``str``, and works wherever a filter is taken.

    ``Filter(text)`` and a pydantic field of this type take a text, a tree or an expression of the builder. The call raises
    ``FilterError``. A model raises pydantic's ``ValidationError`` with one error of the type ``filter``: its message shows the
    first findings, its ``ctx`` has ``line``, ``column``, ``start`` and ``end`` of the first error and all ``diagnostics`` as
    ``Diagnostic.to_json`` gives them. For what can be no filter at all, the call raises ``TypeError``, and the type of the
    model's error is ``filter_type``.

    ``Filter`` checks for ``portable``; ``Filter["v1"]``, ``Filter["v2"]`` and ``Filter["examples"]`` for one dialect. Type
    checkers read a text in brackets as the name of a type: write ``Filter[Literal["v1"]]`` for them.
    """

    __slots__ = ("_diagnostics", "_tree")
    _diagnostics: tuple[Diagnostic, ...]
    _tree: Node
    _dialect: ClassVar[str] = "portable"

    def __new__(cls, filter: FilterLike) -> Self:
        if type(filter) is cls:
            return filter
        before = parsed(str.__str__(text_of(filter)))
        text = before.source.text
        found = analyse(before, cls._dialect).diagnostics
        if not before.diagnostics and (half := _half_character(text)):
            found = sorted([*found, half], key=lambda finding: finding.span.start)
        if before.diagnostics or any(finding.is_error for finding in found):
            raise FilterError(before.source, found)
        made = super().__new__(cls, text)
        made._diagnostics = tuple(found)
        made._tree = before.tree
        return made

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The warnings and notes of the check, in order of place."""
        return self._diagnostics

    @property
    def tree(self) -> Node:
        """The filter, parsed."""
        return self._tree

    @property
    def dialect(self) -> D_co:
        """The dialect that the filter was checked for."""
        return cast("D_co", self._dialect)

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        """Pickles the text, so that a copy is checked again: another version may know more."""
        return type(self), (str.__str__(self),)

    if not TYPE_CHECKING:  # type checkers see a generic class

        def __class_getitem__(cls, dialect: object) -> type[Filter]:
            name = get_args(dialect)[0] if get_origin(dialect) is Literal and len(get_args(dialect)) == 1 else dialect
            if not isinstance(name, str) or name not in DIALECTS:
                raise TypeError(f"Filter has no dialect {name!r}: choose one of {', '.join(DIALECTS)}")
            return _CLASSES[name]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tells pydantic how a field of this type is read and written."""
        return _checked(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tells pydantic the JSON Schema of a field of this type."""
        dialect = DIALECTS[cls._dialect]
        return {"type": "string", "format": dialect.json_format, "description": f"A filter of LangSmith {dialect.selects}."}

    @classmethod
    def _read(cls, value: FilterLike) -> Self | RefusedText:
        try:
            return cls(value)
        except FilterError as error:
            return RefusedText(error, cls._dialect)
        except TypeError as error:
            raise PydanticCustomError("filter_type", "{message}", {"message": str(error)}) from None


def _checked(read: Callable[[Any], object], *before: CoreSchema) -> CoreSchema:
    """The schema of a filter, whose second step raises the error, so that the error's input is the refused text."""
    steps = (core_schema.no_info_plain_validator_function(step) for step in (read, _refuse))
    return core_schema.chain_schema([*before, *steps], serialization=core_schema.to_string_ser_schema(when_used="always"))


def _well_formed(text: str) -> str:
    before = parsed(text)
    return RefusedText(FilterError(before.source, before.diagnostics), "syntax") if before.diagnostics else text


WellFormed = Annotated[str, GetPydanticSchema(lambda _source, handler: _checked(_well_formed, handler(str)))]
"""The text of a filter whose fields are not published: only its syntax is checked."""


def _of_dialect(dialect: str) -> type[Filter[Any]]:
    name = f'Filter["{dialect}"]'
    body = {"__doc__": Filter.__doc__, "__module__": __name__, "__qualname__": name, "__slots__": (), "_dialect": dialect}
    return type(name, (Filter,), body)


_CLASSES: dict[str, type[Filter[Any]]] = {
    dialect: Filter if dialect == "portable" else _of_dialect(dialect) for dialect in DIALECTS
}
globals().update({made.__qualname__: made for made in _CLASSES.values()})  # where pickle looks a class up


def _half_character(text: str) -> Diagnostic | None:
    """Returns an error for the first unpaired surrogate, which UTF-8 cannot hold; None where there is none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        place = Span(error.start, error.start + 1)
        message = f"half of a character (U+{ord(text[error.start]):04X}) stands here"
        return Diagnostic(
            NOT_UNDERSTOOD.code, NOT_UNDERSTOOD.slug, message, Severity.ERROR, place, "remove it, or write the whole character"
        )
    return None


class RefusedText(str):
    """A refused text, which pydantic's error shows as its input. JSON can always hold it."""

    __slots__ = ("dialect", "error")
    dialect: str
    error: FilterError

    def __new__(cls, error: FilterError, dialect: str) -> Self:
        made = super().__new__(cls, _writable(error.source.text))
        made.dialect = dialect
        made.error = error
        return made

    @property
    def errors(self) -> list[Diagnostic]:
        """The findings that the text is refused for."""
        return [finding for finding in self.error.diagnostics if finding.is_error] or self.error.diagnostics

    def message(self, source: Source) -> str:
        """The first errors, shown in a source of the text: the text by itself, or one with a map to a file."""
        errors = self.errors
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        shown = [line.rstrip() for finding in errors[:_MOST_SHOWN] for line in render(finding, source).split("\n")]
        rest = [f"    and {len(errors) - _MOST_SHOWN} more"] if len(errors) > _MOST_SHOWN else []
        rows = [f"the filter has {count}", *(f"    {clip(line, _WIDEST)}" for line in shown), *rest]
        return "\n".join([*rows, f"  checked for {self.dialect}"])


def _refuse(read: object) -> object:
    """Raises pydantic's error for a refused text: the second step of validation, so that the error's input is a text."""
    if not isinstance(read, RefusedText):
        return read
    source, first = read.error.source, read.errors[0]
    line, column = source.position(first.span.start)
    found: list[dict[str, object]] = [finding.to_json(source) for finding in read.error.diagnostics]
    if read != source.text:
        found = json.loads(_writable(json.dumps(found, ensure_ascii=False)))
    context: dict[str, Any] = {
        "diagnostics": found,
        "line": line,
        "column": column,
        "start": first.span.start,
        "end": first.span.end,
        "message": read.message(source),  # the last, because pydantic fills in one after the other
    }
    raise PydanticCustomError("filter", "{message}", context)


def _writable(text: str) -> str:
    """Returns the text with a question mark for each unpaired surrogate, so that no offset changes."""
    return text.encode(errors="replace").decode()
