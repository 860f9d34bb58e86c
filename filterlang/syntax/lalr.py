"""Text to tree, for a text that the grammar takes as it is.

The loop below drives Lark's LALR table itself. It takes a third of the time of Lark's loop, because a token is a
regular-expression match and no object of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
import re

from filterlang.syntax.automaton import LEAF, REDUCE, SHIFT
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
    states = [state]
    marks = [0]  # for each state, the number of values when it was entered
    values: list[Any] = []  # nodes, and the matches of the tokens that a rule still needs
    last_end = 0
    for match in _tokens(text):
        column: int = match.lastindex  # type: ignore[assignment]  # every alternative is a group
        entry = _ACTIONS[state][column]
        while True:
            if entry is None:
                return match.start(column)
            action, target, rule = entry
            if action == SHIFT:
                marks.append(len(values))
                states.append(target)
                state = target
                last_end = match.end()
                break
            if action == LEAF:
                marks.append(len(values))
                start, end = match.span(column)
                values.append(_LEAVES[rule](text[start:end], start, end))
                states.append(target)
                state = target
                break
            if action != REDUCE:  # KEEP
                marks.append(len(values))
                values.append(match)
                states.append(target)
                state = target
                break
            mark = marks[-target]
            del states[-target:], marks[-target:]
            if rule == "call":
                token = values[mark]
                column = token.lastindex
                node = _MutableCall(token[column], tuple(values[mark + 1 :]), token.start(column), last_end)
                node.__class__ = Call  # type: ignore[assignment]
                del values[mark:]
                values.append(node)
                column = match.lastindex  # type: ignore[assignment]
            elif rule == "list":
                items = tuple(values[mark:])
                del values[mark:]
                values.append(List(items, text.rindex("[", 0, items[0].start if items else last_end), last_end))
            elif rule == "start":
                return values[0]  # type: ignore[no-any-return]
            elif rule in _LEAVES:
                token = values[mark]
                start, end = token.span(token.lastindex)
                values[mark] = _LEAVES[rule](text[start:end], start, end)
            state = _GOTOS[states[-1]][rule]
            states.append(state)
            marks.append(mark)
            entry = _ACTIONS[state][column]
    return len(text)


_WRITTEN = Origin.WRITTEN  # looked up once: an attribute of an enumeration takes longer than a name


class _MutableCall(Node):
    __slots__ = ("arguments", "end", "operator", "origin", "start")

    def __init__(self, operator: str, arguments: tuple[Node, ...], start: int, end: int) -> None:
        self.operator = operator
        self.arguments = arguments
        self.start = start
        self.end = end
        self.origin = _WRITTEN


class _MutableLeaf(Node):
    __slots__ = ("end", "start", "value")

    def __init__(self, value: object, start: int, end: int) -> None:
        self.value = value
        self.start = start
        self.end = end


class _MutableName(Node):
    __slots__ = ("end", "id", "start")

    def __init__(self, id: str, start: int, end: int) -> None:
        self.id = id
        self.start = start
        self.end = end


# A frozen dataclass takes three times as long to fill as a plain class with the same slots. The parser fills the plain
# one and then makes it the frozen one: the two have one layout, so only the class pointer changes
# (docs/decisions/parser.md).


def _name(lexeme: str, start: int, end: int) -> Node:
    node = _MutableName(lexeme, start, end)
    node.__class__ = Name  # type: ignore[assignment]
    return node


def _string(lexeme: str, start: int, end: int) -> Node:
    node = _MutableLeaf(unquote(lexeme) if "\\" in lexeme else lexeme[1:-1], start, end)
    node.__class__ = String  # type: ignore[assignment]
    return node


def _number(lexeme: str, start: int, end: int) -> Node:
    node = _MutableLeaf(number_value(lexeme), start, end)
    node.__class__ = Number  # type: ignore[assignment]
    return node


def _boolean(lexeme: str, start: int, end: int) -> Node:
    return Boolean(lexeme == "true", start, end)


def _null(lexeme: str, start: int, end: int) -> Node:
    return Null(start, end)


_LEAVES: dict[str, Callable[[str, int, int], Node]] = {
    "name": _name,
    "string": _string,
    "number": _number,
    "boolean": _boolean,
    "null": _null,
}


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
    f"(?:{_TABLE.ignored})?(?:{'|'.join(f'({pattern})' for _, pattern in _TABLE.terminals)}|(\\Z)|((?s:.)))"
).finditer
