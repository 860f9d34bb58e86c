"""Conditions as JSON: plain objects, the operators of MongoDB, and lists of field, operator and value.

Owns the invariant that an object is translated whole or not at all.
"""

from collections.abc import Mapping
import json

from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object
from filterlang.syntax.recovery.objects import as_json
from filterlang.syntax.recovery.operator_words import FIELD_NAME
from filterlang.syntax.spellings import idea_of
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Null, Number, Origin, String

_DEEPEST = 20
_FIELDS = ("field", "attribute", "column", "key", "name")
_OPERATORS = ("operator", "op", "comparator", "comparison", "condition")
_VALUES = ("value", "values")
_PARTS = ("conditions", "filters", "operands", "arguments", "rules", "clauses", "and", "or")


class _Untranslatable(Exception):
    """A part of an object is no condition."""


def content_of(text: str) -> object:
    """The value that a text has in the syntax of JSON, Python or JavaScript; None for any other text."""
    written = as_json(text)
    return json.loads(written) if written else None


def translate(content: object, end: int) -> Call | None:
    """The filter for the conditions of an object, in a text of ``end`` characters; None where a part of it is no condition."""
    try:
        tree = _Translation(end).all_of(content, 0)
    except _Untranslatable:
        return None
    return tree if isinstance(tree, Call) else None


class _Translation:
    """A translation. Its calls span the whole text, up to ``end``; its names and values have no place in the text."""

    def __init__(self, end: int) -> None:
        self._end = end

    def all_of(self, content: object, depth: int, operator: str = "and") -> Node:
        """The conditions of an object or a list, joined."""
        if depth > _DEEPEST:
            raise _Untranslatable
        if is_array(content) and content:
            parts = [self.all_of(item, depth + 1) for item in as_list(content)]
            return self._join(operator, parts)
        members = as_mapping(content)
        if not members:
            raise _Untranslatable
        return self._spelled_out(members, depth) or self._join(
            operator, [self._member(*item, depth) for item in members.items()]
        )

    def _join(self, operator: str, parts: list[Node]) -> Node:
        return parts[0] if len(parts) == 1 else self._call(operator, *parts)

    def _spelled_out(self, members: Mapping[str, object], depth: int) -> Node | None:
        """``{"field": "status", "operator": "eq", "value": "error"}``, and the joins of such conditions."""
        operator = _first(members, _OPERATORS)
        idea = idea_of(operator) if isinstance(operator, str) else ""
        field, parts = _first(members, _FIELDS), _first(members, _PARTS)
        if idea in ("and", "or") and parts is not None:
            return self.all_of(parts, depth + 1, idea)
        if not idea or not isinstance(field, str):
            return None
        return self._comparison(field, idea, _first(members, _VALUES))

    def _member(self, key: str, value: object, depth: int) -> Node:
        """One member: a join, a field with its operators, or a field with its value."""
        idea = idea_of(key) if key.startswith("$") or is_array(value) or is_object(value) else ""
        if idea in ("and", "or"):
            return self.all_of(value, depth + 1, idea)
        if idea == "not":
            return self._call("not", self.all_of(value, depth + 1))
        if not FIELD_NAME.fullmatch(key):
            raise _Untranslatable
        operators = as_mapping(value)
        if operators and all(idea_of(operator) for operator in operators):
            return self._join("and", [self._comparison(key, idea_of(name), item) for name, item in operators.items()])
        if operators:
            return self._join("and", [self._member(f"{key}.{name}", item, depth + 1) for name, item in operators.items()])
        return self._comparison(key, "in" if is_array(value) else "eq", value)

    def _comparison(self, field: str, idea: str, value: object) -> Node:
        if not FIELD_NAME.fullmatch(field):
            raise _Untranslatable
        if idea in ("present", "absent"):
            there = (idea == "present") is (value is not False)
            return self._call("neq" if there else "eq", self._name(field), Null(0, 0))
        return self._call(idea, self._name(field), self._literal(value))

    def _call(self, operator: str, *arguments: Node) -> Call:
        return Call(operator, arguments, 0, self._end, Origin.TRANSLATED)

    def _name(self, field: str) -> Name:
        return Name(field, 0, 0)

    def _literal(self, value: object) -> Node:
        if is_array(value):
            return List(tuple(map(self._scalar, as_list(value))), 0, 0)
        match value:
            case bool():
                return Boolean(value, 0, 0)
            case int() | float() if abs(value) < float("inf"):
                return Number(value, 0, 0)
            case str():
                return String(value, 0, 0)
            case None:
                return Null(0, 0)
            case _:
                raise _Untranslatable

    def _scalar(self, value: object) -> Node:
        if is_array(value) or is_object(value):
            raise _Untranslatable
        return self._literal(value)


def _first(members: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((members[name] for name in names if name in members), None)
