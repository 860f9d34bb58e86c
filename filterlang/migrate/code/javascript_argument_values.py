"""Writes the values of v2's arguments in JavaScript: ids in lists, projects by their names, times as texts.

Owns the invariant that each form of the table of arguments has its writer here, and that a value is evaluated as before.
"""

from __future__ import annotations

from collections.abc import Callable
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.readers.javascript_syntax import arguments, callee, expressions, literal_text, path, unwrapped
from filterlang.migrate.code.javascript_additions import TYPES_OF_V2
from filterlang.migrate.code.javascript_answers import calls_of
from filterlang.migrate.code.javascript_arguments import ScriptArgument, UnreadError, constant_of, named_value
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_writing import ScriptStyle
from filterlang.migrate.code.query_plan import MOST_OF_A_PAGE, PlannedArgument
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES, ArgumentForm
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.edits import Edit, apply
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_RUN_TYPE = f"{TYPES_OF_V2.name}.RunType"
_LIST = re.compile(r"\[\]|\b(?:Readonly)?Array<|\bSet<")
_PLURAL = re.compile(r"(?:[a-z]|_)(?:[iI]ds|IDS|names|Names|NAMES|projects|Projects|PROJECTS)$|^(?:ids|names|projects)$")
_TO_LISTS = frozenset({"map", "filter", "split", "slice", "concat", "flat", "flatMap", "from", "of", "keys", "values", "sort"})
_CONDITION = "eq({}, {})"
_SPECIAL = re.compile(r"[\\`\"]|\$\{")
_BINDING = frozenset({
    "identifier", "shorthand_property_identifier", "member_expression", "call_expression", "subscript_expression",
    "new_expression", "parenthesized_expression", "this", "string", "template_string", "number", "non_null_expression",
})  # fmt: skip
"""Expressions that bind more tightly than the call of a method on them."""


class CallContext(NamedTuple):
    """The context of the values of a call: the program, the style of the file, the client, and the edits of filters."""

    program: JavascriptProgram
    style: ScriptStyle
    client: str
    edits: tuple[Edit, ...] = ()

    def code(self, node: Node) -> str:
        """The code of an expression, with the edits in it."""
        span = self.program.document.span(node)
        inside = [
            replace(edit, span=Span(edit.span.start - span.start, edit.span.end - span.start))
            for edit in self.edits
            if span.contains(edit.span)
        ]
        return apply(self.program.text(node), inside)


@dataclass(frozen=True, slots=True)
class WrittenArgument:
    """The code of a value, and whether it names a type of v2."""

    code: str
    has_type: bool = False

    @property
    def waits(self) -> bool:
        """Whether the value needs ``await``."""
        return re.search(r"\bawait\b", self.code) is not None


def written_value(context: CallContext, planned: PlannedArgument, argument: ScriptArgument) -> WrittenArgument:
    """The value of an argument of v2. Raises ``UnreadError`` where v2 has no such value."""
    if planned.form is ArgumentForm.IN_FILTER:
        return _condition(context, argument)
    if not planned.value.code and planned.form is ArgumentForm.SAME:
        return WrittenArgument(context.style.literal(planned.value.constant))
    written = _WRITERS[planned.form](context, argument.value)
    missing = ARGUMENT_MOVES[argument.name].missing
    is_sure = not missing or is_given(context.program, argument.value)
    return written if is_sure else replace(written, code=f"{written.code} ?? {context.style.text(missing)}")


def _same(context: CallContext, node: Node) -> WrittenArgument:
    return WrittenArgument(context.program.text(node))


def _ids(context: CallContext, node: Node) -> WrittenArgument:
    code = context.code(node)
    return WrittenArgument({True: code, False: f"[{code}]", None: f"[{code}].flat()"}[is_list(context.program, node)])


def _projects(context: CallContext, node: Node) -> WrittenArgument:
    value = unwrapped(node)
    items = expressions(value) if value.type == "array" else [node]
    are_several = is_list(context.program, node)
    if are_several is False or (value.type == "array" and not any(item.type == "spread_element" for item in items)):
        return WrittenArgument(f"[{', '.join(project_code(context, item) for item in items)}]")
    names = context.code(node) if are_several else f"[{context.code(node)}].flat()"
    lookup = f"(await {context.client}.readProject({{ projectName }})).id"
    return WrittenArgument(f"await Promise.all({names}.map(async (projectName) => {lookup}))")


def project_code(context: CallContext, node: Node) -> str:
    """The code of the id of the project that an expression names."""
    code = context.code(node)
    entry = code if code == "projectName" else f"projectName: {code}"
    return f"(await {context.client}.readProject({{ {entry} }})).id"


def _upper(context: CallContext, node: Node) -> WrittenArgument:
    program = context.program
    dot = "." if is_given(program, node) else "?."
    code = f"{_bound(context, node)}{dot}toUpperCase()"
    return WrittenArgument(f"{code} as {_RUN_TYPE}", has_type=True) if program.is_typed else WrittenArgument(code)


def _time(context: CallContext, node: Node) -> WrittenArgument:
    value = unwrapped(node)
    if isinstance(constant_of(context.program, node), str) or context.program.text(value).endswith(".toISOString()"):
        return _same(context, node)
    code = _bound(context, node)
    if is_given(context.program, node):
        return WrittenArgument(f"{code}.toISOString()")
    return WrittenArgument(f"{code}?.toISOString()")


def _page(context: CallContext, node: Node) -> WrittenArgument:
    code = context.code(node)
    most = f"Math.min({code}, {MOST_OF_A_PAGE})"
    return WrittenArgument(most if is_given(context.program, node) else f"{_bound(context, node)} && {most}")


def _condition(context: CallContext, argument: ScriptArgument) -> WrittenArgument:
    """The condition of a filter that an argument is, as a template."""
    text = literal_text(context.program.document, unwrapped(argument.value))
    is_plain = text is not None and _SPECIAL.search(text) is None
    value = json.dumps(text) if is_plain else f"${{JSON.stringify({context.code(argument.value)})}}"
    return WrittenArgument(f"`{_CONDITION.format(argument.name, value)}`")


def _unknown(context: CallContext, node: Node) -> WrittenArgument:
    raise UnreadError(f"the fields that `{context.program.text(node)}` selects are not known: write them in v2's names")


_WRITERS: dict[ArgumentForm, Callable[[CallContext, Node], WrittenArgument]] = {
    ArgumentForm.SAME: _same, ArgumentForm.ID: _same, ArgumentForm.IDS: _ids, ArgumentForm.PROJECTS: _projects,
    ArgumentForm.UPPER: _upper, ArgumentForm.TIME: _time, ArgumentForm.SELECTS: _unknown, ArgumentForm.BOUND: _page,
}  # fmt: skip


def _bound(context: CallContext, node: Node) -> str:
    """The code of an expression that a method can be called on."""
    code = context.code(node)
    return code if node.type in _BINDING else f"({code})"


def is_list(program: JavascriptProgram, node: Node) -> bool | None:
    """Whether a value is a list, as the file shows it; None where its type allows both."""
    value = named_value(program, node)
    if value.type == "array":
        return True
    if value.type == "call_expression":
        return path(callee(value), 1) in _TO_LISTS
    type = type_of(program, value)
    if type:
        has_text = re.search(r"\bstring\b(?!\[\]|>)", type) is not None
        return bool(_LIST.search(type)) if not has_text or not _LIST.search(type) else None
    given = [named_value(program, argument).type for argument in _given(program, value)]
    if "array" in given:
        return True if {*given} == {"array"} else None
    return _PLURAL.search(path(value, 1)) is not None


def _given(program: JavascriptProgram, parameter: Node) -> list[Node]:
    """The arguments that the calls of a file give for the parameter that a name is."""
    variable = program.variable(parameter)
    definition = None if variable is None else variable.definitions[0]
    function = None if definition is None else program.enclosing_function(definition)
    parameters = [] if function is None else program.parameters(function)
    if function is None or definition is None or definition not in parameters:
        return []
    index = parameters.index(definition)
    return [given[index] for call in calls_of(program, function) if len(given := arguments(call)) > index]


def type_of(program: JavascriptProgram, node: Node) -> str:
    """The type that a name is declared with; empty where it has none."""
    variable = program.variable(unwrapped(node))
    parent = None if variable is None or len(variable.definitions) != 1 else program.parent(variable.definitions[0])
    type = None if parent is None else parent.child_by_field_name("type")
    is_optional = parent is not None and parent.type == "optional_parameter"
    return program.text(type).lstrip(": ") + (" | undefined" if is_optional else "")


def is_given(program: JavascriptProgram, node: Node) -> bool:
    """Whether a value is surely given: it is no ``undefined`` and no ``null``."""
    if node.type in ("non_null_expression", "as_expression"):
        return True
    value = named_value(program, node)
    if constant_of(program, node) is not UNKNOWN or value.type in ("new_expression", "template_string", "array"):
        return constant_of(program, node) is not None
    if value.type == "call_expression":
        return "?." not in program.text(value) and (
            program.is_typed or path(callee(value), 1).startswith(("to", "parse", "Number"))
        )
    type = type_of(program, value)
    return bool(type) and not re.search(r"undefined|null|any|unknown", type)
