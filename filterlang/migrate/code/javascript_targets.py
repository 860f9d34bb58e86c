"""Gives values that hold runs to what a JavaScript program names: variables, patterns, properties, and items of collections.

Owns the invariant that a run taken apart by a pattern is read field by field, and never bound as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import FUNCTIONS, expressions, literal_text, method, unwrapped
from filterlang.migrate.code.held_runs import Held, held_by, map_of
from filterlang.migrate.code.javascript_flow import ScriptFlow
from filterlang.migrate.code.javascript_scopes import ScriptVariable

if TYPE_CHECKING:
    from tree_sitter import Node

FOLDING = frozenset({"reduce", "reduceRight"})
"""Methods whose function has the result so far as its first parameter."""


def bind(flow: ScriptFlow, pattern: Node | None, held: Held | None) -> None:
    """Gives a value to a pattern: to a name, or taken apart."""
    pending = [(pattern, held)]
    while pending:
        pattern, held = pending.pop()
        if pattern is None or held is None:
            continue
        if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
            _bind_name(flow, pattern, held)
        elif pattern.type in ("assignment_pattern", "required_parameter", "optional_parameter"):
            pending.append((pattern.child_by_field_name("left") or pattern.child_by_field_name("pattern"), held))
        elif pattern.type == "lexical_declaration":
            pending += [(child.child_by_field_name("name"), held) for child in pattern.named_children]
        elif pattern.type == "object_pattern":
            pending += _entries(flow, pattern, held)
        elif pattern.type == "array_pattern":
            pending += _items(flow, pattern, held)
        else:
            fill(flow, pattern, held)


def bind_parameter(flow: ScriptFlow, pattern: Node, held: Held | None) -> None:
    """Gives a value to a parameter of a function."""
    parent = flow.program.parent(pattern)
    if held is not None and parent is not None and parent.type in ("required_parameter", "optional_parameter"):
        flow.typed(parent.child_by_field_name("type"))
    bind(flow, pattern, held)


def _entries(flow: ScriptFlow, pattern: Node, held: Held) -> list[tuple[Node | None, Held | None]]:
    """The patterns in a pattern of an object, with what they are given; fields of a run are read."""
    entries: list[tuple[Node | None, Held | None]] = []
    for entry in expressions(pattern):
        if entry.type == "rest_pattern":
            if held.is_run:
                flow.escape(entry, "the other fields of the run are taken together")
            else:
                entries.append((entry.named_children[0], held))
            continue
        key = entry.child_by_field_name("key") or entry.child_by_field_name("left") or entry
        if key.type == "computed_property_name":
            flow.escape(entry, "the field is chosen by a value")
        elif held.is_run:
            flow.read(entry, key_text(flow, key))
        else:
            target = entry.child_by_field_name("value") or entry.child_by_field_name("left") or entry
            entries.append((target, held.under(key_text(flow, key))))
    return entries


def _items(flow: ScriptFlow, pattern: Node, held: Held) -> list[tuple[Node | None, Held | None]]:
    """The patterns in a pattern of an array, with what they are given."""
    items: list[tuple[Node | None, Held | None]] = []
    index = 0
    for item in pattern.children:
        index += item.type == ","
        if item.type == "rest_pattern":
            items.append((item.named_children[0], held))
        elif item.is_named:
            items.append((item, held.under(str(index))))
    return items


def _bind_name(flow: ScriptFlow, name: Node, held: Held) -> None:
    variable = flow.program.variable(name)
    if variable is None:
        flow.escape(name, "the runs are given to a name that this file does not declare")
        return
    _follow_variable(flow, variable, held)


def _follow_variable(flow: ScriptFlow, variable: ScriptVariable, held: Held) -> None:
    for definition in variable.definitions:
        parent = flow.program.parent(definition)
        if parent is not None and parent.type == "variable_declarator":
            flow.typed(parent.child_by_field_name("type"))
            value = parent.child_by_field_name("value")
            flow.typed(None if value is None else value.child_by_field_name("type_arguments"))
    for reference in variable.references:
        flow.add(reference, held)
    kept = None if variable.references or not variable.definitions else flow.program.parent(variable.definitions[0])
    if kept is not None and kept.type == "variable_declarator" and _is_at_top(flow, kept):
        flow.escape(kept, "the runs are kept, and nothing in this file reads them")
    if variable.name in flow.program.exported and variable.definitions and _is_at_top(flow, variable.definitions[0]):
        flow.escape(variable.definitions[0], "the runs are exported")


def _is_at_top(flow: ScriptFlow, node: Node) -> bool:
    return flow.program.enclosing_function(node) is None


def fill(flow: ScriptFlow, target: Node, held: Held) -> None:
    """Gives a value to an expression that something is assigned to, or added to."""
    while True:
        target = unwrapped(target)
        if target.type in ("identifier", "shorthand_property_identifier_pattern"):
            _fill_name(flow, target, held)
            return
        inner = target.child_by_field_name("object")
        called = method(target)
        if target.type in ("member_expression", "subscript_expression") and inner is not None:
            name = index_of(flow, target)
            if inner.type in ("this", "super"):
                set_on_this(flow, name or "", held)
                return
            target, held = inner, map_of(held) if name is None else held_by(name, held)
        elif target.type in ("assignment_expression", "augmented_assignment_expression", "binary_expression"):
            target = target.child_by_field_name("left") or target
        elif called is not None and called[1] == "get":
            target, held = called[0], map_of(held)
        else:
            flow.escape(target, "the runs are put where they are not followed")
            return
        if held.is_too_deep:
            flow.escape(target, "the runs are nested too deeply to be followed")
            return


def _fill_name(flow: ScriptFlow, target: Node, held: Held) -> None:
    variable = flow.program.variable(target)
    parameter = variable is not None and any(_is_parameter(flow, node) for node in variable.definitions)
    if variable is None or parameter:
        flow.escape(target, f"the runs are put into `{flow.program.text(target)}`, which comes from elsewhere")
    if variable is not None:
        _follow_variable(flow, variable, held)


def _is_parameter(flow: ScriptFlow, definition: Node) -> bool:
    """Whether a name is a parameter that its function is given, and no accumulator of ``reduce``."""
    for ancestor in flow.program.ancestors(definition):
        if ancestor.type in FUNCTIONS:
            around = flow.program.parent(ancestor)
            call = None if around is None else flow.program.parent(around)
            called = None if call is None else method(call)
            return called is None or called[1] not in FOLDING
        if ancestor.type in ("variable_declarator", "for_in_statement", "import_statement"):
            return ancestor.type == "import_statement"
    return False


def set_on_this(flow: ScriptFlow, name: str, held: Held) -> None:
    """Gives a value to a property of ``this``: all accesses to a property of its name in the file are followed."""
    for member in flow.program.members.get(name, []):
        flow.add(member, held)


def index_of(flow: ScriptFlow, access: Node) -> str | None:
    """The name or the constant index that an access has; None for a computed one."""
    name = flow.program.member_name(access)
    index = access.child_by_field_name("index")
    return flow.program.text(index) if name is None and index is not None and index.type == "number" else name


def key_text(flow: ScriptFlow, key: Node) -> str:
    """The text of a key of an object or a pattern."""
    return literal_text(flow.program.document, key) or flow.program.text(key)
