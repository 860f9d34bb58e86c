"""Takes arguments away from a Python call and adds others, in the style of the call.

Owns the invariant that comments stay, and that a call with an argument on each line keeps that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
import json
from typing import TYPE_CHECKING, cast

from filterlang.hosts.documents import HostDocument
from filterlang.text.edits import Edit, in_order, insert, replace
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_LINE = 100
"""Characters of the longest line that arguments are written into."""


def constant_code(value: object, quote: str, indent: str | None = None, column: int = 0) -> str:
    """A constant as code. A list that starts at a column and is longer than a line is wrapped below ``indent``."""
    if isinstance(value, tuple):
        items = [constant_code(item, quote) for item in cast("tuple[object, ...]", value)]
        line = f"[{', '.join(items)}]"
        if indent is None or column + len(line) <= LONGEST_LINE:
            return line
        return "\n".join(("[", *_wrapped(items, f"{indent}    "), f"{indent}]"))
    if isinstance(value, str):
        written = json.dumps(value, ensure_ascii=False)
        is_plain = written[1:-1] == value.replace('"', '\\"')
        return f"'{value}'" if is_plain and "'" not in value and (quote == "'" or '"' in value) else written
    return repr(value)


def list_code(document: HostDocument, node: Node, value: object, quote: str, indent: str | None, column: int) -> str:
    """A constant as code in the place of a node, with an item on each line where the node is a list with lines of that kind."""
    items = [child for child in node.named_children if child.type != "comment"] if node.type in ("list", "tuple") else []
    indents = [own_line_indent(document, item) for item in items]
    if len(items) < 2 or None in indents or not isinstance(value, tuple):
        return constant_code(value, quote, indent, column)
    lines = [f"{indents[0]}{constant_code(item, quote)}," for item in cast("tuple[object, ...]", value)]
    return "\n".join(("[", *lines, f"{line_indent(document, node.children[-1])}]"))


def own_line_indent(document: HostDocument, node: Node) -> str | None:
    """The white space in front of a node that is the first of its line; None for another one."""
    start = document.span(node).start
    before = document.text[document.text.rfind("\n", 0, start) + 1 : start]
    return None if before.strip() or not start else before


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


def added(document: HostDocument, arguments: Node, codes: Sequence[str], gone: Iterable[Node]) -> Iterator[Edit]:
    """The edits that write arguments behind the others, some of which may go. The call has at least one."""
    if not codes:
        return
    absent = {node.id for node in gone}
    indent = own_indent(document, arguments)
    values = [child for child in arguments.named_children if child.type != "comment"]
    last = values[-1] if indent is None else [value for value in values if value.id not in absent][-1]
    comma = next((child for child in arguments.children if child.type == "," and child.start_byte >= last.end_byte), None)
    end = document.span(comma or last).end
    if indent is None:
        yield insert(end, f" {', '.join(codes)}" if comma is not None else f", {', '.join(codes)}")
        return
    newline = "\r\n" if "\r\n" in document.text else "\n"
    comment = _comment_behind(document, arguments, end)
    text = ",".join(f"{newline}{indent}{code}" for code in codes) + ("," if comma is not None else "")
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
    """The edits that take arguments away, each with its line where it has one, or with a comma and the space around it."""
    gone = {node.id for node in nodes}
    values = [child for child in arguments.named_children if child.type != "comment"]
    for index, node in enumerate(values):
        if node.id not in gone:
            continue
        span, text = document.span(node), document.text
        line = _own_line(text, span)
        kept = [value for value in values[:index] if value.id not in gone]
        if line is not None:
            yield replace(line.start, line.end, "")
        elif index + 1 < len(values) and "#" not in text[span.end : document.span(values[index + 1]).start]:
            yield replace(span.start, document.span(values[index + 1]).start, "")
        elif kept and "#" not in text[document.span(kept[-1]).end : span.start]:
            yield replace(document.span(kept[-1]).end, span.end, "")
        else:
            rest = text[span.end : document.span(arguments).end]
            behind = rest.lstrip()[1:].lstrip(" \t") if rest.lstrip().startswith(",") else rest
            yield replace(span.start, span.end + len(rest) - len(behind), "")


def _own_line(text: str, span: Span) -> Span | None:
    """The line of an argument, with the line end before it; None where something else stands on it."""
    start = text.rfind("\n", 0, span.start)
    end = text.find("\n", span.end)
    if start < 0 or end < 0 or text[start : span.start].strip() or text[span.end : end].strip() not in ("", ","):
        return None
    before = start - 1 if text[start - 1 : start] == "\r" else start
    return Span(before, end - 1 if text[end - 1 : end] == "\r" else end)


def on_lines(
    document: HostDocument, arguments: Node, gone: Iterable[Node], codes: Sequence[str], indent: str, base: str
) -> Iterator[Edit]:
    """The edits that write each argument of a call on a line of its own, without those that go, and with others behind them."""
    absent = {node.id for node in gone}
    position, gap = document.span(arguments).start, f"(\n{indent}"
    for node in arguments.named_children:
        if node.id not in absent:
            span = document.span(node)
            yield replace(position, span.start, gap)
            position, gap = span.end, f",\n{indent}"
    end = "".join([gap, f",\n{indent}".join(codes)]) if codes else ""
    yield replace(position, document.span(arguments).end - 1, f"{end},\n{base}")


def shifted(edits: Sequence[Edit], start: int) -> Iterator[Edit]:
    """Yields edits of a text as those of the text from an offset on."""
    for edit in edits:
        if edit.span.start >= start:
            yield replace(edit.span.start - start, edit.span.end - start, edit.text)


def joined(edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yields edits in order of place, those that touch as one."""
    waiting: Edit | None = None
    for edit in in_order(edits):
        if waiting is not None and waiting.span.end == edit.span.start:
            waiting = Edit(waiting.span.cover(edit.span), waiting.text + edit.text)
        else:
            if waiting is not None:
                yield waiting
            waiting = edit
    if waiting is not None:
        yield waiting
