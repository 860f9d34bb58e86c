"""Actions that turn a filter into the Python expression that builds it.

Owns the invariant that a literal is replaced only where it is a whole argument of a call, and the file stays a program with the
same filters beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from filterlang.builder.from_text import from_text
from filterlang.builder.python_imports import imports_of, program_of
from filterlang.builder.python_source import source_lines
from filterlang.findings.errors import FilterError
from filterlang.ide.code_action import ActionCommand, ActionKind, CodeAction
from filterlang.ide.edit_trials import EditTrials
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.ide.import_edits import import_edits, is_program
from filterlang.text.edits import Edit, apply
from filterlang.text.source import Span

_WIDTH = 88
"""Columns from which on each operand of an expression has a line of its own."""


def builder_actions(trials: EditTrials, view: FilterView) -> Iterator[CodeAction]:
    """Yields the action that replaces a literal by its builder expression, or else shows the expression to copy."""
    code = _expression(view)
    if code is None:
        return
    edits = _edits(trials, view, code)
    if edits:
        yield CodeAction("Build this filter from F", ActionKind.REWRITE, edits, target=view)
    else:
        title = "Show the Python that builds this filter"
        yield CodeAction(title, ActionKind.REWRITE, target=view, command=ActionCommand.SHOW, argument=program_of([code]))


def _expression(view: FilterView) -> str | None:
    """The Python expression for a filter; None where the builder cannot write all of it."""
    try:
        code = source_lines(from_text(view.text).tree, _WIDTH)
    except (FilterError, ValueError):
        return None
    return None if "from_text" in imports_of([code]).get("filterlang", ()) else code


def _edits(trials: EditTrials, view: FilterView, code: str) -> tuple[Edit, ...]:
    """The edits that put an expression in the place of a literal, and import its names."""
    document = trials.document
    place = _argument(document, view)
    imports = import_edits(document.source, imports_of([code]), place.start) if place is not None else None
    if place is None or imports is None:
        return ()
    text, line_span = document.source.text, document.source.line_span(document.source.position(place.start)[0])
    line = text[line_span.start : line_span.end]
    indentation = line[: len(line) - len(line.lstrip())]
    written = (code if code.startswith("(\n") else f"({code})").replace("\n", f"\n{indentation}")
    edits = (*sorted(imports, key=lambda edit: edit.span), Edit(place, f"str{written}"))
    is_right = is_program(apply(text, edits)) and trials.is_right(edits, {view: None})
    return edits if is_right else ()


def _argument(document: EditorDocument, view: FilterView) -> Span | None:
    """The place of the literal of a filter that is a whole argument in a Python file; None for any other filter."""
    map = view.source.map
    if document.language.name != "python" or map is None or map.host is not document.source:
        return None
    from filterlang.hosts.python_arguments import argument_at

    return argument_at(document.source, map.span, len(map.literals))
