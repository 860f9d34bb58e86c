"""Adds the functions and imports that moved JavaScript rests on to a file, once.

Owns the invariants that no name of the file is taken by a function that is added, and that a file which has it already gets it
no second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import expressions, literal_text
from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_writing import ScriptStyle
from filterlang.text.edits import Edit, replace

if TYPE_CHECKING:
    from tree_sitter import Node

TAKE = "take"
OLDEST_FIRST = "oldestFirst"
_FUNCTIONS = {
    TAKE: (
        "Yields at most `limit` runs, and all of them without a limit.",
        "(runs, limit)",
        "<T>(runs: AsyncIterable<T>, limit?: number): AsyncGenerator<T>",
        ("let taken = 0;", "for await (const run of runs) {", "\tyield run;", "\ttaken += 1;",
         "\tif (taken === limit) return;", "}"),
    ),
    OLDEST_FIRST: (
        "Yields the oldest runs first. All runs are read before the first one is yielded.",
        "(runs)",
        "<T>(runs: AsyncIterable<T>): AsyncGenerator<T>",
        ("const all = [];", "for await (const run of runs) all.push(run);", "yield* all.reverse();"),
    ),
}  # fmt: skip
"""Of each function: its purpose, its parameters without and with types, and its lines."""
TYPES_OF_V2 = Import("langsmith", "Langsmith")
"""The class of the SDK whose namespace has the types of v2."""


def name_for(program: JavascriptProgram, function: str, style: ScriptStyle) -> str:
    """The name by which a function is called in a file: its own, or another where the file has that for something else."""
    names = (function, *(f"{function}Runs{number}" for number in ("", *range(2, 100))))
    free = (name for name in names if name not in program.names or _text(function, style, name) in program.document.text)
    return next(free, function)


def function_edit(program: JavascriptProgram, functions: Collection[str], style: ScriptStyle) -> Edit | None:
    """The edit that adds functions at the end of a file; None where it has them.

    It replaces the last character: fixes that touch each other are not made together, so that no function is added twice.
    """
    source = program.document.text
    texts = [_text(function, style, name_for(program, function, style)) for function in functions]
    missing = [text for text in texts if text not in source]
    if not missing or not source:
        return None
    kept = source[-1].rstrip("\n")
    return replace(len(source) - 1, len(source), kept + "".join(f"\n{text}" for text in ("", *missing)))


def import_edits(program: JavascriptProgram, style: ScriptStyle, replaced: Collection[Edit]) -> list[Edit]:
    """The edits that import the types of v2, and that leave out a type of v1 whose every use is ``replaced``.

    As with functions, characters are replaced, so that of two fixes with them only one is made at a time.
    """
    statements = [node for node in program.document.root.named_children if node.type == "import_statement"]
    specifiers = {statement.id: _specifiers(statement) for statement in statements}
    unused = {node.id for nodes in specifiers.values() for node in nodes if _is_unused(program, node, replaced)}
    has_types = _is_imported(program)
    edits: list[Edit] = []
    for statement in sorted(statements, key=lambda statement: _module(program, statement) != TYPES_OF_V2.module):
        nodes = specifiers[statement.id]
        kept = [node for node in nodes if node.id not in unused]
        is_home = _module(program, statement) == TYPES_OF_V2.module
        if has_types and len(kept) < len(nodes):
            edits += _without(program, statement, nodes, unused)
        elif not has_types and nodes and (is_home or not kept):
            edits += _with_types(program, statement, nodes, unused, style)
            has_types = True
    return edits if has_types else [_new_import(program, statements, style)]


def _module(program: JavascriptProgram, statement: Node) -> str:
    return literal_text(program.document, statement.child_by_field_name("source")) or ""


def _specifiers(statement: Node) -> list[Node]:
    """The names in the braces of an import."""
    clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
    named = None if clause is None else next((child for child in clause.named_children if child.type == "named_imports"), None)
    is_plain = clause is not None and len(clause.named_children) == 1
    return expressions(named) if named is not None and is_plain else []


def _is_imported(program: JavascriptProgram) -> bool:
    variable = program.visible(TYPES_OF_V2.name, program.document.root)
    return variable is not None and variable.imported == (TYPES_OF_V2.module, TYPES_OF_V2.name)


def _is_unused(program: JavascriptProgram, specifier: Node, replaced: Collection[Edit]) -> bool:
    """Whether every use of an imported name is replaced."""
    name = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
    variable = None if name is None else program.variable(name)
    spans = {edit.span for edit in replaced}
    uses = [] if variable is None else [program.document.span(node) for node in variable.references]
    return bool(uses) and all(use in spans for use in uses)


def _with_types(
    program: JavascriptProgram, statement: Node, nodes: Sequence[Node], unused: Collection[int], style: ScriptStyle
) -> Iterator[Edit]:
    """Yields the edits of an import that gets the types of v2: in the place of a name that is unused, or as the last one."""
    gone = [node for node in nodes if node.id in unused]
    span = program.document.span(gone[0] if gone else nodes[-1])
    if gone:
        yield Edit(span, TYPES_OF_V2.name)
        yield from _without(program, statement, nodes, {node.id for node in gone[1:]})
    else:
        line = program.document.text[program.document.text.rfind("\n", 0, span.start) + 1 : span.start]
        separator = " " if line.strip() else f"\n{line}"
        yield Edit(span, f"{program.text(nodes[-1])},{separator}{TYPES_OF_V2.name}")
    source = statement.child_by_field_name("source")
    if source is not None and _module(program, statement) != TYPES_OF_V2.module:
        yield Edit(program.document.span(source), style.text(TYPES_OF_V2.module))


def _without(program: JavascriptProgram, statement: Node, nodes: Sequence[Node], gone: Collection[int]) -> Iterator[Edit]:
    """Yields the edits that leave names out of an import, or the whole import where no name is left."""
    source = program.document.text
    if nodes and all(node.id in gone for node in nodes):
        span = program.document.span(statement)
        yield replace(span.start, span.end + source.startswith("\n", span.end), "")
        return
    for node in nodes:
        span = program.document.span(node)
        if node.id in gone:
            comma = re.compile(r"\s*,[ \t]*\n?[ \t]*").match(source, span.end)
            start = span.start if comma is not None else source.rfind(",", 0, span.start)
            yield replace(start, span.end if comma is None else comma.end(), "")


def _new_import(program: JavascriptProgram, statements: Sequence[Node], style: ScriptStyle) -> Edit:
    """The edit that adds an import behind the others, or before the first statement."""
    line = f"import type {{ {TYPES_OF_V2.name} }} from {style.text(TYPES_OF_V2.module)}{style.semicolon}"
    source = program.document.text
    if statements:
        end = program.document.span(statements[-1]).end
        return replace(end - 1, end, f"{source[end - 1]}\n{line}")
    start = program.document.span(program.document.root.named_children[0]).start
    return replace(start, start + 1, f"{line}\n{source[start]}")


def _text(function: str, style: ScriptStyle, name: str) -> str:
    """The text of a function under a name."""
    purpose, plain, typed, lines = _FUNCTIONS[function]
    signature = typed if style.typed else plain
    body = [line.replace("all =", "all: T[] =") if style.typed else line for line in lines]
    ended = [line if style.semicolon else line.removesuffix(";") for line in body]
    inside = "".join(f"{style.unit}{line.replace(chr(9), style.unit)}\n" for line in ended)
    return f"/** {purpose} */\nasync function* {name}{signature} {{\n{inside}}}\n"
