"""Tree to text: one canonical line, or wrapped at a width.

Owns the invariant ``parse(print_line(tree)).tree == tree`` for every tree of the language. Time is linear in the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from filterlang.syntax.numbers import number_text
from filterlang.syntax.strings import quote
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, Null, Number, String, Subscript, Unknown, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_INDENT = "  "
_DEEPEST = 40  # levels that still get lines of their own: beyond, indentation alone would make the output quadratic


def write_call(operator: str, arguments: Iterable[str]) -> str:
    """Returns the text of a call over the texts of its arguments."""
    return f"{operator}({', '.join(arguments)})"


def write_list(items: Iterable[str]) -> str:
    """Returns the text of a list of the texts of its items."""
    return f"[{', '.join(items)}]"


def print_line(tree: Node) -> str:
    """Returns the canonical text of a tree on one line (a raw newline inside a string stays)."""
    return "".join(_pieces(tree))


def print_start(tree: Node, limit: int) -> str:
    """Returns the canonical text of a tree on one line, cut to ``limit`` characters. A larger tree takes no longer."""
    written = ""
    for piece in _pieces(tree):
        written += piece
        if len(written) > limit:
            return written[: limit - 1] + "…"
    return written


def _pieces(tree: Node) -> Iterator[str]:
    pending: list[Node | str] = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, (Call, List)):
            opening, closing = _brackets(item)
            yield opening
            pending.append(closing)
            children = item.children
            for index in range(len(children) - 1, -1, -1):
                pending.append(children[index])
                if index:
                    pending.append(", ")
        elif isinstance(item, Subscript):
            pending += ("]", item.key, "[", item.base)
        else:
            yield _leaf(item)


def print_wrapped(tree: Node, width: int) -> str:
    """Returns the canonical text, each call and list that does not fit ``width`` columns spread over indented lines."""
    fits = _fitting(tree, width)
    lines: list[str] = []
    pending: list[tuple[Node | str, int]] = [(tree, 0)]  # nodes and texts to print, each with its depth
    suffixes = [""]
    while pending:
        item, depth = pending.pop()
        suffix = suffixes.pop()
        if isinstance(item, str):
            lines.append(_INDENT * depth + item + suffix)
        elif id(item) in fits or depth >= _DEEPEST or not (isinstance(item, (Call, List)) and item.children):
            lines.append(_INDENT * depth + print_line(item) + suffix)
        else:
            opening, closing = _brackets(item)
            lines.append(_INDENT * depth + opening)
            last = len(item.children) - 1
            pending.append((closing, depth))
            suffixes.append(suffix)
            for index in range(last, -1, -1):
                pending.append((item.children[index], depth + 1))
                suffixes.append("," if index < last else "")
    return "\n".join(lines)


def _fitting(tree: Node, width: int) -> set[int]:
    """The ids of the calls and lists that fit on a line at their depth, a comma behind them included."""
    fits: set[int] = set()
    widths: dict[int, int] = {}

    def measure(node: Node, parts: list[int]) -> int:
        if isinstance(node, (Call, List)):
            size = sum(map(len, _brackets(node))) + sum(parts) + 2 * max(0, len(parts) - 1)
        elif isinstance(node, Subscript):
            size = sum(parts) + 2
        else:
            size = len(_leaf(node))
        widths[id(node)] = size
        return size

    fold(tree, measure)
    pending = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        if len(_INDENT) * depth + widths[id(node)] + (depth > 0) <= width:
            fits.add(id(node))
        elif depth < _DEEPEST:
            pending.extend((child, depth + 1) for child in node.children)
    return fits


def _brackets(node: Call | List) -> tuple[str, str]:
    return (node.operator + "(", ")") if isinstance(node, Call) else ("[", "]")


def _leaf(node: Node) -> str:
    write = _LEAVES.get(type(node))
    if write is None:
        raise TypeError(f"not a node of a filter tree: {type(node).__name__}")
    return write(node)


_LEAVES: dict[type[Node], Callable[[Any], str]] = {
    String: lambda node: quote(node.value),
    Name: lambda node: node.id,
    Boolean: lambda node: "true" if node.value else "false",
    Number: lambda node: number_text(node.value),
    Null: lambda node: "null",
    Unknown: lambda node: node.text,
    Missing: lambda node: "",
}
