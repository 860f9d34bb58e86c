"""Writes the names of other modules in moved Python code, and the edits that import them.

Owns the invariants that a name which the program uses for something else is never taken, and that each edit stands by itself:
the edits of several moves go together, each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
import re
import sys
from typing import TYPE_CHECKING

from filterlang.hosts.documents import nodes_at
from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORTS = ("import_statement", "import_from_statement")
_FUTURE = "future_import_statement"


@dataclass(frozen=True, slots=True, eq=False)
class ImportedName:
    """A name that a statement imports: ``local`` is how the program writes it; an empty ``name`` is the module itself."""

    module: str
    name: str
    local: str
    statement: Node


@dataclass(frozen=True, slots=True)
class NamedImport:
    """How moved code writes a name of a module, and the edits of the program without which it has no such name."""

    code: str
    edits: tuple[Edit, ...] = ()


TAKEN = "the new call needs `{}`, and that name is something else here: give it another name first"
"""The reason not to move a call, for a name that its new code needs."""


class PythonImports:
    """The imports of a program."""

    def __init__(self, program: PythonProgram) -> None:
        self._program = program
        self._document = program.document

    def named(self, module: str, name: str, near: Node) -> NamedImport:
        """A name of a module for code at a node; without a name, the module itself."""
        visible = [known for known in self.names if known.module == module and self._is_visible(known.statement, near)]
        for known in visible:
            if known.name == name and self._is_only(known.local.split(".")[0]):
                return NamedImport(known.local)
        statement = next((known.statement for known in visible if known.name), None)
        local = name or module
        is_free = self._is_free(local) or self._is_always(module, name, local)
        if statement is not None and name and is_free:
            return NamedImport(local, (self._extended(statement, name),))
        dotted = next((known.local for known in visible if not known.name and self._is_only(known.local.split(".")[0])), None)
        if dotted is not None and name:
            return NamedImport(f"{dotted}.{name}")
        if is_free:
            return NamedImport(local, tuple(self._new_line(module, name, local)))
        alias = self.free_name(f"{local}_of_{module.replace('.', '_')}")
        return NamedImport(alias, tuple(self._new_line(module, name, alias)))

    def needed_by(self, code: str, needed: Iterable[Import], near: Node) -> tuple[list[Edit], str | None]:
        """The edits that give moved code its names; and a name that is something else here, so that nothing can be moved."""
        edits: list[Edit] = []
        for each in sorted(needed, key=lambda each: (bool(each.name), each.module, each.name)):
            importing = self._used_in(code, each.module, each.name, near)
            if importing is None:
                return [], each.name or each.module
            edits += importing
        return edits, None

    def _used_in(self, code: str, module: str, name: str, near: Node) -> tuple[Edit, ...] | None:
        """The edits that give moved code a name, as ``named`` writes it or as it is; None where that is something else here."""
        found, local = self.named(module, name, near), name or module
        if found.code == local or re.search(rf"(?<![\w.]){local}\b", code) is None:
            return found.edits
        return tuple(self._new_line(module, name, local)) if self._is_free(local) else None

    def under_alias(self, module: str, name: str, alias: str) -> NamedImport:
        """A name of a module that the program has under another name, or imports under an alias."""
        known = next((known.local for known in self.names if (known.module, known.name) == (module, name)), None)
        if known is not None:
            return NamedImport(known)
        local = self.free_name(alias)
        return NamedImport(local, tuple(self._new_line(module, name, local)))

    def for_function(self, module: str, name: str) -> NamedImport:
        """A name of a module for a function that is written behind the imports."""
        return self.named(module, name, self._following or self._document.root)

    def function(self, text: str) -> Edit:
        """The edit that writes a function in front of the first statement that is no import."""
        following = self._following
        if following is None:
            return insert(len(self._document.text), f"\n\n{text}")
        start = self._document.span(following).start
        comment = following.prev_sibling
        while (
            comment is not None
            and comment.type == "comment"
            and self._document.text[self._document.span(comment).end : start].isspace()
        ):
            if "\n\n" in self._document.text[self._document.span(comment).end : start] or comment.start_point.column:
                break
            start, comment = self._document.span(comment).start, comment.prev_sibling
        before = self._document.text[:start]
        gap = "" if not before or before.endswith("\n\n\n") else "\n" if before.endswith("\n\n") else "\n\n"
        return insert(start, f"{gap}{text}\n\n")

    def free_name(self, wished: str) -> str:
        """A name that the program does not have: the wished one, or that with a number."""
        number, name = 1, wished
        while not self._is_free(name):
            number += 1
            name = f"{wished}_{number}"
        return name

    def origin(self, local: str) -> tuple[str, str] | None:
        """The module and the name that the program imports under a name."""
        return next(((known.module, known.name) for known in self.names if known.local == local), None)

    @cached_property
    def names(self) -> list[ImportedName]:
        """All names that the program imports, in order of place."""
        words = (self._document.byte(match.start()) for match in re.finditer(r"\bimport\b", self._document.text))
        statements: dict[int, Node] = {}
        for _, ancestors in nodes_at(self._document.root, words):
            statements |= {node.id: node for node in ancestors[-1:] if node.type in _IMPORTS}
        return [name for statement in statements.values() for name in self._names_of(statement)]

    def _names_of(self, statement: Node) -> Iterator[ImportedName]:
        text_of = self._document.text_of
        origin = statement.child_by_field_name("module_name")
        module = "" if origin is None else text_of(origin)
        for node in statement.children_by_field_name("name"):
            inner, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
            name = text_of(node if inner is None else inner)
            local = name if alias is None else text_of(alias)
            yield ImportedName(module, name, local, statement) if origin else ImportedName(name, "", local, statement)

    def _is_visible(self, statement: Node, near: Node) -> bool:
        """Whether code at a node has the names of an import: that of its block, its function, or of the module's own level."""
        parent = self._program.parent(statement)
        is_module = parent is None or parent.type == "module"
        around = {node.id for node in self._program.ancestors(near)}
        is_inside = (
            parent is not None and parent.id in around and self._program.enclosing(statement, "class_definition") is None
        )
        is_before = statement.end_byte <= near.start_byte
        return (is_module or is_inside) and (is_before or self._program.enclosing(near, "function_definition") is not None)

    def _is_free(self, name: str) -> bool:
        return not self._program.variables_called(name)

    def _is_always(self, module: str, name: str, local: str) -> bool:
        """Whether a name stands for the same import wherever the program has it, as in a later cell or in a function."""
        known = {(imported.module, imported.name) for imported in self.names if imported.local == local}
        return known == {(module, name)} and self._is_only(local)

    def _is_only(self, name: str) -> bool:
        """Whether a name that is imported stands for nothing else anywhere."""
        binders = (
            self._program.enclosing(node, *_IMPORTS)
            for variable in self._program.variables_called(name)
            for node in variable.definitions
        )
        return all(binder is not None for binder in binders)

    # Writing

    def _extended(self, statement: Node, name: str) -> Edit:
        """The edit that adds a name to ``from … import …``, in order where the names are in order."""
        names = statement.children_by_field_name("name")
        spans = [self._document.span(node) for node in names]
        if len(names) > 1:
            separator = self._document.text[spans[0].end : spans[1].start]
        else:
            before = self._document.text[: spans[0].start]
            gap = before[len(before.rstrip()) :]
            separator = f",{gap}" if "\n" in gap else ", "
        if "#" in separator:
            separator = separator[: separator.index("#")].rstrip() + separator[separator.rindex("\n") :]
        key = _name_key(name)
        earlier = [span for node, span in zip(names, spans, strict=True) if _name_key(self._document.text_of(node)) < key]
        if earlier:
            return insert(earlier[-1].end, f"{separator}{name}")
        return insert(spans[0].start, f"{name}{separator}")

    def _new_line(self, module: str, name: str, local: str) -> Iterator[Edit]:
        """The edits that add a line to the imports at the beginning, which stay in order where they are."""
        alias = "" if local == (name or module) else f" as {local}"
        line = f"from {module} import {name}{alias}" if name else f"import {module}{alias}"
        group = [node for node in self._leading if node.type in _IMPORTS and self._is_standard(node) == _is_standard(module)]
        key = (bool(name), module)
        earlier = [node for node in group if self._line_key(node) < key]
        if earlier:
            yield self._behind(earlier[-1], line)
        elif group:
            yield insert(self._document.span(group[0]).start, f"{line}\n")
        else:
            yield from self._new_group(line, is_standard=_is_standard(module))

    def _new_group(self, line: str, *, is_standard: bool) -> Iterator[Edit]:
        """A line with an empty line between it and the other imports or the code."""
        imports = [node for node in self._leading if node.type in _IMPORTS]
        if imports and not is_standard:
            yield self._behind(imports[-1], line)
            return
        following = imports or [node for node in self._statements if node not in self._leading]
        start = self._document.span(following[0]).start if following else len(self._document.text)
        yield insert(start, f"{line}\n")
        if imports:
            yield replace(start, start + 1, f"\n{self._document.text[start]}")

    def _behind(self, statement: Node, line: str) -> Edit:
        """A line behind that of a statement, so that a comment behind the statement stays there."""
        end = self._document.text.find("\n", self._document.span(statement).end) + 1
        return insert(end, f"{line}\n") if end else insert(len(self._document.text), f"\n{line}")

    @cached_property
    def _statements(self) -> list[Node]:
        return [node for node in self._document.root.named_children if node.type != "comment"]

    @cached_property
    def _following(self) -> Node | None:
        """The first statement that is no import."""
        return next((node for node in self._statements if node not in self._leading), None)

    @cached_property
    def _leading(self) -> list[Node]:
        """The docstring and the imports that the program begins with."""
        leading: list[Node] = []
        for node in self._statements:
            is_docstring = not leading and node.type == "expression_statement" and node.named_children[0].type == "string"
            if not is_docstring and node.type not in (*_IMPORTS, _FUTURE):
                break
            leading.append(node)
        return leading

    def _line_key(self, statement: Node) -> tuple[bool, str]:
        module = statement.child_by_field_name("module_name") or statement.child_by_field_name("name")
        return statement.type == "import_from_statement", "" if module is None else self._document.text_of(module)

    def _is_standard(self, statement: Node) -> bool:
        return _is_standard(self._line_key(statement)[1].split(" ")[0])


@lru_cache(maxsize=1)
def imports_of(program: PythonProgram) -> PythonImports:
    """The imports of a program."""
    return PythonImports(program)


def _is_standard(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in sys.stdlib_module_names


def _name_key(name: str) -> tuple[int, str]:
    """The order of imported names: constants, classes, then others."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name
