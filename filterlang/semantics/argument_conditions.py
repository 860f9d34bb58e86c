"""What the arguments of a call say of the runs that its filter selects from, as comparisons.

Owns the invariant that an argument whose value is not known, or is no value of its field, says nothing.
"""

from __future__ import annotations

from filterlang.schema.places import CALLS, NAMES, Kind
from filterlang.schema.query_arguments import (
    ARGUMENT_TESTS, ERROR_ARGUMENTS, FAILED, NOT_FAILED, OF_ANY_OBJECT, ROOTS, FieldValues,
)  # fmt: skip
from filterlang.schema.types import Field, Type
from filterlang.semantics.datetimes import read_datetime
from filterlang.semantics.durations import canonical_uuid, is_uuid
from filterlang.semantics.predicate import Compare, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.surroundings import Argument, CallSite

_TRUTH = {"true": True, "false": False}


def kind_of(call: CallSite) -> Kind | None:
    """What the filter of a call is evaluated on; None where that is not known."""
    return CALLS[call.name].get(call.parameter) if call.name in CALLS else NAMES.get(call.parameter)


def argument_conditions(call: CallSite) -> dict[str, tuple[Compare, ...]]:
    """The comparisons beside the filter of a call that are about the same runs, by argument.

    For a filter on the root runs of traces, they say that these are roots, under an empty name.
    """
    kind = kind_of(call)
    if kind is Kind.TRACE:
        return {"": _together(ROOTS)}
    conditions: dict[str, tuple[Compare, ...]] = {}
    for name, value in call.arguments.items() if kind is Kind.RUN else ():
        condition = _condition(name, value) if call.name or name in OF_ANY_OBJECT else None
        if condition is not None:
            conditions[name] = condition
    return conditions


def _condition(name: str, value: Argument) -> tuple[Compare, ...] | None:
    """The comparisons that one argument stands for."""
    if name in ERROR_ARGUMENTS:
        has_error = _truth(value)
        return None if has_error is None else _together(FAILED if has_error else NOT_FAILED)
    test = ARGUMENT_TESTS.get(name)
    typed = None if test is None else _typed(test.field, value)
    if test is None or typed is None:
        return None
    return (Compare(test.field, test.operator, (typed,) if test.operator == "in" else typed),)


def _together(comparisons: FieldValues) -> tuple[Compare, ...]:
    return tuple(Compare(*comparison) for comparison in comparisons)


def _typed(field: Field, value: Argument) -> Scalar:
    """The value of an argument as one of its field; None for a value that the field cannot have."""
    if field.type is Type.BOOLEAN:
        return _truth(value)
    if not isinstance(value, str):
        return None
    if field.values:
        return value.lower() if value.lower() in field.values else None
    if field.type is Type.DATETIME:
        return read_datetime(value)
    return canonical_uuid(value) if is_uuid(value) else None


def _truth(value: Argument) -> bool | None:
    """A truth value, which tools of agents write as a text as well."""
    if isinstance(value, str):
        return _TRUTH.get(value.lower())
    return value if isinstance(value, bool) else None
