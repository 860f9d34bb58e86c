"""Values that cannot break the filter they are filled into.

Owns the invariant that a value counts as safe only where it is a number, a text that cannot hold quotes, or a text that was
quoted for filters. ``SAFE_CALLS`` and ``SAFE_TYPES`` are the tables.
"""

from __future__ import annotations

from collections.abc import Callable
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.python_names import Names, Relation, Scope
from filterlang.hosts.readers.python_syntax import field, joined_items, operands

if TYPE_CHECKING:
    from tree_sitter import Node

Safe = tuple[bool, bool]
"""Safe between quotes, and safe as a whole value."""
NEITHER, BOTH, IN_QUOTES, AS_VALUE = (False, False), (True, True), (True, False), (False, True)

SAFE_CALLS: dict[str, Safe] = {
    # numbers
    **dict.fromkeys(("int", "float", "len", "round", "abs", "ord", "hash", "timestamp", "time", "total_seconds", "randint",
                     "count", "monotonic", "perf_counter", "floor", "ceil", "Decimal"), BOTH),
    # texts that never hold quotes: dates, identifiers, digests
    **dict.fromkeys(("isoformat", "strftime", "datetime", "date", "now", "utcnow", "today", "fromtimestamp", "fromisoformat",
                     "astimezone", "timedelta", "UUID", "uuid1", "uuid3", "uuid4", "uuid5", "uuid7", "hexdigest", "hex",
                     "strptime", "combine", "token_hex", "bool", "b64encode"), IN_QUOTES),
    # literals of the filter language
    **dict.fromkeys(("dumps", "quote", "repr", "literal"), AS_VALUE),
}  # fmt: skip
"""The functions and methods whose results are safe, by their last name."""

SAFE_TYPES: dict[str, Safe] = {
    **dict.fromkeys(("int", "float"), BOTH),
    **dict.fromkeys(("bool", "UUID", "uuid.UUID", "datetime", "datetime.datetime", "date", "datetime.date", "timedelta",
                     "datetime.timedelta"), IN_QUOTES),
}  # fmt: skip
"""The types whose values are safe, by their annotation."""

SAFE_METHODS = frozenset({"replace", "strip", "lower", "upper", "rstrip", "lstrip", "astimezone", "split", "rsplit"})
"""Methods that leave a text safe if it was safe before; the replacement of ``replace`` has to be safe as well."""

_NUMBER_FORMAT = re.compile(r":.*[bdeEfFgGnoxXi%]\Z", re.DOTALL)
_DATE_FORMAT = re.compile(r"""[^"'\\{}]*%[A-Za-z][^"'\\{}]*\Z""")
_SEPARATOR = re.compile(r"""(["'])[\s,]*\1""")
_MOST_STEPS = 6


def safety(document: HostDocument, names: Names, scope: Scope, node: Node, format: str) -> Safe:
    """Whether the text of an expression in a format, such as ``!r:`` or ``:.2f``, is safe."""
    if format.startswith(("!r", "!a")):
        return BOTH if _safety(document, names, scope, node, 0) == BOTH else AS_VALUE
    if _NUMBER_FORMAT.search(format) and "%" not in format[1:-1]:
        return BOTH
    if _DATE_FORMAT.match(format.removeprefix("!s")):
        return IN_QUOTES
    return _safety(document, names, scope, node, 0)


def _safety(document: HostDocument, names: Names, scope: Scope, node: Node, steps: int) -> Safe:
    if steps > _MOST_STEPS:
        return NEITHER

    def of(inner: Node | None) -> Safe:
        return NEITHER if inner is None else _safety(document, names, scope, inner, steps + 1)

    kind = node.type
    if kind in ("integer", "float"):
        return BOTH
    if kind in ("true", "false", "none"):
        return IN_QUOTES
    if kind == "string":
        if re.fullmatch(r"""[a-zA-Z]?("|')[^"'\\{}]*\1""", document.text_of(node)):
            return IN_QUOTES
        return of(_only_hole(node))
    if kind in ("parenthesized_expression", "await", "unary_operator"):
        return of(next(iter(operands(node)), None))
    if kind == "subscript":
        return of(field(node, "value"))
    if kind == "conditional_expression":
        return _both(of(operands(node)[0]), of(operands(node)[-1]))
    if kind in ("boolean_operator", "binary_operator"):
        return _of_operator(node, of)
    if kind == "call":
        return _of_call(document, node, of)
    if kind == "identifier":
        return _of_name(document, names, scope, node, steps)
    return IN_QUOTES if kind in ("comparison_operator", "not_operator") else NEITHER


def _both(*safe: Safe) -> Safe:
    return all(in_quotes for in_quotes, _ in safe), all(as_value for _, as_value in safe)


def _only_hole(literal: Node) -> Node | None:
    """The expression of an f-string that has nothing else, and no format: ``f"{json.dumps(name)}"``."""
    contents = [child for child in literal.named_children if child.type not in ("string_start", "string_end")]
    hole = contents[0] if len(contents) == 1 and contents[0].type == "interpolation" else None
    return field(hole, "expression") if hole is not None and hole.named_child_count == 1 else None


def _of_items(document: HostDocument, items: Node, of: Callable[[Node | None], Safe]) -> Safe:
    """The items of a comprehension, of a list that is written out, or of ``map(json.dumps, …)``."""
    if items.type in ("generator_expression", "list_comprehension"):
        return of(field(items, "body"))
    if items.type in ("list", "tuple"):
        return _both(*(of(item) for item in operands(items)))
    function, arguments = field(items, "function"), field(items, "arguments")
    if items.type == "call" and function is not None and arguments is not None and document.text_of(function) == "map":
        mapped = document.text_of(operands(arguments)[0]) if operands(arguments) else ""
        return SAFE_CALLS.get(mapped.rpartition(".")[2], NEITHER)
    return NEITHER


def _of_operator(node: Node, of: Callable[[Node | None], Safe]) -> Safe:
    """Texts cannot be subtracted or divided, so that such a result is a number, a date or a duration."""
    operator = field(node, "operator")
    of_both = _both(of(field(node, "left")), of(field(node, "right")))
    return IN_QUOTES if operator is not None and operator.type in ("-", "/", "//", "**") and of_both != BOTH else of_both


def _of_call(document: HostDocument, node: Node, of: Callable[[Node | None], Safe]) -> Safe:
    function, arguments = field(node, "function"), field(node, "arguments")
    name = None if function is None else field(function, "attribute") or function
    if function is None or name is None or arguments is None:
        return NEITHER
    joined = joined_items(node, document)
    if joined is not None:
        return _of_items(document, joined[1], of) if _SEPARATOR.fullmatch(document.text_of(joined[0])) else NEITHER
    called, given = document.text_of(name), operands(arguments)
    if called in SAFE_METHODS and (receiver := field(function, "object")) is not None:
        put_in = given[1:2] if called == "replace" and all(child.type != "keyword_argument" for child in given) else []
        return _both(of(receiver), *(of(argument) for argument in put_in))[0], False
    if called in ("str", "min", "max", "sum", "format") and function.type == "identifier":
        return _both(*(of(argument) for argument in given)) if given else NEITHER
    return SAFE_CALLS.get(called, NEITHER)


def _of_name(document: HostDocument, names: Names, scope: Scope, node: Node, steps: int) -> Safe:
    """A name is safe if all that it is bound to is, or by the annotation of a parameter."""
    name = document.text_of(node)
    owner = scope.scope_of(name)
    if owner is None:
        return NEITHER
    if (id(owner), name) in names.safe:
        return names.safe[id(owner), name]
    names.safe[id(owner), name] = NEITHER
    bindings = owner.names.get(name, [])
    parameter = owner.parameters.get(name)
    known: list[Safe] = []
    if parameter is not None:
        annotation = "" if parameter.annotation is None else document.text_of(parameter.annotation)
        known.append(SAFE_TYPES.get(annotation.removesuffix("| None").strip(), NEITHER))
        bindings = [binding for binding in bindings if binding.value.type != "none"]
    for binding in bindings:
        is_range = binding.relation is Relation.ITEM and document.text_of(binding.value).startswith("range(")
        is_plain = binding.relation in (Relation.VALUE, Relation.ADDED)
        inner = _safety(document, names, binding.scope, binding.value, steps + 1) if is_plain else NEITHER
        known.append(BOTH if is_range else inner)
    names.safe[id(owner), name] = _both(*known) if known else NEITHER
    return names.safe[id(owner), name]
