"""Text to tree, for a text that the grammar takes as it is.

The loop below runs the automaton that is made from Lark's LALR table. It takes a sixth of the time of Lark's loop, because a
token is a regular-expression match and no object of its own, and only nodes that are open are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
import re

from filterlang.syntax.automaton import ACCEPT, CLOSE, HOLD, LEAF, OPEN, REDUCE, SHIFT
from filterlang.syntax.grammar import load
from filterlang.syntax.numbers import number_value
from filterlang.syntax.strings import unquote
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Null, Number, Origin, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def accept(text: str) -> Node | None:
    """Returns the tree of a text that the grammar takes as it is; None for any other text."""
    result = read(text)
    return result if isinstance(result, Node) else None


def read(text: str) -> Node | int:
    """Returns the tree of a text; for a text that the grammar refuses, the place of the first token that cannot stand there."""
    state = _TABLE.start
    nodes: list[Node] = []  # the children, so far, of the innermost open node
    opened: list[tuple[int, str, int, list[Node]]] = []  # of each open node: state, text, start, children of the node around it
    held: Any = None  # the token that is a node or opens one
    for match in _tokens(text):
        column: int = match.lastindex  # type: ignore[assignment]  # every alternative is a group
        entry = _ACTIONS[state][column]
        while True:
            if entry is None:
                return match.start(column)
            action, target, rule = entry
            if action == LEAF:
                start, end = match.span(column)
                nodes.append(_LEAVES[rule](text[start:end], start, end))
                state = target
            elif action == SHIFT:
                state = target
            elif action == HOLD:
                held = match
                state = target
            elif action == CLOSE:
                children = tuple(nodes)
                state, lexeme, start, nodes = opened.pop()
                nodes.append(_PARENTS[rule](lexeme, children, start, match.end()))
                state = _GOTOS[state][rule]
            elif action == REDUCE:
                start, end = held.span(held.lastindex)
                nodes.append(_LEAVES[rule](text[start:end], start, end))
                entry = _ACTIONS[target][column]
                continue
            elif action == ACCEPT:
                return nodes[0]
            else:  # OPEN or OPEN_HELD
                held = match if action == OPEN else held
                start, end = held.span(held.lastindex)
                opened.append((state, text[start:end], start, nodes))
                nodes = []
                state = target
            break
    return len(text)


def _fillable(frozen: type[Node]) -> Any:
    """Returns a class with the slots of a frozen class of nodes.

    Filling a frozen object takes twice as long. The parser fills one that is not, and then makes it frozen: the two have one
    layout, so only the class pointer changes (docs/decisions/parser.md).
    """
    return type(frozen.__name__, (Node,), {"__slots__": frozen.__slots__})


_FillableBoolean, _FillableCall, _FillableList = map(_fillable, (Boolean, Call, List))
_FillableName, _FillableNull, _FillableNumber, _FillableString = map(_fillable, (Name, Null, Number, String))
_WRITTEN = Origin.WRITTEN  # looked up once: an attribute of an enumeration takes longer than a name


def _name(lexeme: str, start: int, end: int) -> Node:
    node = _FillableName()
    node.id = lexeme
    node.start = start
    node.end = end
    node.__class__ = Name
    return node  # type: ignore[no-any-return]


def _string(lexeme: str, start: int, end: int) -> Node:
    node = _FillableString()
    node.value = unquote(lexeme) if "\\" in lexeme else lexeme[1:-1]
    node.start = start
    node.end = end
    node.__class__ = String
    return node  # type: ignore[no-any-return]


def _number(lexeme: str, start: int, end: int) -> Node:
    node = _FillableNumber()
    node.value = number_value(lexeme)
    node.start = start
    node.end = end
    node.__class__ = Number
    return node  # type: ignore[no-any-return]


def _boolean(lexeme: str, start: int, end: int) -> Node:
    node = _FillableBoolean()
    node.value = lexeme == "true"
    node.start = start
    node.end = end
    node.__class__ = Boolean
    return node  # type: ignore[no-any-return]


def _null(lexeme: str, start: int, end: int) -> Node:
    node = _FillableNull()
    node.start = start
    node.end = end
    node.__class__ = Null
    return node  # type: ignore[no-any-return]


def _call(lexeme: str, children: tuple[Node, ...], start: int, end: int) -> Node:
    node = _FillableCall()
    node.operator = lexeme
    node.arguments = children
    node.start = start
    node.end = end
    node.origin = _WRITTEN
    node.__class__ = Call
    return node  # type: ignore[no-any-return]


def _list(lexeme: str, children: tuple[Node, ...], start: int, end: int) -> Node:
    node = _FillableList()
    node.items = children
    node.start = start
    node.end = end
    node.__class__ = List
    return node  # type: ignore[no-any-return]


_LEAVES: dict[str, Callable[[str, int, int], Node]] = {
    "name": _name,
    "string": _string,
    "number": _number,
    "boolean": _boolean,
    "null": _null,
}
_PARENTS: dict[str, Callable[[str, tuple[Node, ...], int, int], Node]] = {"call": _call, "list": _list}


def lexemes(text: str) -> Iterator[tuple[str, int, int]]:
    """Yields the terminal and the place of each token of a text that the grammar takes."""
    for match in _tokens(text):
        column: int = match.lastindex  # type: ignore[assignment]  # every alternative is a group
        if column > len(_TABLE.terminals):
            return
        yield _TABLE.terminals[column - 1][0], match.start(column), match.end(column)


_TABLE = load()
_ACTIONS = _TABLE.actions
_GOTOS = _TABLE.gotos
_tokens: Callable[[str], Iterable[re.Match[str]]] = re.compile(
    f"(?:{_TABLE.ignored}|)(?:{'|'.join(f'({pattern})' for _, pattern in _TABLE.terminals)}|(\\Z)|((?s:.)))"
).finditer
