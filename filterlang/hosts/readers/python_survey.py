"""One walk over a Python document collects the bindings of names, and the nodes that may hold filters.

Owns the invariant that the tree is walked once, in linear time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field as default_of
from functools import cached_property
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.python_names import Binding, Names, Parameter, Relation, Scope
from filterlang.hosts.readers.python_syntax import arguments_of_call, field, operands

if TYPE_CHECKING:
    from tree_sitter import Node

_DOCUMENT = re.compile(r"""\w{0,2}["']+\\?\s*[\[{]+\s*["'\\]""")
_USED = re.compile(r"\b[^\W\d]\w*+(?!\s*=(?!=))")
_SCOPES = ("function_definition", "lambda", "class_definition")
_WITHOUT_CODE = frozenset({"identifier", "integer", "float", "true", "false", "none", "string_start", "string_content",
                           "string_end", "pass_statement", "dotted_name", "ellipsis"})  # fmt: skip
"""Types of nodes below which nothing is bound or called."""
_OWN_NAMES = ("self", "cls", "mcs")
_APPENDING = {"append": Relation.APPENDED, "insert": Relation.APPENDED, "add": Relation.APPENDED, "extend": Relation.ITEM}


@dataclass(frozen=True, slots=True)
class Seen:
    """A node, and the scope that it stands in."""

    node: Node
    scope: Scope


@dataclass(eq=False)
class Survey:
    """What a walk collects: all names, all scopes, the nodes of each type that finders look at, and the spans of
    syntax errors.
    """

    document: HostDocument
    names: Names
    scopes: list[Scope]
    calls: list[Seen] = default_of(default_factory=list[Seen])
    mappings: list[Seen] = default_of(default_factory=list[Seen])
    loose_arguments: list[Seen] = default_of(default_factory=list[Seen])
    """Named arguments below a syntax error, whose calls are not known."""
    documents: list[Node] = default_of(default_factory=list["Node"])
    """Strings that begin as JSON documents do."""
    prose: list[Node] = default_of(default_factory=list["Node"])
    errors: list[tuple[int, int]] = default_of(default_factory=list[tuple[int, int]])

    _followed: set[tuple[str, int, bool]] = default_of(default_factory=set[tuple[str, int, bool]])

    def is_first(self, name: str, owner: Scope | None, many: bool) -> bool:
        """Whether the bindings of a name are followed for the first time; marks them as followed."""
        key = (name, id(owner), many)
        is_first = key not in self._followed
        self._followed.add(key)
        return is_first

    def is_used_once(self, node: Node) -> bool:
        """Whether a node is the one use of a name in the document; other modules may use a constant in capitals."""
        name = self.text(node)
        return node.type == "identifier" and not name.isupper() and self._uses[name] == 1

    @cached_property
    def _uses(self) -> Counter[str]:
        """How often each word of the document stands anywhere but before an equals sign."""
        return Counter(_USED.findall(self.document.text))

    def text(self, node: Node) -> str:
        return self.document.text_of(node)

    def is_broken(self, node: Node) -> bool:
        """Whether a node is below a syntax error."""
        at = bisect_right(self.errors, (node.start_byte, node.end_byte))
        around = (self.errors[index] for index in (at - 1, at) if 0 <= index < len(self.errors))
        return any(start <= node.start_byte and node.end_byte <= end for start, end in around)


def survey(document: HostDocument) -> Survey:
    """Walks over a document, in its order. A handler also gets the type of the node around its own."""
    module = Scope(document.root)
    result = Survey(document, Names(module), [module])
    waiting = [(document.root, document.root.type, "", module)]
    while waiting:
        node, kind, around, scope = waiting.pop()
        if kind in _SCOPES:
            scope = Scope(node, scope)
            result.scopes.append(scope)
            _name_scope(result, node, scope)
        elif (handle := _HANDLERS.get(kind)) is not None:
            handle(result, node, scope, around)
        waiting += [
            (child, inner, kind, scope) for child in reversed(node.named_children) if (inner := child.type) not in _WITHOUT_CODE
        ]
    return result


def _name_scope(survey: Survey, node: Node, scope: Scope) -> None:
    """Records a function with its parameters."""
    name, body, parameters = field(node, "name"), field(node, "body"), field(node, "parameters")
    if node.type == "lambda" and body is not None:
        scope.returns.append(Binding(body, scope))
    if node.type == "class_definition" or name is None or parameters is None:
        return
    function = survey.text(name)
    survey.names.functions[function].append(scope)
    owner = scope.parent.around_class if scope.parent is not None else None
    if function == "__init__" and owner is not None and (class_name := field(owner.node, "name")) is not None:
        function = survey.text(class_name)
    position = 0
    for child in operands(parameters):
        target = field(child, "name") or next(iter(operands(child)), child)
        if target.type != "identifier" or (parameter := survey.text(target)) in _OWN_NAMES:
            continue
        scope.parameters[parameter] = Parameter(function, parameter, position, field(child, "type"))
        position += 1
        if (default := field(child, "value")) is not None:
            scope.names[parameter].append(Binding(default, scope))


def bind(survey: Survey, target: Node, binding: Binding) -> None:
    """Binds the names of a target, which can be a pattern or an attribute."""
    waiting = [(target, binding)]
    while waiting:
        target, binding = waiting.pop()
        scope = binding.scope
        if target.type == "identifier":
            name = survey.text(target)
            scope.names[name].append(binding)
            if scope.is_class:
                survey.names.attributes[name].append((scope, binding))
        elif target.type == "attribute" and (name_node := field(target, "attribute")) is not None:
            receiver = field(target, "object")
            is_own = receiver is not None and survey.text(receiver) in _OWN_NAMES
            survey.names.attributes[survey.text(name_node)].append((scope.around_class if is_own else None, binding))
        elif target.type in ("pattern_list", "tuple_pattern", "list_pattern", "tuple", "expression_list", "as_pattern_target"):
            parts = operands(target)
            values = operands(binding.value) if binding.value.type in ("expression_list", "tuple", "list") else []
            for index, part in enumerate(parts):
                if binding.relation is Relation.VALUE and len(values) == len(parts):
                    waiting.append((part, Binding(values[index], scope)))
                elif binding.relation is Relation.ITEM or len(parts) == 1:
                    waiting.append((part, Binding(binding.value, scope, binding.relation, index if len(parts) > 1 else None)))


def _assignment(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    left, right = field(node, "left") or field(node, "name"), field(node, "right") or field(node, "value")
    while right is not None and right.type == "assignment":
        right = field(right, "right")
    if left is None or right is None:
        return
    relation = Relation.ADDED if node.type == "augmented_assignment" else Relation.VALUE
    if left.type == "subscript":
        receiver = field(left, "value")
        key = field(left, "subscript")
        if receiver is not None and key is not None and key.type == "string":
            owner = scope.scope_of(survey.text(receiver)) or scope
            owner.entries[survey.text(receiver)].append((survey.text(key), Binding(right, scope)))
            survey.mappings.append(Seen(node, scope))
        return
    bind(survey, left, Binding(right, scope, relation))


def _loop(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    left, right = field(node, "left"), field(node, "right")
    if left is not None and right is not None:
        bind(survey, left, Binding(right, scope, Relation.ITEM))


def _context(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    alias = field(node, "alias")
    values = operands(node)
    if alias is not None and values:
        bind(survey, alias, Binding(values[0], scope))


def _return(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    scope.returns += (Binding(value, scope) for value in operands(node))


def _call(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    function = field(node, "function")
    if function is None:
        return
    survey.calls.append(Seen(node, scope))
    name = field(function, "attribute")
    survey.names.calls[survey.text(name or function) if name or function.type == "identifier" else ""].append((node, scope))
    receiver, arguments = field(function, "object"), field(node, "arguments")
    if name is None or receiver is None or arguments is None or arguments.type != "argument_list":
        return
    method, values = survey.text(name), operands(arguments)
    if method in _APPENDING and values and receiver.type in ("identifier", "attribute"):
        owner = scope.scope_of(survey.text(receiver)) or scope
        bind(survey, receiver, Binding(values[-1], owner if receiver.type == "identifier" else scope, _APPENDING[method]))
    elif method in ("update", "setdefault"):
        _update(survey, survey.text(receiver), arguments, scope)


def _update(survey: Survey, receiver: str, arguments: Node, scope: Scope) -> None:
    """What ``mapping.update(…)`` and ``mapping.setdefault(key, …)`` put into a mapping."""
    owner = scope.scope_of(receiver) or scope
    positional, named = arguments_of_call(arguments, survey.document)
    owner.entries[receiver] += ((name, Binding(value, scope)) for name, value in named.items())
    if len(positional) == 2:
        owner.entries[receiver].append((survey.text(positional[0]), Binding(positional[1], scope)))
    elif positional and receiver in owner.names:
        owner.names[receiver].append(Binding(positional[0], scope))


def _mapping(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    survey.mappings.append(Seen(node, scope))


def _import(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    module = field(node, "module_name")
    for name in node.children_by_field_name("name"):
        imported, alias = field(name, "name") or name, field(name, "alias")
        path = survey.text(imported)
        bound = survey.text(alias) if alias is not None else path if module is not None else path.partition(".")[0]
        survey.names.modules[bound] = f"{survey.text(module)}.{path}" if module is not None else path


def _comment(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    survey.prose.append(node)


def _statement(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    survey.prose += (child for child in operands(node) if child.type in ("string", "concatenated_string"))


def _argument(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    name, value = field(node, "name"), field(node, "value")
    if name is not None and value is not None and survey.text(name) in ("help", "description", "epilog"):
        survey.prose.append(value)
    if around == "ERROR":
        survey.loose_arguments.append(Seen(node, scope))


def _string(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    if around != "concatenated_string" and _DOCUMENT.match(survey.text(node)) is not None:
        survey.documents.append(node)


def _error(survey: Survey, node: Node, scope: Scope, around: str) -> None:
    if not survey.errors or node.start_byte >= survey.errors[-1][1]:
        survey.errors.append((node.start_byte, node.end_byte))


_HANDLERS: dict[str, Callable[[Survey, Node, Scope, str], None]] = {
    "assignment": _assignment,
    "augmented_assignment": _assignment,
    "named_expression": _assignment,
    "for_statement": _loop,
    "for_in_clause": _loop,
    "as_pattern": _context,
    "return_statement": _return,
    "yield": _return,
    "call": _call,
    "dictionary": _mapping,
    "import_statement": _import,
    "import_from_statement": _import,
    "keyword_argument": _argument,
    "string": _string,
    "concatenated_string": _string,
    "comment": _comment,
    "expression_statement": _statement,
    "ERROR": _error,
}
