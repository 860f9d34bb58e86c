"""Writes the arguments of a call of v2 in JavaScript into the objects that have those of v1.

Owns the invariant that each argument of v1 gives way to that of v2 at its place, and that two which v2 has one name for are
joined at the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
import re
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.readers.javascript_syntax import literal_text, unwrapped
from filterlang.migrate.code.javascript_additions import TYPES_OF_V2
from filterlang.migrate.code.javascript_arguments import ScriptArgument, ScriptArguments, UnreadError
from filterlang.migrate.code.javascript_argument_values import CallContext, WrittenArgument, is_given, written_value
from filterlang.migrate.code.javascript_writing import object_edits, object_text
from filterlang.migrate.code.query_plan import PlannedArgument, QueryPlan
from filterlang.text.edits import Edit, insert
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_PARAMETERS = f"{TYPES_OF_V2.name}.RunQueryV2Params"
"""The type of v2's arguments."""
_OF_V1 = re.compile(r"listRuns|ListRunsParams")
_OF_ANY = re.compile(r"any|Record<string,\s*any>")
_NAMES = ("identifier", "shorthand_property_identifier", "member_expression")
_SPECIAL = re.compile(r"[\\`]|\$(?=\{)")
"""Characters that mean something in a template."""


class NewEntries(NamedTuple):
    """The edits of the objects with the arguments, whether they name types of v2, and the objects in which they wait."""

    edits: tuple[Edit, ...]
    has_types: bool
    waiting: tuple[Node, ...]


class _NewEntry(NamedTuple):
    argument: ScriptArgument
    planned: PlannedArgument
    value: WrittenArgument


def new_entries(context: CallContext, arguments: ScriptArguments, plan: QueryPlan) -> NewEntries:
    """The entries of the call of v2. Raises ``UnreadError`` where one of them cannot be written."""
    entries = list(_planned(context, arguments, plan))
    texts = dict(_texts(context, entries))
    added = [f"{each.name}: {context.style.literal(each.value.constant)}" for each in plan.added]
    typed = list(_typed_owners(context, arguments))
    owners = [entry.argument.owner or arguments.given for entry in entries if entry.value.waits]
    return NewEntries(
        (*_object_edits(context, arguments, texts, added), *typed),
        bool(typed) or any(entry.value.has_type for entry in entries),
        tuple(owners),
    )


def _planned(context: CallContext, arguments: ScriptArguments, plan: QueryPlan) -> Iterator[_NewEntry]:
    """Yields the arguments that v2 has, with their values."""
    for argument in arguments.entries:
        planned = plan.replaced.get(argument.name)
        if planned is None or arguments.by_name[argument.name] is not argument:
            continue
        yield _NewEntry(argument, planned, written_value(context, planned, argument))


def _texts(context: CallContext, entries: Sequence[_NewEntry]) -> Iterator[tuple[int, str]]:
    """Yields the text of each new entry, with the id of the entry that it replaces."""
    groups: dict[str, list[_NewEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.planned.name, []).append(entry)
    for name, group in groups.items():
        first = group[0].argument.entry
        code = _as_text(context, group[0].value.code) if len(group) == 1 else _joined(context, group)
        yield first.id, _entry_text(context, first, name, code)


def _as_text(context: CallContext, code: str) -> str:
    """A template that has no holes as a text."""
    is_text = code.startswith("`eq(") and code.endswith("`") and "${" not in code
    return context.style.text(code[1:-1]) if is_text else code


def _entry_text(context: CallContext, entry: Node, name: str, code: str) -> str:
    """An entry of an object, with its key in quotes where it had some."""
    key = entry.child_by_field_name("key")
    if key is None:
        return name if code == name else f"{name}: {code}"
    written = context.program.text(key)
    value = entry.child_by_field_name("value")
    assert value is not None
    between = context.program.document.text[context.program.document.span(key).end : context.program.document.span(value).start]
    quote = written[0] if key.type == "string" else ""
    return f"{quote}{name}{quote}{between}{code}"


def _joined(context: CallContext, group: Sequence[_NewEntry]) -> str:
    """The filter that has all the conditions of several arguments; one that may not be given is only joined where it is."""
    unsure = [entry for entry in group if not is_given(context.program, entry.argument.value) and entry.value.code[0] != "`"]
    conditions = [_condition(context, entry) for entry in group]
    both = f"`and({', '.join(conditions)})`"
    if not unsure:
        return both
    if len(unsure) > 1 or unwrapped(unsure[0].argument.value).type not in _NAMES:
        raise UnreadError(f"it is not known whether `{unsure[0].value.code}` is given, to which a condition is added")
    rest = [condition for entry, condition in zip(group, conditions, strict=True) if entry is not unsure[0]]
    return f"{unsure[0].value.code} ? {both} : {_as_text(context, f'`{rest[0]}`')}"


def _condition(context: CallContext, entry: _NewEntry) -> str:
    """A condition as a part of a template."""
    code = entry.value.code
    if code.startswith("`"):
        return code[1:-1]
    value = unwrapped(entry.argument.value)
    if value.type == "string" and context.code(value) == context.program.text(value):
        return _SPECIAL.sub(r"\\\g<0>", literal_text(context.program.document, value) or "")
    return f"${{{context.code(value)}}}"


def _object_edits(
    context: CallContext, arguments: ScriptArguments, texts: dict[int, str], added: Sequence[str]
) -> Iterator[Edit]:
    """Yields the edits of all objects of the arguments."""
    program = context.program
    owners = {entry.owner.id: entry.owner for entry in arguments.entries if entry.owner is not None}
    span = program.document.span
    values = {span(entry.entry): (span(entry.value), program.text(entry.value)) for entry in arguments.entries}
    if arguments.main is None:
        written = [texts[entry.entry.id] for entry in arguments.entries if entry.entry.id in texts]
        place = span(arguments.given)
        yield Edit(place, object_text(program.document, place, [*written, *added], context.style))
    else:
        owners.setdefault(arguments.main.id, arguments.main)
    for owner in owners.values():
        places: dict[int, list[str]] = {}
        for entry in arguments.entries:
            if entry.owner is owner:
                places.setdefault(entry.place.id, []).extend([texts[entry.entry.id]] if entry.entry.id in texts else [])
        more = added if owner is arguments.main else ()
        for edit in object_edits(program.document, owner, places, more, context.style):
            yield from _around_value(edit, values)


def _around_value(edit: Edit, values: Mapping[Span, tuple[Span, str]]) -> Iterator[Edit]:
    """Yields an edit of an entry as those around its value, where that stays: other edits can be inside of it."""
    value, text = values.get(edit.span, (edit.span, ""))
    if not text or edit.text.count(text) != 1:
        yield edit
        return
    before, _, after = edit.text.partition(text)
    parts = (Edit(Span(edit.span.start, value.start), before), Edit(Span(value.end, edit.span.end), after))
    yield from (part for part in parts if len(part.span) or part.text)


def _typed_owners(context: CallContext, arguments: ScriptArguments) -> Iterator[Edit]:
    """Yields the edits that give objects in names the type of v2's arguments.

    Raises ``UnreadError`` for one that has another type.
    """
    program = context.program
    owners = {entry.owner.id: entry.owner for entry in arguments.entries if entry.owner is not None}
    for owner in owners.values() if program.is_typed else ():
        declaration = program.parent(owner)
        name = None if declaration is None else declaration.child_by_field_name("name")
        if declaration is None or owner.id == unwrapped(arguments.given).id:
            continue
        if name is None or declaration.type != "variable_declarator":
            raise UnreadError(f"`{program.text(declaration)[:40]}` has a type of its own")
        type = declaration.child_by_field_name("type")
        span = program.document.span(name)
        if type is None:
            yield insert(span.end, f": {_PARAMETERS}")
        elif _OF_V1.search(program.text(type)):
            yield Edit(program.document.span(type), f": {_PARAMETERS}")
        elif not _OF_ANY.fullmatch(program.text(type).lstrip(": ")):
            raise UnreadError(f"`{program.text(name)}` has a type of its own")
