"""Follows the expressions in the places of filters to the literals that they are written with, through names and calls.

Owns the invariant that every literal is a candidate where it stands, on the surest grounds that lead to it, and that no
expression is followed twice on the same grounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
import re
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Decoded, Grounds, Part
from filterlang.hosts.known_places import snake
from filterlang.hosts.readers.javascript_calls import ScriptSite, call_of
from filterlang.hosts.readers.javascript_expressions import parts_of
from filterlang.hosts.readers.javascript_lists import items_of, joiner_of, source_list
from filterlang.hosts.readers.javascript_names import IDENTIFIERS, ScriptBinding, ScriptNames, ScriptScope, Value
from filterlang.hosts.readers.javascript_safety import Safety
from filterlang.hosts.readers.javascript_syntax import (
    FUNCTIONS, TRANSPARENT, arguments, callee, expressions, inner, method, operator, path,
)  # fmt: skip
from filterlang.schema.places import NAMES, Kind
from filterlang.semantics.surroundings import CallSite

if TYPE_CHECKING:
    from tree_sitter import Node

_PASSING = frozenset({"useMemo", "useCallback", "computed", "ref", "Object.freeze", "encodeURIComponent", "String", "signal"})
"""Functions that give back the text or the object that they are called with, or that a function makes for them."""
_MERGING = frozenset({"Object.assign", "merge"})
_FIELDS = {
    "ternary_expression": ("consequence", "alternative"), "assignment_expression": ("right",), "arrow_function": ("body",),
}  # fmt: skip
_CHOICES = {"??": ("left", "right"), "||": ("left", "right"), "&&": ("right",)}
_CALL = re.compile(r"\w\s*\(")
_SHARED = frozenset({*IDENTIFIERS, "member_expression", "subscript_expression", "call_expression"})
"""Expressions whose values can be used in other places as well."""


class Slot(NamedTuple):
    """A place for a filter. One with ``holds_many`` may have an object or a list of filters as well.

    ``site`` is the entry of an object that the place is, where the filter is used nowhere else.
    """

    kind: Kind
    grounds: Grounds
    where: str
    holds_many: bool = False
    fragment: bool = False
    site: ScriptSite | None = None


class Parameters(NamedTuple):
    """The keys of an object that are filters. A ``deep`` one is a request, whose filters may be in objects within it.

    ``call`` is how the call is shown, and ``name`` its name in the table of calls.
    """

    kinds: Mapping[str, Kind]
    grounds: Grounds
    call: str
    deep: bool = False
    name: str = ""

    def slot(self, key: str) -> Slot | None:
        """The place of a key's value."""
        name = snake(key)
        kind = self.kinds.get(name) or (NAMES.get(name) if self.deep else None)
        return None if kind is None else Slot(kind, self.grounds, f"{self.call}({{{key}: …}})", name.endswith("filters"))


class _Task(NamedTuple):
    node: Node
    scope: ScriptScope
    goal: Slot | Parameters


class ValueSearch:
    """The search for the literals of a document's filters. The names of the document have to be known."""

    def __init__(
        self, document: HostDocument, names: ScriptNames, tasks: Iterable[tuple[Node, ScriptScope, Slot | Parameters]]
    ) -> None:
        self._document = document
        self._names = names
        self._tasks = sorted((_Task(*task) for task in tasks), key=lambda task: task.goal.grounds)
        self._seen: dict[tuple[int, bool], Grounds] = {}

    def candidates(self) -> Iterator[Candidate]:
        """Yields the candidates, those on the surest grounds first."""
        while self._tasks:
            node, scope, goal = self._tasks.pop()
            if not self._is_new(node.id, goal):
                continue
            values = self._values(node, scope, goal)
            if values is not None:
                self._follow(values, goal if self._is_of_one_use(node) else _without_site(goal))
            elif isinstance(goal, Parameters):
                self._read_object(node, scope, goal)
            elif node.type in ("array", "object", "enum_body", "class_body"):
                self._read_collection(node, scope, goal)
            else:
                yield from self._read_text(node, scope, goal)

    def _is_of_one_use(self, node: Node) -> bool:
        """Whether the values of an expression are used only where it stands."""
        return node.type not in _SHARED or (node.type in IDENTIFIERS and self._names.is_used_once(node))

    def _is_new(self, id: int, goal: Slot | Parameters) -> bool:
        """Notes that an expression or a name is followed, unless it was on the same grounds."""
        key = (id, isinstance(goal, Slot))
        if self._seen.get(key, 0) >= goal.grounds:
            return False
        self._seen[key] = goal.grounds
        return True

    def _follow(self, values: Iterable[Value], goal: Slot | Parameters) -> None:
        values = list(values)
        pieces = any(value.is_piece for value in values)
        if pieces and isinstance(goal, Slot):
            goal = goal._replace(fragment=True)
        self._tasks += (_Task(value.node, value.scope, goal) for value in reversed(values))

    def _values(self, node: Node, scope: ScriptScope, goal: Slot | Parameters) -> list[Value] | None:
        """The expressions whose values an expression can have; None for an expression that makes its own value."""
        kind = node.type
        if kind in TRANSPARENT or kind == "spread_element":
            return [Value(child, scope) for child in (inner(node),) if child is not None]
        fields = _CHOICES.get(operator(node)) if kind == "binary_expression" else _FIELDS.get(kind)
        if kind in FUNCTIONS:
            own = self._names.scopes.get(node.id, scope)
            body = node.child_by_field_name("body")
            return own.returns if body is None or body.type == "statement_block" else [Value(body, own)]
        if fields is not None:
            return [Value(child, scope) for field in fields if (child := node.child_by_field_name(field)) is not None]
        if kind in ("identifier", "shorthand_property_identifier"):
            binding = scope.resolve(self._names.text(node))
            if binding is None or not self._is_new(id(binding), goal):
                return []
            if isinstance(goal, Parameters):
                self._read_properties(binding, goal)
            return [*binding.values, *binding.items]
        if kind in ("member_expression", "subscript_expression"):
            return self.of_member(node, scope)
        if kind == "call_expression" and isinstance(goal, Slot):
            return self._of_call(node, scope, goal)
        return None

    def of_member(self, node: Node, scope: ScriptScope) -> list[Value]:
        """The values that a property of an object is given."""
        member = self._names.member(node)
        if member is None:
            return []
        target, name = member
        if target.type == "this":
            return self._names.fields.get(name, [])
        binding = scope.resolve(self._names.text(target)) if target.type == "identifier" else None
        if binding is None:
            return []
        if name.isdecimal():
            return [*binding.values, *binding.items]
        values = list(binding.properties.get(name, ()))
        for value in binding.values:
            if (child := self._names.entries(value.node).get(name)) is not None:
                values.append(Value(child, value.scope))
        return values

    def _of_call(self, node: Node, scope: ScriptScope, goal: Slot) -> list[Value] | None:
        """The values of a call: what a function of the same document returns, or an argument. A tag makes its own text."""
        if any(child.type == "template_string" for child in node.named_children):
            return None
        called, values = callee(node), arguments(node)
        name = path(called)
        if name in _PASSING:
            return [Value(child, scope) for child in values[:1]]
        if called is not None and (called.type == "identifier" or name.startswith("this.")):
            return [value for value in self._values(called, scope, goal) or () if value.node.type in FUNCTIONS]
        if (mapped := method(node)) is not None and mapped[1] == "map":
            return [Value(child, scope) for child in values[:1] if child.type in FUNCTIONS]
        items = source_list(node)
        return None if items == node else [Value(items, scope)]

    def _read_properties(self, binding: ScriptBinding, goal: Parameters) -> None:
        """Follows the values that are assigned to the properties of an object later."""
        for key, values in binding.properties.items():
            if (slot := goal.slot(key)) is not None:
                self._follow(values, slot)

    def _read_object(self, node: Node, scope: ScriptScope, goal: Parameters) -> None:
        """Follows the values of an object's keys that are filters."""
        if node.type == "call_expression":
            if path(callee(node)) in _MERGING or goal.deep:
                self._tasks += (_Task(child, scope, goal) for child in arguments(node))
            return
        if goal.deep and node.type in ("new_expression", "array"):
            self._tasks += (_Task(child, scope, goal) for child in (arguments(node) or expressions(node)))
        for child in node.named_children if node.type == "object" else ():
            if child.type == "spread_element":
                self._tasks.append(_Task(child, scope, goal))
        for key, value in self._names.entries(node).items():
            if (slot := goal.slot(key)) is not None:
                site = ScriptSite(node, scope, key, goal.name)
                self._tasks.append(_Task(value, scope, slot._replace(site=site)))
            elif goal.deep:
                self._tasks.append(_Task(value, scope, goal))

    def _read_collection(self, node: Node, scope: ScriptScope, goal: Slot) -> None:
        """Follows the items of a list; those of an object where it is a collection of filters by name."""
        if node.type == "array":
            self._tasks += (_Task(item, scope, goal) for item in items_of(node))
        elif goal.holds_many:
            self._tasks += (_Task(value, scope, goal) for value in self._names.entries(node).values())

    def _read_text(self, node: Node, scope: ScriptScope, slot: Slot) -> Iterator[Candidate]:
        holes: list[tuple[Node, str]] = []
        safety = Safety(self._document, self._names, scope)

        def is_safe(expression: Node, quote: str) -> bool:
            holes.append((expression, quote))
            return safety.is_safe(expression, quote)

        parts = parts_of(self._document, node, is_safe)
        if _is_filter(parts, slot):
            yield Candidate(
                self._document.source, self._document.language.name, parts, slot.kind, slot.grounds, slot.where,
                slot.fragment, not self._names.is_broken(node), self._call(slot),
            )  # fmt: skip
        for expression, quote in holes:
            if not quote:
                self._follow_hole(expression, scope, slot)

    def _call(self, slot: Slot) -> CallSite | None:
        """The call of a slot that has a whole filter."""
        return None if slot.site is None or slot.fragment else call_of(self._document, self._names, slot.site)

    def _follow_hole(self, node: Node, scope: ScriptScope, slot: Slot) -> None:
        """Follows a condition, or a list of them, that a text is put together with."""
        join = joiner_of(self._document, node)
        if join is not None or node.type in ("identifier", "member_expression", "call_expression", "ternary_expression"):
            part = slot._replace(fragment=True)
            self._tasks.append(_Task(node if join is None else source_list(join[0]), scope, part))


def _without_site(goal: Slot | Parameters) -> Slot | Parameters:
    """A place whose filter can be used in other places as well."""
    return goal._replace(site=None) if isinstance(goal, Slot) else goal


def _is_filter(parts: tuple[Part, ...], slot: Slot) -> bool:
    """Whether some parts can be a filter, or a condition of one. Blank ones are only typed where it is sure."""
    text = "".join(part.text for part in parts if isinstance(part, Decoded))
    if slot.fragment:
        return _CALL.search(text) is not None
    return bool(text.strip()) or (slot.grounds is Grounds.SURE and bool(parts))
