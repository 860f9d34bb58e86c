"""The arguments of a Python call as they are laid out: taken away, and added, in the style of the call.

Owns the invariant that comments stay, and that a call with an argument on each line keeps that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
import json
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.text.edits import Edit, insert, replace

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_LINE = 100
"""Characters of the longest line that arguments are written into."""


def constant_code(value: object, quote: str, indent: str | None = None, column: int = 0) -> str:
    """A constant as code. A list that starts at a column and is longer than a line is wrapped below ``indent``."""
    if isinstance(value, tuple):
        items = [constant_code(item, quote) for item in value]  # pyright: ignore[reportUnknownVariableType] - of a constant
        line = f"[{', '.join(items)}]"
        if indent is None or column + len(line) <= LONGEST_LINE:
            return line
        return "\n".join(("[", *_wrapped(items, f"{indent}    "), f"{indent}]"))
    if isinstance(value, str):
        written = json.dumps(value, ensure_ascii=False)
        is_plain = "'" not in value and "\\" not in json.dumps(value.replace('"', ""), ensure_ascii=False)
        return f"'{value}'" if is_plain and quote != '"' else written
    return repr(value)


def _wrapped(items: Sequence[str], indent: str) -> Iterator[str]:
    """Lines with as many items as go into each."""
    line = indent
    for item in items:
        if len(line) + len(item) + len(", ") > LONGEST_LINE and line.strip():
            yield line.rstrip()
            line = indent
        line += f"{item}, "
    yield line.rstrip()


def quote_of(document: HostDocument, node: Node) -> str:
    """The quotes that texts in a node have, or those of the whole document."""
    for text in (document.text_of(node), document.text):
        single, double = text.count("'"), text.count('"')
        if single or double:
            return "'" if single > double else '"'
    return '"'


def own_indent(document: HostDocument, arguments: Node) -> str | None:
    """The indentation of the arguments of a call that has one on each line; None for any other call."""
    named = arguments.named_children
    if not named:
        return None
    last = document.span(named[-1] if named[-1].type != "comment" or len(named) < 2 else named[-2])
    start = document.text.rfind("\n", 0, last.start) + 1
    before = document.text[start : last.start]
    return before if not before.strip() and start > document.span(arguments).start else None


def line_indent(document: HostDocument, node: Node) -> str:
    """The white space that the line of a node begins with."""
    start = document.text.rfind("\n", 0, document.span(node).start) + 1
    line = document.text[start:]
    return line[: len(line) - len(line.lstrip(" \t"))]


def added(document: HostDocument, arguments: Node, codes: Sequence[str]) -> Iterator[Edit]:
    """The edits that write arguments behind the others. The call has at least one."""
    if not codes:
        return
    indent = own_indent(document, arguments)
    last = [child for child in arguments.named_children if child.type != "comment"][-1]
    comma = next((child for child in arguments.children if child.type == "," and child.start_byte >= last.end_byte), None)
    newline = "\r\n" if "\r\n" in document.text else "\n"
    end = document.span(comma or last).end
    if indent is None:
        text = "".join(f", {code}" for code in codes)
        yield insert(
            end,
            f"{text[1:]},"
            if comma is not None and comma.end_byte == arguments.end_byte - 1
            else f" {text[2:]}"
            if comma is not None
            else text,
        )
        return
    comment = _comment_behind(document, arguments, end)
    lines = [f"{newline}{indent}{code}" for code in codes]
    text = ",".join(lines) + ("," if comma is not None else "")
    if comment is None:
        yield insert(end, text if comma is not None else f",{text}")
        return
    if comma is None:
        yield insert(end, ",")
    yield insert(document.span(comment).end, text)


def _comment_behind(document: HostDocument, arguments: Node, offset: int) -> Node | None:
    """The comment on the line of an offset, behind it."""
    end = document.text.find("\n", offset)
    comments = (child for child in arguments.children if child.type == "comment")
    return next((node for node in comments if offset <= document.span(node).start < end), None)


def removed(document: HostDocument, arguments: Node, nodes: Iterable[Node]) -> Iterator[Edit]:
    """The edits that take arguments away, each with a comma and the space around it."""
    gone = {node.id for node in nodes}
    values = [child for child in arguments.named_children if child.type != "comment"]
    for index, node in enumerate(values):
        if node.id not in gone:
            continue
        following = values[index + 1] if index + 1 < len(values) else None
        start, end = document.span(node).start, document.span(node).end
        if following is not None:
            between = document.text[end : document.span(following).start]
            if "#" not in between:
                end += len(between)
            else:
                end += between.index(",") + 1
            yield replace(start, end, "")
            continue
        kept = [value for value in values[:index] if value.id not in gone]
        before = document.span(kept[-1]).end if kept else start
        between = document.text[before:start]
        comma = document.text[end : document.span(arguments).end - 1]
        if (kept and "#" not in between and not comma.lstrip().startswith(",")) or (kept and "#" not in between):
            yield replace(before, end, "")
        else:
            yield replace(start, end + (comma.index(",") + 1 if comma.lstrip().startswith(",") else 0), "")


def on_lines(
    document: HostDocument, arguments: Node, gone: Iterable[Node], codes: Sequence[str], indent: str, base: str
) -> Iterator[Edit]:
    """The edits that write each argument of a call on a line of its own, without those that go, and with others behind them.

    They take in the parenthesis that opens, so that what else is inserted in front of an argument stays there.
    """
    absent = {node.id for node in gone}
    position, gap = document.span(arguments).start, f"(\n{indent}"
    for node in arguments.named_children:
        if node.id not in absent:
            span = document.span(node)
            yield replace(position, span.start, gap)
            position, gap = span.end, f",\n{indent}"
    end = "".join([gap, f",\n{indent}".join(codes)]) if codes else ""
    yield replace(position, document.span(arguments).end - 1, f"{end},\n{base}")
