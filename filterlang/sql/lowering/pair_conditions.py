"""The lowering of conditions on the pairs of a JSON object: metadata, inputs, outputs.

Owns the invariant that a key is looked up in every way in which its dots can be read, through lists on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

from sqlglot import exp

from filterlang.schema.operators import NEGATIVE
from filterlang.evaluate.rows import DEEPEST
from filterlang.schema.fields import FAMILIES
from filterlang.semantics.predicate import Compare, Pair, Scalar
from filterlang.sql.lowering.leaf import COMPARISONS, PLAIN, Leaf, is_number, operands
from filterlang.sql.lowering.reasons import Reason
from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, RowCondition, Probe, Sql, any_of, both, conjunction, disjunction, either, exactly, negated, negation, not_true,
    parens, undecided,
)  # fmt: skip

_MOST_DOTS = 3
_CONSTANTS = {None: "null", True: "true", False: "false"}


class PairLeaf(Leaf):
    """The lowering of the conditions on one pair of a key and a value."""

    def whole(self, comparison: Compare) -> RowCondition:
        """Returns the condition for metadata as a whole: it has the pairs of a JSON object, or it has a key."""
        column = self.columns.find(comparison.field.stored)
        family = next(name for name, roles in FAMILIES.items() if roles["key"].stored == comparison.field.stored)
        key, value = FAMILIES[family]["key"], FAMILIES[family]["value"]
        if comparison.operator == "exists":
            return self.condition(Pair(family, (Compare(key, "eq", comparison.value),), ()))
        if column is None:
            return exactly(FALSE)
        if comparison.operator == "has" and comparison.value == {}:
            return exactly(self.engine.matches(self.engine.compact(self.engine.json(column)), r"^\s*\{"))
        if comparison.operator == "has" and isinstance(comparison.value, Mapping):
            wanted = {name: _scalar(inner) for name, inner in comparison.value.items()}
            if _CONTAINER in wanted.values():
                return exactly(FALSE)
            pairs = [
                Pair(family, (Compare(key, "eq", name),), (Compare(value, "eq", scalar),)) for name, scalar in wanted.items()
            ]
            return both([self.condition(pair) for pair in pairs])
        return undecided(Reason.WHOLE_JSON)

    def condition(self, pair: Pair) -> RowCondition:
        """Returns the condition on the pairs of a JSON object, after the four cases of docs/semantics.md."""
        column = self.columns.find(FAMILIES[pair.family]["key"].stored)
        absent = [key for key in pair.keys if key.operator in NEGATIVE]
        keys = [key for key in pair.keys if key.operator not in NEGATIVE]
        positive = bool(keys) or any(value.operator not in NEGATIVE for value in pair.values)
        if column is None:
            return exactly(FALSE if positive else TRUE)
        json = self.engine.json(column)
        conditions = [negated(self._under(json, replace(key, operator=NEGATIVE[key.operator]), ())) for key in absent]
        if keys:
            conditions.append(self._under(json, keys[0], pair.values) if len(keys) == 1 else undecided(Reason.SEVERAL_KEYS))
        elif positive:
            conditions.append(self._anywhere(json, pair.values))
        else:
            opposites = [replace(value, operator=NEGATIVE[value.operator]) for value in pair.values]
            conditions += [negated(self._anywhere(json, (value,))) for value in opposites]
        return both(conditions)

    def _under(self, json: Sql, key: Compare, values: Sequence[Compare]) -> RowCondition:
        """A pair with one of the keys and with a value that meets every condition."""
        names = [name for name in operands(key.value) if isinstance(name, str)]
        if key.operator not in ("eq", "in") or not all(map(_is_path, names)):
            return undecided(Reason.KEY)
        found = [(self._at_key(json, name, values), replace(key, operator="eq", value=name)) for name in names]
        return either([self.narrowed(json, condition, (*values, named)) for condition, named in found])

    def _at_key(self, json: Sql, key: str, values: Sequence[Compare]) -> RowCondition:
        """A value under a key, for every way to read its dots, directly or inside lists. Lists in lists are undecided."""
        engine = self.engine
        probe = self._probe(values)
        excludes_containers = any(value.operator not in NEGATIVE for value in values)
        direct: list[Sql] = []
        listed: list[Sql] = []

        def is_met(item: Sql) -> Sql:
            return probe(item) if excludes_containers else conjunction(negation(engine.is_list(item)), probe(item))

        for names in _splits(key):
            value = engine.at(json, names)
            exists = (negation(exp.Is(this=value, expression=exp.null())), negation(engine.is_list(value)))
            direct.append(conjunction(*(() if excludes_containers else exists), probe(value)))
            listed += [engine.some(engine.within(json, steps), is_met) for steps in _through_lists(names)]
        has_list = [engine.contains(engine.raw(json), exp.Literal.string("["))] if engine.json_is_text else []
        must = parens(disjunction(*direct, conjunction(*has_list, parens(disjunction(*listed)))))
        nested_lists = engine.has_nested_lists(json)
        return RowCondition(must, parens(disjunction(must, nested_lists)), (Reason.LISTS,))

    def _anywhere(self, json: Sql, values: Sequence[Compare]) -> RowCondition:
        """A value under any key. Undecided are texts of JSON that are no object, and those with more than 200 containers."""
        engine = self.engine
        found = engine.some(engine.leaves(json), self._probe(values))
        known = len(engine.undecided)
        shallow = engine.matches(engine.compact(json), _SHALLOW_OBJECT)
        del engine.undecided[known:]  # the spelling of numbers does not matter here
        return self.narrowed(json, RowCondition(conjunction(found, shallow), found, (Reason.DEEP_JSON,)), values)

    def _probe(self, values: Sequence[Compare]) -> Probe:
        """Makes the conjunction of all conditions on one value."""
        probes = [self._value(comparison) for comparison in values]
        return lambda value: conjunction(*(probe(value) for probe in probes)) if probes else TRUE

    def _value(self, comparison: Compare) -> Probe:
        if comparison.operator in NEGATIVE:
            opposite = self._value(replace(comparison, operator=NEGATIVE[comparison.operator]))
            return lambda value: not_true(opposite(value))
        if comparison.operator == "like":
            pattern = comparison.value
            if not isinstance(pattern, str):
                return lambda _: FALSE
            return lambda value: self.engine.like(self.engine.text_in(value), pattern)
        probes = [self._constant(comparison.operator, constant) for constant in operands(comparison.value)]
        return lambda value: any_of([probe(value) for probe in probes])

    def _constant(self, operator: str, constant: object) -> Probe:
        """Makes a comparison of a JSON value with a constant of the same kind."""
        engine = self.engine
        if operator in ("eq", "in", "has"):
            if constant is None or isinstance(constant, bool):
                return lambda value: engine.is_word(value, _CONSTANTS[constant])
            if isinstance(constant, str):
                return lambda value: engine.is_text(value, constant)
        if operator not in COMPARISONS:
            return lambda _: FALSE
        if isinstance(constant, str):
            bound = engine.bind(constant)
            return lambda value: COMPARISONS[operator](this=engine.text_in(value), expression=bound)
        if not is_number(constant):
            return lambda _: FALSE
        return lambda value: self.number(engine.number_in(value), operator, constant)


_SHALLOW_OBJECT = rf"^\{{[^\[{{]*([\[{{][^\[{{]*){{0,{DEEPEST - 1}}}$"
"""Matches the text of an object with so few containers that no key can be deeper than ``DEEPEST``."""

_CONTAINER = datetime.max.replace(tzinfo=UTC)
"""Stands for a JSON value that is an object or a list, which no pair equals."""


def _scalar(value: object) -> Scalar:
    """Returns a JSON value that is no container as it is."""
    return value if value is None or isinstance(value, (str, bool, int, float)) else _CONTAINER


def _is_path(key: str) -> bool:
    """Whether a key can be looked up by a path into the JSON, in a small number of readings of its dots."""
    return key.count(".") <= _MOST_DOTS and all(map(PLAIN.fullmatch, key.split(".")))


def _splits(key: str) -> list[list[str]]:
    """Returns every way to read the dots of a key: each goes one level down, or is part of a name."""
    ways: list[list[str]] = [[]]
    for number, name in enumerate(key.split(".")):
        ways = [[*way, name] for way in ways] + ([[*way[:-1], way[-1] + "." + name] for way in ways] if number else [])
    return ways


def _through_lists(names: Sequence[str]) -> list[list[str | None]]:
    """Returns the paths along some names that go into a list (a step ``None``) behind at least one of them."""
    return [
        [step for name, into_list in zip(names, lists, strict=True) for step in ((name, None) if into_list else (name,))]
        for lists in product((False, True), repeat=len(names))
        if any(lists)
    ]
