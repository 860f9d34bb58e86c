"""Reads the call or the mapping that an expression of Python stands in, with the constants beside it.

Owns the invariant that a call with ``**options``, and a mapping that is changed later, are not complete.
"""

from __future__ import annotations

from datetime import UTC, datetime
import re
from typing import TYPE_CHECKING

from filterlang.hosts.call_sites import call_site, constant
from filterlang.hosts.readers.python_expressions import ExpressionReader
from filterlang.hosts.readers.python_names import Scope
from filterlang.hosts.readers.python_survey import Survey
from filterlang.hosts.readers.python_syntax import arguments_of_call, field, last_name, operands
from filterlang.semantics.surroundings import UNKNOWN, Argument, CallSite
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_UTC = re.compile(r"(?:\w+\.)*(?:utc|UTC)")
_PASSED_ON = frozenset({"fromisoformat", "isoparse", "parse", "str", "UUID"})
"""Functions whose value is their argument, or the datetime or the id that it is the text of."""


@dataclass(frozen=True, slots=True, eq=False)
class PythonSite:
    """An argument of a call, or a value of a mapping, with the call's name as in ``schema.places.CALLS``.

    The name is empty for a mapping that is no argument of such a call. A site that is not ``complete`` is one of several that
    the arguments come from.
    """

    value: Node
    scope: Scope
    name: str = ""
    complete: bool = True


def call_of(survey: Survey, reader: ExpressionReader, site: PythonSite) -> CallSite | None:
    """The call of a site; None for an expression that is neither a named argument nor a value of a mapping."""
    entry = site.value.parent
    around = None if entry is None else entry.parent
    if entry is None or around is None:
        return None
    if entry.type == "keyword_argument":
        positional, named = arguments_of_call(around, survey.document)
        arguments = [(name, _value(survey, reader, value)) for name, value in named.items()]
        complete = not positional and all(child.type != "dictionary_splat" for child in operands(around))
        return call_site(site.name, survey.text(entry.named_children[0]), arguments, complete=site.complete and complete)
    key = field(entry, "key")
    parameter = None if key is None or around.type != "dictionary" else reader.constant(key)
    changed = _changes(survey, site.scope, around)
    if parameter is None or changed is None or parameter in changed:
        return None
    arguments = [(name, _value(survey, reader, value)) for name, value in reader.entries(around).items()]
    complete = len(arguments) == len(operands(around)) and not changed
    arguments += ((name, UNKNOWN) for name in changed)
    return call_site(site.name, parameter, arguments, complete=site.complete and complete)


def _changes(survey: Survey, scope: Scope, mapping: Node) -> list[str] | None:
    """The keys that a mapping is given after it was assigned to a name; None where these are not known."""
    assignment = mapping.parent
    target = None if assignment is None or assignment.type != "assignment" else field(assignment, "left")
    if target is None:
        return []
    name = survey.text(target)
    owner = scope.scope_of(name)
    if owner is None or target.type != "identifier" or len(owner.names[name]) > 1:
        return None
    return [key.strip("\"'") for key, _ in owner.entries.get(name, ())]


def _value(survey: Survey, reader: ExpressionReader, node: Node) -> Argument:
    """The value of an argument: a constant, or a datetime in ISO 8601 that is written out."""
    while node.type == "call":
        function, arguments = field(node, "function"), field(node, "arguments")
        if function is None or arguments is None:
            return UNKNOWN
        name, receiver = survey.text(last_name(function)), field(function, "object")
        positional, named = arguments_of_call(arguments, survey.document)
        if name == "datetime":
            zone = named.pop("tzinfo", None)
            is_utc = zone is None or _UTC.fullmatch(survey.text(zone))
            return _datetime([survey.text(part) for part in positional]) if is_utc and not named else UNKNOWN
        inner = receiver if name == "isoformat" else positional[0] if name in _PASSED_ON and len(positional) == 1 else None
        if inner is None or named:
            return UNKNOWN
        node = inner
    if node.type in ("string", "concatenated_string"):
        text = reader.constant(node)
        return UNKNOWN if text is None else text
    return constant(survey.text(node))


def _datetime(parts: list[str]) -> Argument:
    """A datetime in UTC, or without a zone, from the arguments of a call: its year, month, day and so on."""
    try:
        year, month, day, hour, minute, second, microsecond = [*map(int, parts), 0, 0, 0, 0][:7]
        return datetime(year, month, day, hour, minute, second, microsecond, UTC).isoformat()
    except (ValueError, OverflowError):
        return UNKNOWN
