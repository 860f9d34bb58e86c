"""Edits that add imports to a Python file.

Owns the invariant that a name is imported once, at the top of the file, and means nothing else in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
import sys

from filterlang.text.edits import Edit, insert
from filterlang.text.source import Source

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""The exceptions of ``ast.parse`` for a text that is not a program, or is nested too deeply."""


def import_edits(source: Source, modules: Mapping[str, Sequence[str]], before: int) -> tuple[Edit, ...] | None:
    """The edits that import names from modules, for code at the offset ``before``.

    None where a name means something else or is imported in another place, and for a file that is no Python program.
    """
    try:
        tree = ast.parse(source.text)
    except _UNREADABLE:
        return None
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _end(source, node) <= before]
    edits: list[Edit] = []
    for module, names in modules.items():
        own = [node for node in imports if node.module == module and not node.level]
        if _is_taken(tree, own, set(names)):
            return None
        known = {alias.name for node in own for alias in node.names}
        missing = [name for name in names if name not in known]
        if missing and own:
            edits.append(insert(_end(source, own[-1].names[-1]), "".join(f", {name}" for name in missing)))
        elif missing:
            edits.append(_statement(source, tree, module, f"from {module} import {', '.join(missing)}"))
    return tuple(edits) if all(edit.span.end <= before for edit in edits) else None


def is_program(text: str) -> bool:
    """Whether a text is a Python program."""
    try:
        ast.parse(text)
    except _UNREADABLE:
        return False
    return True


def _is_taken(tree: ast.Module, imports: Sequence[ast.ImportFrom], names: set[str]) -> bool:
    """Whether a program binds one of the names, except by these imports and without renaming."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound = {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names}
            if any(name in bound and not (node in imports and bound[name] == name) for name in names):
                return True
        elif names.intersection(_bound(node)):
            return True
    return False


def _bound(node: ast.AST) -> Iterator[str]:
    """Yields the names that a node binds, imports apart."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, (*_SCOPES, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        yield node.name or ""
    elif isinstance(node, ast.arg):
        yield node.arg


_Import = ast.Import | ast.ImportFrom


def _header(tree: ast.Module) -> list[_Import]:
    """The imports at the top of a program, after its docstring."""
    statements = iter(tree.body[1:] if ast.get_docstring(tree, clean=False) is not None else tree.body)
    header: list[_Import] = []
    for statement in statements:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)):
            break
        header.append(statement)
    return header


def _statement(source: Source, tree: ast.Module, module: str, text: str) -> Edit:
    """The edit that inserts an import in the order of isort: before the first import that comes after it."""
    header = _header(tree)
    line_end = "\r\n" if "\r\n" in source.text else "\n"
    ordered = [node for node in header if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")]
    following = next((node for node in ordered if _order(node) > _rank(module, 0)), None)
    if following is not None:
        gap = line_end if _order(following)[0] > _rank(module, 0)[0] else ""
        return insert(source.line_span(following.lineno).start, text + line_end + gap)
    if header:
        last = header[-1]
        gap = line_end if not ordered or _order(last)[0] < _rank(module, 0)[0] else ""
        return insert(source.line_span(last.end_lineno or last.lineno).end, line_end + gap + text)
    docstring = tree.body[0] if ast.get_docstring(tree, clean=False) is not None else None
    if docstring is not None:
        return insert(source.line_span(docstring.end_lineno or docstring.lineno).end, 2 * line_end + text)
    first = min((node.lineno for node in tree.body[:1]), default=1)
    return insert(source.line_span(first).start, text + 2 * line_end)


_Rank = tuple[int, bool, str]


def _order(node: _Import) -> _Rank:
    """The place of an import among others: its section, whether it is a ``from``, and its module."""
    if isinstance(node, ast.Import):
        section, _, name = _rank(node.names[0].name, 0)
        return section, False, name
    return _rank(node.module or "", node.level)


def _rank(module: str, level: int) -> _Rank:
    """The place of a ``from`` import: first the standard library, then other packages, then the package itself."""
    is_standard = module.partition(".")[0] in sys.stdlib_module_names
    return (2 if level else 0 if is_standard else 1), True, module.lower()


def _end(source: Source, node: ast.stmt | ast.alias) -> int:
    """The offset of the end of a statement or a name; Python counts its columns in bytes."""
    line, column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return source.offset_from_0(line - 1, column, "utf-8")
