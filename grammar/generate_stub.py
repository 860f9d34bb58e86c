"""Write ``filterlang/builder/namespace.pyi``, what type checkers see of ``F``, from the schema.

``python grammar/generate_stub.py`` writes it; a test fails when it is no longer what the schema gives.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from filterlang.builder.offering import FAMILIES_BY_CONTAINER, SINGLES, WHOLES, offered
from filterlang.schema.aliases import PRESENCE
from filterlang.schema.fields import FAMILIES
from filterlang.schema.operators import OPERATORS, ORDERING, PATTERNS
from filterlang.schema.types import Field, Takes, Type

STUB = Path(__file__).parent.parent / "filterlang" / "builder" / "namespace.pyi"

_VALUES: dict[Type, str] = {
    Type.STRING: "str",
    Type.LIST: "str",
    Type.UUID: "UUID | str",
    Type.BOOLEAN: "bool",
    Type.NUMBER: "float | Decimal",
    Type.DURATION: "timedelta | float | Decimal",
    Type.DATETIME: "datetime",
    Type.SCALAR: "str | float | Decimal | bool | UUID",
}
"""What Python compares a field of each type with. A float is an int too, for type checkers."""

_SPECIAL = {"==": "__eq__", "!=": "__ne__", ">": "__gt__", ">=": "__ge__", "<": "__lt__", "<=": "__le__"}
"""The methods that Python calls for its own operators."""

_OF_OBJECT = ("__eq__", "__ne__")  # object has them, with other types
_OVERRIDES = "  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]"
_UNHASHABLE = "    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]"
_ALIKE = {Type.BOOLEAN, Type.SCALAR}  # what may hold True and False

_HEAD = """\
# Made by grammar/generate_stub.py from the schema: change that, and run it again.
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Final, Literal
from uuid import UUID

from filterlang.builder.expression import Expression
"""


def stub() -> str:
    """The text of the stub."""
    kinds = _kinds()
    parts = [_HEAD, *("\n".join(lines) + "\n" for lines in kinds.values() if lines)]
    return "\n".join([*parts, "\n".join(_fields()), "", "F: Final[Fields]", ""])


def _kinds() -> dict[str, list[str]]:
    """One class for all the fields that take the same operators and values."""
    made: dict[str, list[str]] = {}
    for field in SINGLES.values():
        made.setdefault(_kind(field), _class(_kind(field), _single(field)))
    for name, family in FAMILIES_BY_CONTAINER.items():
        roles = FAMILIES[family]
        for role, field in roles.items():
            if role != "key":
                made[_kind(field)] = _class(_kind(field), [*_comparisons(field), *_presence()])
        if "score" in roles:
            made["_Scores"] = _class("_Scores", [*_parts(roles), *_presence()])
        made[_camel(name)] = _class(_camel(name), _container(name, family))
    return made


def _class(name: str, body: Iterable[str]) -> list[str]:
    return [f"class {name}:", _UNHASHABLE, *body]


def _kind(field: Field) -> str:
    """The name of the class that a field is of."""
    if field.family:
        return _camel(field.operators)
    if field.values or field.name in PRESENCE:
        return _camel(field.name)
    return _camel(f"{field.operators}_{field.type.name}" if field.type is not Type.UUID else "uuid")


def _camel(name: str) -> str:
    return "_" + name.title().replace("_", "")


def _single(field: Field) -> Iterator[str]:
    yield from _comparisons(field)
    if field.name in PRESENCE:
        yield from _presence(field.name)


def _comparisons(field: Field) -> Iterator[str]:
    for operator in offered(field):
        value = _value(field, operator)
        python = OPERATORS[operator].python
        method = _SPECIAL.get(python, python)
        override = _OVERRIDES if method in _OF_OBJECT else ""
        taken = f"values: Iterable[{value}]" if OPERATORS[operator].takes is Takes.LIST else f"value: {value}"
        yield f"    def {method}(self, {taken}, /) -> Expression: ...{override}"
        if method == "__eq__" and field.type in _ALIKE:
            yield "    def is_(self, value: bool, /) -> Expression: ..."


def _value(field: Field, operator: str) -> str:
    if operator in PATTERNS:
        return "str"
    if field.type is Type.SCALAR and operator in ORDERING:
        return _VALUES[Type.NUMBER]
    if field.values:
        return f"Literal[{', '.join(_quoted(value) for value in field.values)}]"
    return _VALUES[field.type]


def _quoted(value: str) -> str:
    return f'"{value}"'


def _presence(field: str = "") -> Iterator[str]:
    for method, index, says in (("exists", 0, "Whether there is one"), ("is_null", 1, "Whether there is none")):
        becomes = ""
        if field:
            operator, other, value = PRESENCE[field][index]
            written = f"{value}".lower() if isinstance(value, bool) else _quoted(value)
            becomes = f": becomes {operator}({other}, {written})"
        yield f"    def {method}(self) -> Expression:"
        yield f'        """{says}{becomes}."""'


def _parts(roles: dict[str, Field]) -> Iterator[str]:
    for role, field in roles.items():
        if role != "key":
            yield "    @property"
            yield f"    def {role}(self) -> {_kind(field)}:"
            yield f'        """{_says(field)}"""'


def _container(name: str, family: str) -> Iterator[str]:
    roles, whole = FAMILIES[family], WHOLES[family]
    under = "_Scores" if "score" in roles else _kind(roles["value"])
    yield f"    def __getitem__(self, key: str, /) -> {under}: ..."
    yield f"    def any(self, keys: Iterable[str] | None = None) -> {under}:"
    yield '        """The value under any of these keys; without them, under whichever key there is."""'
    if whole and "like" in offered(whole):
        yield from _comparisons(whole)


def _fields() -> Iterator[str]:
    yield "class Fields:"
    yield '    """The fields of a run."""\n'
    for name, field in SINGLES.items():
        yield f"    {name}: {_kind(field)}"
        yield f'    """{_says(field)}"""'
    for name, family in FAMILIES_BY_CONTAINER.items():
        yield f"    {name}: {_camel(name)}"
        yield f'    """{_says(FAMILIES[family]["key"])} Written as F.{name}["key"]."""'
    yield "    def search(self, text: str) -> Expression:"
    yield '        """Full text over the run\'s inputs, outputs and error. Raises ``ValueError`` for a text without a word."""'


def _says(field: Field) -> str:
    unit = f", in {field.unit}" if field.unit and field.unit not in field.says else ""
    says = f"{field.says[0].upper()}{field.says[1:]}{unit}."
    return says.replace('"', "'")


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
