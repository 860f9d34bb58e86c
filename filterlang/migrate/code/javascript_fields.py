"""Writes a value that JavaScript reads of a run as v2 needs it, in the place where it is used.

Owns the invariant that a value is changed only where the difference between v1 and v2 can be seen: v2 leaves a field out that
v1 gave as null or 0, has enums in capitals, and costs as numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import arguments, callee, expressions, method, operator, path, unwrapped
from filterlang.migrate.code.javascript_contexts import ContextOfUse, ScriptUse, use_of
from filterlang.migrate.code.javascript_scopes import ScriptVariable
from filterlang.migrate.code.javascript_writer import ScriptWriter
from filterlang.schema.moves_to_v2 import ALWAYS_GIVEN, OBJECTS_OF_ANY, TYPED_AS_GIVEN, FieldMove, FieldReading, Risk
from filterlang.text.edits import Edit, insert
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_CASED = frozenset({"toUpperCase", "toLowerCase", "toLocaleUpperCase", "toLocaleLowerCase"})
_OF_NUMBERS = frozenset({"toFixed", "toPrecision", "toExponential"})
_UNTYPED = frozenset({
    ContextOfUse.TRUTH, ContextOfUse.FALLBACK, ContextOfUse.NULL_TEST, ContextOfUse.EQUALITY, ContextOfUse.SHOWN,
    ContextOfUse.UNUSED, ContextOfUse.SWITCH,
})  # fmt: skip
"""Contexts in which TypeScript takes a value that may be undefined."""
_AS_TEXT = frozenset(
    {ContextOfUse.ENTRY, ContextOfUse.ARGUMENT, ContextOfUse.KEPT, ContextOfUse.INDEX, ContextOfUse.MEMBERSHIP}
)
_AS_NUMBER = frozenset({ContextOfUse.NUMBER, ContextOfUse.CONVERSION})
_PARSING = frozenset({"parseFloat", "parseInt", "Number.parseFloat", "Number.parseInt"})
_Write = Callable[[ScriptWriter, "Node", ScriptUse, FieldMove, bool], None]
_SUFFIXES = {FieldReading.PARENT: "?.at(-1)", FieldReading.AMOUNTS: "?.raw"}


def write_value(writer: ScriptWriter, node: Node, move: FieldMove, *, has_default: bool = False) -> None:
    """Writes a value where it is used."""
    use = use_of(writer.program, node)
    before = len(writer.edits)
    if (suffix := _SUFFIXES.get(move.reading)) is not None:
        writer.edits.append(insert(writer.span(node).end, suffix))
    write = _WRITERS.get(move.reading, _nullable)
    write(writer, node, use, move, has_default)
    if node.type == "shorthand_property_identifier" and len(writer.edits) > before:
        writer.edits.insert(before, insert(writer.span(node).start, f"{writer.program.text(node)}: "))


def _enum(writer: ScriptWriter, node: Node, use: ScriptUse, move: FieldMove, has_default: bool) -> None:
    """Writes constants in capitals where the value is compared with them, and the value in small letters elsewhere."""
    if use.context in (ContextOfUse.TRUTH, ContextOfUse.UNUSED):
        return
    if use.context is ContextOfUse.NULL_TEST:
        _null_test(writer, use, move)
        return
    if use.context is ContextOfUse.CHAIN and _method_on(writer, use) in _CASED:
        _typed(writer, use, move)
        return
    constants = None if has_default else list(_compared(use))
    if constants:
        for constant in constants:
            span = writer.span(constant)
            writer.edits.append(Edit(span, writer.program.document.text[span.start : span.end].upper()))
        _typed(writer, use, move)
        return
    outer, asserted = node, writer.program.is_typed and move.name in TYPED_AS_GIVEN
    while (parent := writer.program.parent(outer)) is not None and parent.type == "non_null_expression":
        outer = parent
    call = ".toLowerCase()" if outer is not node else "!.toLowerCase()" if asserted else "?.toLowerCase()"
    writer.edits.append(insert(writer.span(outer).end, call))


def _count(writer: ScriptWriter, node: Node, use: ScriptUse, move: FieldMove, has_default: bool) -> None:
    """Writes 0 where v2 leaves a count out, unless the code does it or sees no difference."""
    if has_default or use.context in (ContextOfUse.TRUTH, ContextOfUse.UNUSED):
        return
    if use.context is not ContextOfUse.FALLBACK:
        writer.wrap(use, "", " ?? 0")
    elif operator(use.around) == "??" and _other(writer, use) != "0":
        writer.note(node, f"v1 gave 0 where v2 leaves `{move.name}` out: this fallback is now used", Risk.SILENT)


def _cost(writer: ScriptWriter, node: Node, use: ScriptUse, move: FieldMove, has_default: bool) -> None:
    """Writes a number where the code computes, and a text as v1 gave it where the value is kept."""
    context = use.context
    if context is ContextOfUse.TRUTH:
        _is_given(writer, use)
    elif context is ContextOfUse.FALLBACK:
        _cost_or(writer, node, use, move)
    elif context is ContextOfUse.NULL_TEST:
        _null_test(writer, use, move)
    elif context in _AS_NUMBER:
        if operator(use.around) in ("+", "+=") and use.around.type != "unary_expression":
            writer.note(node, f"v1 gave `{move.name}` as a text, which `+` joined: on v2 it adds numbers", Risk.SILENT)
        _number(writer, use)
    elif context is ContextOfUse.SHOWN:
        _shown_cost(writer, node, use, move)
    elif context in _AS_TEXT:
        _as_text(writer, node, use)
    elif context is ContextOfUse.CHAIN and _method_on(writer, use) not in _OF_NUMBERS:
        writer.edits.append(insert(writer.span(use.outer).end, "?.toString()"))


def _nullable(writer: ScriptWriter, node: Node, use: ScriptUse, move: FieldMove, has_default: bool) -> None:
    """Writes null where the code shows or keeps it, and v2 leaves out a field that v1 gave as null."""
    if use.context is ContextOfUse.NULL_TEST:
        _null_test(writer, use, move)
    elif move.name not in ALWAYS_GIVEN and not has_default and shows_null(writer, use):
        writer.wrap(use, "", " ?? null")
    else:
        _typed(writer, use, move)


def shows_null(writer: ScriptWriter, use: ScriptUse) -> bool:
    """Whether null and undefined are different in the use of a value."""
    if use.context is ContextOfUse.KEPT:
        variable = _kept_in(writer, use)
        if variable is not None:
            return any(_tells_null(writer, use_of(writer.program, reference)) for reference in variable.references)
        return not writer.program.is_typed
    return _tells_null(writer, use)


def _tells_null(writer: ScriptWriter, use: ScriptUse) -> bool:
    if use.context is ContextOfUse.ENTRY:
        return not writer.program.is_typed
    if use.context is ContextOfUse.NULL_TEST:
        return _other(writer, use) == "null" and len(operator(use.around)) == 3
    return use.context is ContextOfUse.SHOWN


def _kept_in(writer: ScriptWriter, use: ScriptUse) -> ScriptVariable | None:
    name = use.around.child_by_field_name("name") or use.around.child_by_field_name("left")
    return None if name is None else writer.program.variable(name)


def _null_test(writer: ScriptWriter, use: ScriptUse, move: FieldMove) -> None:
    """Makes a test for null one that a missing value passes as well."""
    sign = use.around.child_by_field_name("operator")
    if sign is None or len(sign.type) < 3 or move.name in ALWAYS_GIVEN:
        return
    if _other(writer, use) == "null":
        writer.edits.append(Edit(writer.span(sign), sign.type[:2]))
    else:
        writer.note(
            use.around, f"v1 gave null where v2 leaves `{move.name}` out: this test now has another result", Risk.SILENT
        )


def _other(writer: ScriptWriter, use: ScriptUse) -> str:
    """The other operand of an operation."""
    left, right = use.around.child_by_field_name("left"), use.around.child_by_field_name("right")
    return writer.program.text(right if left is not None and left.id == use.outer.id else left)


def _method_on(writer: ScriptWriter, use: ScriptUse) -> str:
    return writer.program.member_name(use.around) or ""


def _number(writer: ScriptWriter, use: ScriptUse) -> None:
    if use.around.type in ("call_expression", "new_expression") and path(callee(use.around)) in _PARSING:
        if writer.program.is_typed:
            _around_argument(writer, use.outer)
        return
    writer.wrap(use, "", " ?? 0")


def _around_argument(writer: ScriptWriter, node: Node) -> None:
    """Gives ``parseFloat`` the text that its type asks for."""
    span = writer.span(node)
    writer.edits += [insert(span.start, "String("), insert(span.end, ")")]


def _is_given(writer: ScriptWriter, use: ScriptUse) -> None:
    """Tests whether a cost is given: the text "0" was true, the number 0 is not."""
    negations: list[Node] = []
    node = use.around
    while node.type == "unary_expression" and operator(node) == "!":
        negations.append(node)
        node = writer.program.parent(node) or node
    sign = "==" if len(negations) % 2 else "!="
    for negation in negations:
        start = writer.span(negation).start
        writer.edits.append(Edit(Span(start, start + 1), ""))
    writer.edits.append(insert(writer.span(use.outer).end, f" {sign} null"))


def _cost_or(writer: ScriptWriter, node: Node, use: ScriptUse, move: FieldMove) -> None:
    """Writes a fallback of a cost: the text "0" was true, so that ``||`` did not replace it."""
    outer = use_of(writer.program, use.around)
    called = outer.around
    if outer.context is ContextOfUse.CONVERSION and path(callee(called)) in _PARSING and writer.program.is_typed:
        _around_argument(writer, outer.outer)
    if operator(use.around) != "||" or _other(writer, use) in ("0", "0.0", '"0"', "'0'"):
        return
    sign, parent = use.around.child_by_field_name("operator"), writer.program.parent(use.around)
    mixed = [use.around.child_by_field_name("right"), parent]
    if sign is not None and not any(_is_logical(other) for other in mixed):
        writer.edits.append(Edit(writer.span(sign), "??"))
    else:
        writer.note(node, f"v1 gave `{move.name}` as a text, and the text 0 is true: on v2 the number 0 is false", Risk.SILENT)


def _shown_cost(writer: ScriptWriter, node: Node, use: ScriptUse, move: FieldMove) -> None:
    if use.around.type in ("pair", "array", "object"):
        _as_text(writer, node, use)
        return
    writer.wrap(use, "", " ?? null")
    writer.note(node, f"v2 gives `{move.name}` as a number, v1 as a text: zeros at its end are no longer printed", Risk.SILENT)


def _as_text(writer: ScriptWriter, node: Node, use: ScriptUse) -> None:
    """Keeps the text that v1 gave, and null where it was null."""
    if shows_null(writer, use):
        writer.wrap(use, "", "?.toString() ?? null")
    else:
        writer.edits.append(insert(writer.span(use.outer).end, "?.toString()"))


def _typed(writer: ScriptWriter, use: ScriptUse, move: FieldMove) -> None:
    """Asserts to TypeScript what v1's type of a run promised and v2's does not."""
    if not writer.program.is_typed or use.context in _UNTYPED or use.outer.type == "non_null_expression":
        return
    parent = writer.program.parent(use.outer)
    chained = (
        use.context is ContextOfUse.CHAIN and parent is not None and parent.child_by_field_name("optional_chain") is not None
    )
    if move.name in OBJECTS_OF_ANY:
        _typed_object(writer, use, move, chained)
    elif (move.name in TYPED_AS_GIVEN and not chained) or (
        move.reading is FieldReading.PARENT and use.context is not ContextOfUse.CHAIN
    ):
        writer.edits.append(insert(writer.span(use.outer).end, "!"))


def _typed_object(writer: ScriptWriter, use: ScriptUse, move: FieldMove, chained: bool) -> None:
    """Gives the values of an object the type that they had: v2's type knows nothing of them."""
    is_chain = use.context is ContextOfUse.CHAIN
    if is_chain and use_of(writer.program, use.around).context in _UNTYPED - {ContextOfUse.FALLBACK}:
        if move.name in TYPED_AS_GIVEN and not chained:
            writer.edits.append(insert(writer.span(use.outer).end, "!"))
        return
    is_given = not chained and (is_chain or move.name in TYPED_AS_GIVEN)  # a plain access was sound in the types of v1
    missing = "" if is_given else " | undefined"
    writer.wrap(use, "", f" as Record<string, any>{missing}", always=is_chain)


def _is_logical(node: Node | None) -> bool:
    return node is not None and node.type == "binary_expression" and operator(node) in ("&&", "||")


def _compared(use: ScriptUse) -> Iterator[Node]:
    """Yields the texts that a value is compared with, without quotes; none where it is compared with something else as well."""
    values: list[Node] = []
    if use.context is ContextOfUse.EQUALITY:
        values = [node for node in expressions(use.around) if node.id != use.outer.id]
    elif use.context is ContextOfUse.SWITCH:
        body = use.around.child_by_field_name("body")
        cases = [] if body is None else expressions(body)
        values = [value for case in cases if (value := case.child_by_field_name("value")) is not None]
    elif use.context is ContextOfUse.MEMBERSHIP and (called := method(use.around)) is not None:
        values = _items(called[0])
    values = [unwrapped(value) for value in values]
    if values and all(value.type == "string" for value in values):
        yield from (child for value in values for child in value.named_children if child.type == "string_fragment")


def _items(collection: Node) -> list[Node]:
    """The items of an array, or of a set that is made of one."""
    if collection.type == "new_expression" and path(callee(collection)) == "Set":
        collection = next((unwrapped(argument) for argument in arguments(collection)), collection)
    return expressions(collection) if collection.type == "array" else []


_WRITERS: dict[FieldReading, _Write] = {
    FieldReading.UPPER: _enum,
    FieldReading.COUNT: _count,
    FieldReading.COST: _cost,
}
"""How a value is written, by its reading."""
