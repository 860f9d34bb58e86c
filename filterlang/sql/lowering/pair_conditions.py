"""Conditions on the pairs of a JSON object: metadata, inputs, outputs.

Owns the invariant that a key is looked up by every way to read its dots, through lists on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

from sqlglot import exp

from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, Condition, Probe, Sql, both, conjunction, denied, disjunction, either, exactly, negated, negation, parens,
    unsure,
)  # fmt: skip
from filterlang.sql.lowering.leaf import COMPARISONS, PLAIN, Leaf, asked_of
from filterlang.schema.operators import NEGATIVE
from filterlang.evaluate.rows import DEEPEST
from filterlang.schema.fields import FAMILIES
from filterlang.semantics.predicate import Pair, Scalar, Comparison

_MOST_DOTS = 3


class PairLeaf(Leaf):
    """A condition on pairs of a key and a value."""

    def whole(self, test: Comparison) -> Condition:
        """Metadata as a whole: has a JSON object, has a key, is like a text."""
        column = self.columns.find(test.field.stored)
        family = next(name for name, roles in FAMILIES.items() if roles["key"].stored == test.field.stored)
        key, value = FAMILIES[family]["key"], FAMILIES[family]["value"]
        if test.operator == "exists":
            return self.condition(Pair(family, (Comparison(key, "eq", test.value),), ()))
        if column is None:
            return exactly(FALSE)
        if test.operator == "has" and test.value == {}:
            return exactly(self.engine.matches(self.engine.compact(self.engine.json(column)), r"^\s*\{"))
        if test.operator == "has" and isinstance(test.value, Mapping):
            asked = {name: _scalar(inner) for name, inner in test.value.items()}
            if _OTHER in asked.values():
                return exactly(FALSE)
            pairs = [
                Pair(family, (Comparison(key, "eq", name),), (Comparison(value, "eq", one),)) for name, one in asked.items()
            ]
            return both([self.condition(pair) for pair in pairs])
        return unsure()

    def condition(self, pair: Pair) -> Condition:
        """Conditions on the pairs of a JSON object, after the four cases of docs/semantics.md."""
        column = self.columns.find(FAMILIES[pair.family]["key"].stored)
        absent = [key for key in pair.keys if key.operator in NEGATIVE]
        keys = [key for key in pair.keys if key.operator not in NEGATIVE]
        positive = bool(keys) or any(value.operator not in NEGATIVE for value in pair.values)
        if column is None:
            return exactly(FALSE if positive else TRUE)
        json = self.engine.json(column)
        conditions = [negated(self._under(json, replace(key, operator=NEGATIVE[key.operator]), ())) for key in absent]
        if keys:
            conditions.append(self._under(json, keys[0], pair.values) if len(keys) == 1 else unsure())
        elif positive:
            conditions.append(self._anywhere(json, pair.values))
        else:
            opposites = [replace(value, operator=NEGATIVE[value.operator]) for value in pair.values]
            conditions += [negated(self._anywhere(json, (value,))) for value in opposites]
        return both(conditions)

    def _under(self, json: Sql, key: Comparison, values: Sequence[Comparison]) -> Condition:
        """A pair whose key is one of those asked for, and whose value meets every condition."""
        names = [name for name in asked_of(key.value) if isinstance(name, str)]
        if key.operator not in ("eq", "in") or not all(map(_is_path, names)):
            return unsure()
        return either([self.narrowed(json, self._at_key(json, name, values), values or (key,)) for name in names])

    def _at_key(self, json: Sql, key: str, values: Sequence[Comparison]) -> Condition:
        """A value under a key, for every way to read its dots, and with lists on the way left out."""
        engine = self.engine
        probe = self._probe(values)
        narrow = any(value.operator not in NEGATIVE for value in values)  # what holds of neither a list nor of nothing
        direct: list[Sql] = []
        listed: list[Sql] = []
        for names in _splits(key):
            value = engine.at(json, names)
            there = (negation(exp.Is(this=value, expression=exp.null())), negation(engine.is_list(value)))
            direct.append(conjunction(*(() if narrow else there), probe(value)))
            for stars in product((False, True), repeat=len(names)):
                if any(stars):
                    steps = [
                        step for name, star in zip(names, stars, strict=True) for step in ((name, None) if star else (name,))
                    ]
                    listed.append(
                        engine.some(
                            engine.within(json, steps),
                            lambda item: probe(item) if narrow else conjunction(negation(engine.is_list(item)), probe(item)),
                        )
                    )
        text = engine.raw(json)
        in_lists = conjunction(engine.contains(text, exp.Literal.string("[")), parens(disjunction(*listed)))
        sure = parens(disjunction(*direct, in_lists))
        nested = engine.matches(text, r"[\[,]\s*\[")
        return Condition(sure, parens(disjunction(sure, nested)))

    def _anywhere(self, json: Sql, values: Sequence[Comparison]) -> Condition:
        """A value under any key. Only an object has pairs, and none inside of more than 200 containers: Python sees to both."""
        engine = self.engine
        found = engine.some(engine.leaves(json), self._probe(values))
        known = len(engine.doubts)
        plain = engine.matches(engine.compact(json), _SHALLOW_OBJECT)
        del engine.doubts[known:]  # how its numbers are spelled does not matter here
        return self.narrowed(json, Condition(conjunction(found, plain), found), values)

    def _probe(self, tests: Sequence[Comparison]) -> Probe:
        """What all the conditions on one value come to."""
        made = [self._value_test(test) for test in tests]
        return lambda value: conjunction(*(make(value) for make in made)) if made else TRUE

    def _value_test(self, test: Comparison) -> Probe:
        if test.operator in NEGATIVE:
            opposite = self._value_test(replace(test, operator=NEGATIVE[test.operator]))
            return lambda value: denied(opposite(value))
        if test.operator == "like":
            pattern = test.value
            if not isinstance(pattern, str):
                return lambda _: FALSE
            return lambda value: self.engine.like(self.engine.text_in(value), pattern)
        made = [self._json_test(test.operator, one) for one in asked_of(test.value)]
        return lambda value: parens(disjunction(*(make(value) for make in made))) if made else FALSE

    def _json_test(self, operator: str, asked: object) -> Probe:
        """A comparison with a value in JSON, whose kind has to be that of the value asked for."""
        engine = self.engine
        if operator in ("eq", "in", "has"):
            if asked is None or isinstance(asked, bool):
                word = {None: "null", True: "true", False: "false"}[asked]
                return lambda value: engine.is_word(value, word)
            if isinstance(asked, str):
                return lambda value: engine.is_text(value, asked)
        if operator not in COMPARISONS or isinstance(asked, bool) or not isinstance(asked, (str, int, float, Decimal)):
            return lambda _: FALSE
        if isinstance(asked, str):
            bound = engine.bind(asked)
            return lambda value: COMPARISONS[operator](this=engine.text_in(value), expression=bound)
        return lambda value: self.number(engine.number_in(value), operator, asked)


_SHALLOW_OBJECT = rf"^\{{[^\[{{]*([\[{{][^\[{{]*){{0,{DEEPEST - 1}}}$"
"""The text of an object that holds fewer containers than a key can be inside of."""

_OTHER = datetime.max.replace(tzinfo=UTC)
"""What stands for a JSON value that holds others, which no pair equals."""


def _scalar(value: object) -> Scalar:
    """A JSON value that holds no others, as it is."""
    return value if value is None or isinstance(value, (str, bool, int, float)) else _OTHER


def _is_path(key: str) -> bool:
    """Whether a key can be looked up by a path into the JSON, in as many ways as its dots can be read."""
    return key.count(".") <= _MOST_DOTS and all(map(PLAIN.fullmatch, key.split(".")))


def _splits(key: str) -> list[list[str]]:
    """Every way to read the dots of a key: each goes one level down, or is part of a name."""
    ways: list[list[str]] = [[]]
    for number, name in enumerate(key.split(".")):
        ways = [[*way, name] for way in ways] + ([[*way[:-1], way[-1] + "." + name] for way in ways] if number else [])
    return ways
