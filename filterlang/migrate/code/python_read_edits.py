"""Writes the reads of runs' fields in Python as v2 needs them, so that each has the value that it had on v1.

Owns the invariant that a read is written by its ``FieldReading``; no field is known by its name here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.python_contexts import (
    called_method, comparison, default_of, function_around, is_guarded, is_kept_if_empty, is_loose, is_target, is_tested,
    takes_none,
)  # fmt: skip
from filterlang.migrate.code.python_flow_state import FieldRead, RunFlow, arguments_of
from filterlang.migrate.code.python_object_reads import amounts, events, scores
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_read_parts import Pieces, ReadParts
from filterlang.migrate.code.python_url_reads import page_address
from filterlang.migrate.code.read_rewrites import WrittenRead
from filterlang.schema.moves_to_v2 import FIELD_MOVES, TYPED_AS_GIVEN_IN_PYTHON, FieldMove, FieldReading, Risk
from filterlang.schema.run_schema import RUN_FIELDS, ColumnType
from filterlang.text.frozen import replace
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_Writer = Callable[[FieldRead, FieldMove], Iterator[WrittenRead]]
_CASE_METHODS = frozenset({"lower", "upper", "casefold", "title", "capitalize"})
_UUID_ATTRIBUTES = frozenset({"hex", "int", "bytes", "urn", "version", "fields", "node", "time"})
_NUMBERS = ("integer", "float", "none")
_NUMBER_CALLS = ("float", "round", "int", "math.isclose", "isclose")
_ORDERED_ALIKE = frozenset({FieldReading.SAME, FieldReading.TEXT_ID, FieldReading.UPPER, FieldReading.COST})
"""Readings whose values of v2 have the order of v1's."""
_ORDERING = frozenset({"sorted", "sort", "min", "max", "nlargest", "nsmallest"})
_UUID_IMPORT = Import("uuid", "UUID")
_CAST_IMPORT = Import("typing", "cast")
_DECIMAL_IMPORT = Import("decimal", "Decimal")


class ReadWriter(ReadParts):
    """Writes the reads of one flow."""

    def __init__(self, flow: RunFlow, source: Node) -> None:
        super().__init__(flow, source)
        self.writers: dict[FieldReading, _Writer] = {
            FieldReading.SAME: self._same,
            FieldReading.TEXT_ID: self._text_id,
            FieldReading.UPPER: self._upper,
            FieldReading.COST: self._cost,
            FieldReading.COUNT: self.count,
            FieldReading.OBJECT: self._object,
            FieldReading.PARENT: self._parent,
            FieldReading.SCORES: partial(scores, self),
            FieldReading.AMOUNTS: partial(amounts, self),
            FieldReading.EVENTS: partial(events, self),
            FieldReading.URL: partial(page_address, self),
        }

    def written(self, read: FieldRead) -> Iterator[WrittenRead]:
        """Yields the rewrites for a read. Notes what cannot be written."""
        if read.is_getter:
            yield from self._getter(read)
        move = FIELD_MOVES.get(read.field)
        if move is None:
            if read.field not in RUN_FIELDS and not read.field.startswith("_"):
                self.flow.note(read.node, f"v2 is not known to have `{read.field}`", Risk.ERROR)
            return
        if is_target(self.program, read.node):
            known = f"v2 calls it `{move.v2}`" if move.v2 else "v2 does not have it"
            self.flow.note(read.node, f"`{read.field}` is written to: {known}", Risk.ERROR)
            return
        writer = self.writers.get(move.reading)
        if writer is None:
            self._note_only(read, move)
            return
        if read.is_getter:
            return
        made = list(writer(read, move))
        yield from made
        if not made and move.v2 and self.is_renamed(read, move):
            yield self.replaced(read.node, self.renamed(read, move))

    def _getter(self, read: FieldRead) -> Iterator[WrittenRead]:
        """``attrgetter("a", "b")``: other names in their places, or a lambda where the values have to be made as they were."""
        arguments = arguments_of(read.node)
        if read.name != arguments[0]:
            return
        fields = [self.flow.constant(argument) or "" for argument in arguments]
        reads = [replace(read, name=argument, field=field) for argument, field in zip(arguments, fields, strict=True)]
        parts = [self._part_of_getter(part) for part in reads]
        if not any(is_made for is_made, _ in parts):
            for argument, field in zip(arguments, fields, strict=True):
                span, move = self.span(argument), FIELD_MOVES.get(field)
                if move is not None and move.v2 and move.v2 != field:
                    yield self.replaced(argument, (Span(span.start, span.start + 1), move.v2, Span(span.end - 1, span.end)))
            return
        pieces: list[str | Span] = ["lambda run: ("]
        for _, written in parts:
            pieces += [*written.rewrite.pieces, ", "]
        pieces[-1] = ")"
        if len(parts) == 1:
            pieces = ["lambda run: ", *pieces[1:-1]]
        yield self.replaced(read.node, tuple(pieces), *(needed for _, written in parts for needed in written.imports))

    def _part_of_getter(self, read: FieldRead) -> tuple[bool, WrittenRead]:
        """The read of one field in a lambda, and whether its value has to be made as it was."""
        move = FIELD_MOVES.get(read.field)
        if move is None or not move.v2:
            return False, self.replaced(read.node, (self.read_of("run", read.field, read.name),))
        is_alike = move.reading in _ORDERED_ALIKE and not self.may_be_missing(move) and _is_order(self.program, read.node)
        writer = None if is_alike else self.writers.get(move.reading)
        made = [] if writer is None else list(writer(read, move))
        return bool(made), made[0] if made else self.replaced(read.node, self.renamed(read, move))

    # By reading

    def _same(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """The same value, of a type that allows None on v2, which matters where types are checked."""
        field = RUN_FIELDS.get(move.name)
        is_exact = move.name in TYPED_AS_GIVEN_IN_PYTHON and self.program.is_type_checked(read.node)
        if field is None or not is_exact or takes_none(self.program, read.node):
            return
        if field.column is ColumnType.TEXT:
            yield self.with_default(read, move, self.empty_text(read.node))
        elif field.column is ColumnType.DATETIME:
            name, imports = self._datetime
            yield self.replaced(read.node, (f"cast({name}, ", *self.renamed(read, move), ")"), *imports)

    @cached_property
    def _datetime(self) -> tuple[str, tuple[Import, ...]]:
        """The name of ``datetime`` in the program, and the imports for a cast to it."""
        for variable in self.program.all_variables:
            for node in variable.definitions if variable.scope.node.type == "module" else ():
                statement = self.program.enclosing(node, "import_from_statement", "import_statement", "module")
                words = [] if statement is None or statement.type == "module" else self.flow.text(statement).split()
                if words[:2] == ["import", "datetime"]:
                    return f"{variable.name}.datetime", (_CAST_IMPORT,)
        return "datetime", (_CAST_IMPORT, Import("datetime", "datetime"))

    def _upper(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """Capitals: constants that the value is compared with are written so, else the value is made as it was."""
        if is_tested(self.program, read.node):
            return
        constants = self._compared_constants(read.node)
        if constants:
            for constant in constants:
                content = self.flow.constant(constant) or ""
                span = self.span(constant)
                yield self.replaced(constant, (Span(span.start, span.start + 1), content.upper(), Span(span.end - 1, span.end)))
            return
        pieces = self.given_text(read, move)
        is_changed_anyway = called_method(self.program, read.node) in _CASE_METHODS
        yield self.replaced(read.node, pieces if is_changed_anyway else (*pieces, ".lower()"))

    def given_text(self, read: FieldRead, move: FieldMove) -> Pieces:
        """The text of a field that each run has, though v2's types do not say so."""
        return ("(", *self.renamed(read, move), f" or {self.empty_text(read.node)})")

    def _compared_constants(self, node: Node) -> list[Node]:
        """The constants that an expression is compared with, where it is compared with nothing else."""
        compared = comparison(self.program, node)
        if compared is not None and compared.operator in ("==", "!="):
            return [compared.other] if self.flow.constant(compared.other) is not None else []
        if compared is not None and compared.operator in ("in", "not in") and compared.is_left:
            items = compared.other.named_children if compared.other.type in ("tuple", "list", "set") else []
            return items if all(self.flow.constant(item) is not None for item in items) else []
        parent = self.program.parent(node)
        if parent is not None and parent.type == "match_statement":
            return self._case_constants(parent)
        return []

    def _case_constants(self, statement: Node) -> list[Node]:
        """The strings of the cases of a match, where all cases are strings or ``_``: a name would get v2's text."""
        body = statement.child_by_field_name("body")
        patterns = (
            []
            if body is None
            else [
                pattern for clause in body.named_children for pattern in clause.named_children if pattern.type == "case_pattern"
            ]
        )
        constants: list[Node] = []
        while patterns:
            pattern = patterns.pop()
            if pattern.type in ("case_pattern", "union_pattern"):
                patterns += pattern.named_children
            elif pattern.type == "string" and self.flow.constant(pattern) is not None:
                constants.append(pattern)
            elif self.flow.text(pattern) != "_":
                return []
        return constants

    def count(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        if not self.is_handled(read.node):
            yield self.with_default(read, move, "0")

    def _object(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        if not self.is_handled(read.node):
            yield self.with_default(read, move, "{}")

    def _parent(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """The direct parent is the last of all: a test asks whether there are any."""
        compared = comparison(self.program, read.node)
        renamed = self.renamed(read, move)
        if compared is not None and compared.other.type == "none":
            is_negative = compared.operator in ("is", "==")
            needs_bool = not is_negative and not is_tested(self.program, compared.node)
            pieces = ("not ", *renamed) if is_negative else ("bool(", *renamed, ")") if needs_bool else renamed
            yield self.replaced(compared.node, pieces)
        elif is_kept_if_empty(self.program, read.node):
            yield self.replaced(read.node, ("(", *renamed, " or None)"))
        elif is_tested(self.program, read.node):
            yield self.replaced(read.node, renamed)
        else:
            yield self.replaced(read.node, ("(", *renamed, " or [None])[-1]"))

    def _cost(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """A decimal is made of the number, unless the code makes a number of it or only compares it."""
        node = read.node
        whole = default_of(self.program, node)
        target = node if whole is None else whole
        compared = comparison(self.program, target)
        if is_tested(self.program, target) or self.is_number_enough(target):
            return
        if compared is not None and self._is_exact(compared.other, read.field):
            return
        renamed = self.renamed(read, move)
        if whole is not None:
            otherwise = whole.child_by_field_name("right")
            if otherwise is not None and self.flow.text(otherwise) in ("0", "0.0"):
                yield self.replaced(whole, ("Decimal(str(", *renamed, " or 0))"), _DECIMAL_IMPORT)
                return
            if otherwise is not None and self.is_simple(node):
                pieces = ("Decimal(str(", *renamed, ")) if ", *renamed, " else ", self.span(otherwise))
                yield self.replaced(whole, pieces if is_loose(self.program, whole) else ("(", *pieces, ")"), _DECIMAL_IMPORT)
                return
        if is_guarded(self.program, node) or self._is_computed(node):
            yield self.replaced(node, ("Decimal(str(", *renamed, "))"), _DECIMAL_IMPORT)
        elif self.is_simple(read.node):
            pieces = ("None if ", *renamed, " is None else Decimal(str(", *renamed, "))")
            is_bare = is_loose(self.program, node)
            yield self.replaced(node, pieces if is_bare else ("(", *pieces, ")"), _DECIMAL_IMPORT)
        else:
            self.flow.note(node, f"`{read.field}` is a number on v2 and was a decimal: it may print differently", Risk.SILENT)

    def _is_exact(self, other: Node, field: str) -> bool:
        """Whether a number is compared as a decimal was: with a number, or with a number that v2 gives as well."""
        if other.type == "identifier":
            binders = [self.program.binder(node) for node in self.program.reaching(other)]
            values = [None if binder is None else binder.child_by_field_name("right") for binder in binders]
            return bool(values) and all(value is not None and value.type in _NUMBERS for value in values)
        name = other.child_by_field_name("attribute") if other.type == "attribute" else None
        return other.type in _NUMBERS or (name is not None and self.flow.text(name) == field)

    def _is_computed(self, node: Node) -> bool:
        """Whether code computes with a value, which it could not do with None."""
        parent = self.program.parent(node)
        if parent is None or parent.type != "comparison_operator":
            return parent is not None and parent.type in ("binary_operator", "augmented_assignment", "unary_operator")
        return any(child.type in ("<", ">", "<=", ">=") for child in parent.children)

    def is_number_enough(self, node: Node) -> bool:
        """Whether a number does what a decimal did: it is made one, or formatted."""
        if function_around(self.program, node) in _NUMBER_CALLS:
            return True
        parent = self.program.parent(node)
        if parent is None or parent.type not in ("interpolation", "lambda"):
            return False
        return parent.type == "lambda" or any(child.type == "format_specifier" for child in parent.named_children)

    def _text_id(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """A text in the place of a UUID, which most code only prints or passes on."""
        parent = self.program.parent(read.node)
        name = None if parent is None or parent.type != "attribute" else parent.child_by_field_name("attribute")
        if name is not None and self.flow.text(name) in _UUID_ATTRIBUTES:
            yield self.replaced(read.node, ("UUID(", *self.renamed(read, move), ")"), _UUID_IMPORT)

    def _note_only(self, read: FieldRead, move: FieldMove) -> None:
        message = (
            f"v2's runs have no `{read.field}`" if not move.v2 else f"`{read.field}` is `{move.v2}` on v2, and not the same"
        )
        self.flow.note(read.node, message, move.risk)


def _is_order(program: PythonProgram, node: Node) -> bool:
    """Whether a function only gives the key by which values are sorted."""
    keyword = program.parent(node)
    arguments = None if keyword is None or keyword.type != "keyword_argument" else program.parent(keyword)
    call = None if arguments is None else program.parent(arguments)
    function = None if call is None else call.child_by_field_name("function")
    return function is not None and program.document.text_of(function).rpartition(".")[2] in _ORDERING
