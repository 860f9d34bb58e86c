"""Writes JavaScript in the style of a file: literals in its quotes, and objects with other entries.

Owns the invariant that an object keeps its layout, its comments and its trailing comma where entries are replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import json
import re
from typing import TYPE_CHECKING, NamedTuple, cast

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.javascript_syntax import expressions
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_WIDTH = 100  # characters of a line beyond which an object is written on several lines
_WORDS = re.compile(r"\w+: \[(?:[\"']\w+[\"'](?:, |\]$))+")
_UNIT = re.compile(r"^([ \t]+)\S", re.MULTILINE)
_ENDED = re.compile(r"[\w)\]}\"'`][ \t]*(;?)[ \t]*\r?$", re.MULTILINE)


class ScriptStyle(NamedTuple):
    """How a file is written: the quote of its texts, the indentation of a level, and whether statements end with ``;``."""

    quote: str = '"'
    unit: str = "  "
    semicolon: str = ";"
    typed: bool = False

    def text(self, value: str) -> str:
        """A literal of a text."""
        written = json.dumps(value, ensure_ascii=False)
        if "'" in value or (self.quote == '"' and '"' not in value):
            return written
        return "'" + written[1:-1].replace('\\"', '"') + "'"

    def literal(self, value: object) -> str:
        """A literal of a constant: a text, a number, a truth value, None, or a tuple of texts for a list."""
        if isinstance(value, tuple):
            return f"[{', '.join(map(self.literal, cast('tuple[object, ...]', value)))}]"
        return self.text(value) if isinstance(value, str) else json.dumps(value)


def style_of(document: HostDocument) -> ScriptStyle:
    """The style of a file, as most of it is written."""
    text = document.text
    units = [match[1] for match in _UNIT.finditer(text) if not match[1].startswith(" ") or len(match[1]) in (2, 4)]
    ends = [match[1] for match in _ENDED.finditer(text)]
    return ScriptStyle(
        "'" if text.count("'") > text.count('"') else '"',
        "\t" if units and units[0].startswith("\t") else units[0] if units else "  ",
        ";" if 3 * ends.count(";") >= len(ends) // 2 else "",
        document.language.name != "javascript",
    )


def indentation_at(document: HostDocument, offset: int) -> str:
    """The white space that the line of an offset begins with."""
    start = document.text.rfind("\n", 0, offset) + 1
    match = re.compile(r"[ \t]*").match(document.text, start)
    return "" if match is None else match[0]


def object_edits(
    document: HostDocument, object: Node, entries: Mapping[int, Sequence[str]], added: Sequence[str], style: ScriptStyle
) -> list[Edit]:
    """The edits that write an object with other entries.

    ``entries`` have the new entries in the place of each that is replaced, by the id of its node; ``added`` come behind.
    """
    nodes = expressions(object)
    if nodes and added and not entries.get(nodes[-1].id, added):
        entries, added = {**entries, nodes[-1].id: added}, ()
    if "\n" in document.text_of(object) or len(nodes) < len(object.named_children):
        is_split = "\n" in document.text_of(object)
        changed = [node for node in nodes if node.id in entries]
        edits = [edit for node in changed for edit in _entry_edits(document, node, entries[node.id], style, is_split=is_split)]
        return edits + (_additions(document, object, nodes, added, style) if added else [])
    span = document.span(object)
    kept = [(document.span(node), entries.get(node.id, [document.text_of(node)])) for node in nodes]
    kept = [(place, texts) for place, texts in kept if texts]
    written = object_text(document, span, [*(text for _, texts in kept for text in texts), *added], style)
    if not kept:
        return [Edit(span, written)]
    indent = indentation_at(document, span.start)
    is_split = "\n" in written
    before, between, after = written[: len(written) - len(written[1:].lstrip())], ", ", written[len(written[:-1].rstrip()) :]
    if is_split:
        between, after = f",\n{indent}{style.unit}", f",\n{indent}}}"
        added = [_wrapped(text, indent + style.unit, style) for text in added]
    starts = [span.start, *(place.end for place, _ in kept)]
    ends = [*(place.start for place, _ in kept), span.end]
    gaps = [before, *(between for _ in kept[1:]), "".join(f"{between}{text}" for text in added) + after]
    edits = [Edit(Span(*place), gap) for *place, gap in zip(starts, ends, gaps, strict=True)]
    edits += [
        Edit(place, between.join(_wrapped(text, indent + style.unit, style) if is_split else text for text in texts))
        for place, texts in kept
    ]
    return [edit for edit in edits if document.text[edit.span.start : edit.span.end] != edit.text]


def object_text(document: HostDocument, span: Span, entries: Sequence[str], style: ScriptStyle) -> str:
    """An object in the place of a span: on one line, or on several where one is too short."""
    before = document.text[document.text.rfind("\n", 0, span.start) + 1 : span.start]
    space = "" if document.text[span.start : span.start + 1] == "{" and document.text[span.start + 1] not in " }" else " "
    line = f"{{{space}{', '.join(entries)}{space}}}"
    if len(before) + len(line) <= _WIDTH and "\n" not in line:
        return line
    indent = indentation_at(document, span.start)
    inside = [_wrapped(entry, indent + style.unit, style) for entry in entries]
    return "{\n" + "".join(f"{indent}{style.unit}{entry},\n" for entry in inside) + indent + "}"


def _wrapped(text: str, indent: str, style: ScriptStyle) -> str:
    """An entry that is a list of texts, with as many items on a line as there is room for."""
    if len(indent) + len(text) < _WIDTH or not _WORDS.fullmatch(text):
        return text
    name, _, items = text.partition(": [")
    inner = indent + style.unit
    lines = [inner]
    for item in items[:-1].split(", "):
        if len(lines[-1]) + len(item) + 2 > _WIDTH and lines[-1].strip():
            lines.append(inner)
        lines[-1] += (" " if lines[-1].strip() else "") + item + ","
    return f"{name}: [\n" + "\n".join(lines) + f"\n{indent}]"


def _entry_edits(
    document: HostDocument, node: Node, entries: Sequence[str], style: ScriptStyle, *, is_split: bool
) -> list[Edit]:
    """The edits that replace an entry of an object on several lines, or leave it out with its comma and its line."""
    span, source = document.span(node), document.text
    if entries:
        indent = indentation_at(document, span.start)
        between = f",\n{indent}" if is_split else ", "
        text = between.join(_wrapped(entry, indent, style) if is_split else entry for entry in entries)
        return [] if text == document.text_of(node) else [Edit(span, text)]
    comma = re.compile(r"\s*,").match(source, span.end)
    end = span.end if comma is None else comma.end()
    start = source.rfind("\n", 0, span.start) + 1
    rest = re.compile(r"[ \t]*(?:\r?\n|$)").match(source, end)
    if rest is not None and not source[start : span.start].strip():
        return [replace(start, rest.end(), "")]
    space = re.compile(r"[ \t]*").match(source, end)
    return [replace(span.start, end if space is None else space.end(), "")]


def _additions(
    document: HostDocument, object: Node, nodes: Sequence[Node], added: Sequence[str], style: ScriptStyle
) -> list[Edit]:
    """The edits that add entries behind the last one of an object on several lines."""
    source, span = document.text, document.span(object)
    if not nodes:
        indent = indentation_at(document, span.start)
        lines = "".join(f"\n{indent}{style.unit}{text}," for text in added)
        return [insert(span.start + 1, lines)]
    last = document.span(nodes[-1])
    indent = indentation_at(document, last.start)
    is_split = "\n" in source[span.start : last.start]
    comma = re.compile(r"\s*,").match(source, last.end)
    end = last.end if comma is None else comma.end()
    comment = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\n]*?\*/)").match(source, end)
    place = end if comment is None else comment.end()
    separator = f"\n{indent}" if is_split else " "
    texts = [_wrapped(text, indent, style) if is_split else text for text in added]
    closing = "," if comma is not None else ""
    behind = ",".join(f"{separator}{text}" for text in texts) + closing
    if comma is not None:
        return [insert(place, behind)]
    return [insert(last.end, "," + behind)] if place == last.end else [insert(last.end, ","), insert(place, behind)]


def with_line_ends(source: str, edit: Edit) -> Edit:
    """An edit of a file with its lines ended as the file ends them."""
    if "\n" not in edit.text or "\r\n" not in source:
        return edit
    text = edit.text.replace("\r\n", "\n").replace("\n", "\r\n")
    is_behind_return = source[max(0, edit.span.start - 1) : edit.span.start] == "\r" and text.startswith("\r\n")
    return Edit(edit.span, text[1:] if is_behind_return else text)
