"""The types of values, and the records that the schema is made of. Records compare by identity."""

from enum import StrEnum

from filterlang.findings.evidence import Evidence
from filterlang.text.frozen import dataclass


class Type(StrEnum):
    """The type of a field. Durations are in seconds, datetimes in ISO 8601 with a zone, amounts of money in US dollars."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    DATETIME = "datetime"
    DURATION = "duration"
    UUID = "uuid"
    ENUM = "enum"
    LIST = "list"
    JSON = "JSON"
    SCALAR = "string, number or boolean"


class Support(StrEnum):
    """How well it is known that a field takes an operator."""

    YES = "+"
    LIKELY = "~"
    UNKNOWN = "?"
    DOUBTFUL = "!"
    NO = "-"


@dataclass(frozen=True, slots=True, eq=False)
class SmallerUnit:
    """A unit in which people write the amounts of a field by mistake: ``per`` of it make one of the field's unit.

    Amounts from ``least`` to ``most`` are more likely in this unit than in the field's.
    """

    name: str
    per: int
    least: float
    most: float


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of a run that filters compare.

    ``operators`` names a row of ``operators.MATRIX``. A field that is half of a pair has the ``family`` of the pair and its
    ``role`` in it. ``stored`` is the path of the value in a run in the v1 form, as keys from the outside in; ``derived`` names
    how the value is computed where it is not just read. ``mistaken`` is the unit that people take for the field's ``unit``.
    ``least`` is the least number that LangSmith stores.
    """

    name: str
    type: Type
    says: str
    operators: str
    evidence: tuple[Evidence, ...]
    unit: str = ""
    values: tuple[str, ...] = ()
    family: str = ""
    role: str = ""
    stored: tuple[str, ...] = ()
    derived: str = ""
    mistaken: SmallerUnit | None = None
    least: float | None = None


class Takes(StrEnum):
    """What the last argument of an operator is."""

    CONDITION = "condition"
    VALUE = "value"
    LIST = "list of values"
    PATTERN = "pattern"
    KEY = "key"
    TEXT = "text"


_ARGUMENTS = {"logical": "condition", "comparison": "field, value", "search": "text", "presence": "metadata, key"}


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """A name that makes a condition, with everything that depends on the operator and is no algorithm.

    ``most`` is 0 where any number of arguments will do. ``column`` is its column of ``operators.MATRIX``. ``negated`` is the
    operator that holds where this one does not; a ``negative`` operator is evaluated as the negation of that one. ``reads`` is
    how a person says it, ``reads_of_times`` how a person says it of a datetime. ``python`` is the operator or the method with
    which the builder writes it.
    """

    name: str
    kind: str  # logical, comparison, search, presence
    least: int
    most: int
    says: str
    reads: str
    evidence: tuple[Evidence, ...]
    takes: Takes = Takes.VALUE
    column: str = ""
    negated: str = ""
    negative: bool = False
    ordering: bool = False
    reads_of_times: str = ""
    python: str = ""

    @property
    def arguments(self) -> str:
        """What stands between the parentheses, for people: ``field, value``."""
        return _ARGUMENTS[self.kind] + ", …" * (self.most == 0)


@dataclass(frozen=True, slots=True, eq=False)
class Refusal:
    """A valid operator or field that some backends refuse. An empty operator or field stands for any."""

    dialects: frozenset[str]
    says: str
    instead: str
    evidence: Evidence
    operator: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Alias:
    """The meaning of a name that people write for a field: a field, a metadata key, or a parameter of the call."""

    field: str = ""
    metadata_key: str = ""
    parameter: str = ""
    scale: float = 1.0
    safe: bool = True
