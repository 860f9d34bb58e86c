"""From a predicate to SQL, as sqlglot expressions: what surely holds of a row, and what may.

Owns the invariants that no value becomes SQL (values are bound, names are identifiers), and that of all rows those that surely
match do match in the reference, and those that may not do not. Where both conditions are one, SQL says all there is to say;
the rows between them are tried in Python. So SQL never has to imitate what it has no words for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import product
from math import inf, isfinite, nextafter
import re
from sys import float_info
from typing import Protocol

from sqlglot import exp

from filterlang.evaluate.columns import Column, Columns, Form, Path
from filterlang.evaluate.reference import FOLD, NEGATIVE, comparison
from filterlang.evaluate.rows import DEEPEST, THREAD_KEYS
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.predicate import All, Negation, Pair, Predicate, Scalar, Search, Some, Test, Value

Sql = exp.Expr
Probe = Callable[[Sql], Sql]
"""A condition on a value, given as JSON."""

_DEEPEST, _MOST = 60, 4000  # levels, and conditions, that become SQL; what is beyond is tried in Python
_MOST_DOTS = 3
_PLAIN = re.compile(r"[A-Za-z0-9_\-/ :@#]+")
"""Names that a path into JSON can hold in every engine, and texts that JSON writes in one way (or with a backslash)."""
MAX = float_info.max
TRUE, FALSE = exp.true(), exp.false()


class Engine(Protocol):
    """What an engine has to say in its own words. JSON values are texts of JSON or the engine's type; None is no value."""

    dialect: str
    doubts: list[Sql]
    """For which rows Python has to look, because what was said so far is not all there is to say about them."""

    def bind(self, value: str | float | datetime) -> Sql: ...
    def json(self, column: Column) -> Sql: ...
    def raw(self, json: Sql) -> Sql: ...
    def compact(self, json: Sql) -> Sql: ...
    def text(self, column: Column) -> Sql: ...
    def number(self, column: Column) -> Sql: ...
    def moment(self, column: Column) -> tuple[Sql, Sql | None]: ...
    def elapsed(self, start: Sql, end: Sql) -> Sql: ...
    def element(self, column: Column, probe: Probe) -> Sql: ...
    def has(self, column: Column, element: Sql) -> Sql: ...
    def at(self, json: Sql, names: Sequence[str]) -> Sql: ...
    def within(self, json: Sql, steps: Sequence[str | None]) -> Sql: ...
    def leaves(self, json: Sql) -> Sql: ...
    def members(self, json: Sql) -> Sql: ...
    def keys(self, json: Sql) -> Sql: ...
    def some(self, array: Sql, probe: Probe) -> Sql: ...
    def is_list(self, value: Sql) -> Sql: ...
    def is_text(self, value: Sql, wanted: str) -> Sql: ...
    def is_word(self, value: Sql, word: str) -> Sql: ...
    def text_in(self, value: Sql) -> Sql: ...
    def number_in(self, value: Sql) -> Sql: ...
    def score_in(self, value: Sql) -> Sql: ...
    def contains(self, value: Sql, part: Sql) -> Sql: ...
    def folded(self, value: Sql) -> Sql: ...
    def lowered(self, value: Sql) -> Sql: ...
    def like(self, value: Sql, pattern: str) -> Sql: ...
    def matches(self, value: Sql, pattern: str) -> Sql: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """What surely holds, and what may. They are one object where there is no difference."""

    sure: Sql
    maybe: Sql

    @property
    def exact(self) -> bool:
        return self.sure is self.maybe


def exactly(sql: Sql) -> Condition:
    """A condition of which SQL says all there is to say."""
    return Condition(sql, sql)


def unsure(necessary: Sql = TRUE) -> Condition:
    """A condition that Python has to try, on the rows for which the SQL holds."""
    return Condition(FALSE, necessary)


def both(conditions: Sequence[Condition]) -> Condition:
    """What holds where every one of them does."""
    sure = _and(*(condition.sure for condition in conditions)) if conditions else TRUE
    if all(condition.exact for condition in conditions):
        return exactly(sure)
    return Condition(sure, _and(*(condition.maybe for condition in conditions)))


def either(conditions: Sequence[Condition]) -> Condition:
    """What holds where at least one of them does."""
    sure = _or(*(condition.sure for condition in conditions)) if conditions else FALSE
    if all(condition.exact for condition in conditions):
        return exactly(sure)
    return Condition(sure, _or(*(condition.maybe for condition in conditions)))


def negated(condition: Condition) -> Condition:
    """What holds where it does not. SQL's null is a no, which negated is a yes."""
    sure = _not(condition.maybe)
    return exactly(sure) if condition.exact else Condition(sure, _not(condition.sure))


def _and(*conditions: Sql) -> Sql:
    return exp.and_(*conditions, copy=False)


def _or(*conditions: Sql) -> Sql:
    return exp.or_(*conditions, copy=False)


def _negation(condition: Sql) -> Sql:
    return exp.not_(condition, copy=False)


def _paren(condition: Sql) -> Sql:
    return exp.paren(condition, copy=False)


def _any(conditions: Sequence[Sql]) -> Sql:
    return _paren(_or(*conditions)) if conditions else FALSE


def _not(sql: Sql) -> Sql:
    if sql in (TRUE, FALSE):
        return FALSE if sql == TRUE else TRUE
    return _negation(exp.Coalesce(this=_paren(sql), expressions=[FALSE]))


class Lowering:
    """One predicate after another over the columns of one table. The engine keeps the values that are bound."""

    def __init__(self, engine: Engine, columns: Columns) -> None:
        self.engine = engine
        self.columns = columns
        self._left = _MOST
        self._known = 0

    def lower(self, predicate: Predicate, depth: int = 0) -> Condition:
        """The condition for a predicate."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            return unsure()
        if isinstance(predicate, All):
            return both([self.lower(part, depth + 1) for part in predicate.parts])
        if isinstance(predicate, Some):
            return either([self.lower(part, depth + 1) for part in predicate.parts])
        if isinstance(predicate, Negation):
            return negated(self.lower(predicate.part, depth + 1))
        self._known = len(self.engine.doubts)
        if isinstance(predicate, Search):
            return self._search(predicate)
        if isinstance(predicate, Pair):
            return self._feedback(predicate) if predicate.family == "feedback" else self._pair(predicate)
        condition = self._test(predicate)
        return condition if predicate.field.type is Type.JSON else self._doubted(condition)

    def _doubted(self, condition: Condition) -> Condition:
        """The same, with the rows left to Python that the engine has had doubts about in the predicate at hand."""
        doubts = list(dict.fromkeys(self.engine.doubts[self._known :]))
        if not doubts or TRUE in doubts:
            return unsure() if doubts else condition
        odd = _paren(_or(*doubts))
        return Condition(_and(_not(odd), condition.sure), _or(odd, condition.maybe))

    def _column(self, stored: Path) -> Column | None:
        return self.columns.find(stored)

    # Fields

    def _test(self, test: Test) -> Condition:
        if test.operator in NEGATIVE:
            return negated(self._test(replace(test, operator=NEGATIVE[test.operator])))
        field = test.field
        if field.type is Type.JSON:
            return self._whole(test)
        if field.derived == "text" and test.operator != "like":
            return unsure()
        if field.derived == "text":
            column = self._column(field.stored)
            return exactly(FALSE) if column is None else self._like(self.engine.compact(self.engine.json(column)), test)
        if field.stored and field.stored == FIELDS["tags"].stored:
            return self._element(test)
        value, odd = self._value(field)
        if value is None:
            return exactly(TRUE if test.operator in ("eq", "in") and None in _asked(test.value) else FALSE)
        condition = self._compared(field, value, test)
        return condition if odd is None else Condition(_and(_not(odd), condition.sure), _or(odd, condition.maybe))

    def _value(self, field: Field) -> tuple[Sql | None, Sql | None]:
        """A field's value in the engine's type, and for which rows Python has to read it instead."""
        if field.derived == "parentless":
            return self._parentless(), None
        if field.derived == "thread":
            return self._thread(field), None
        if field.derived == "elapsed":
            start, odd_start = self._value(FIELDS["start_time"])
            end, odd_end = self._value(FIELDS["end_time"])
            odd = [part for part in (odd_start, odd_end) if part is not None]
            return (None if start is None or end is None else self.engine.elapsed(start, end)), _or(*odd) if odd else None
        column = self._column(field.stored)
        if column is None:
            return None, None
        if field.type is Type.DATETIME:
            return self.engine.moment(column)
        if field.type in (Type.NUMBER, Type.DURATION):
            return self.engine.number(column), None
        return self.engine.text(column), None

    def _parentless(self) -> Sql:
        column = self._column(FIELDS["parent_run_id"].stored)
        if column is None:
            return TRUE
        return _paren(exp.EQ(this=exp.Coalesce(this=self.engine.text(column), expressions=[exp.Literal.string("")]),
                                expression=exp.Literal.string("")))  # fmt: skip

    def _thread(self, field: Field) -> Sql | None:
        own = self._column((field.name,))
        metadata = self._column(FIELDS["metadata"].stored)
        texts = [] if own is None else [self.engine.text(own)]
        if metadata is not None:
            json = self.engine.json(metadata)
            texts += [self.engine.text_in(self.engine.at(json, [key])) for key in THREAD_KEYS]
        return exp.Coalesce(this=texts[0], expressions=texts[1:]) if texts else None

    def _compared(self, field: Field, value: Sql, test: Test) -> Condition:
        if test.operator == "like":
            return self._like(value, test)
        if test.operator == "exists":
            return exactly(FALSE)
        asked = [one for one in _asked(test.value) if one is not None or test.operator in ("eq", "in")]
        if field.type is Type.UUID:
            return self._identified(field, value, asked)
        if field.type in (Type.NUMBER, Type.DURATION):
            column = self._column(field.stored)
            finite = field.type is Type.DURATION or (column is not None and column.form is Form.NUMBER)
            numbers = [one for one in asked if isinstance(one, (int, float, Decimal)) and not isinstance(one, bool)]
            nothing = [exactly(_not(self._between(value, -MAX, MAX)))] if None in asked else []
            return either([*nothing, *(exactly(self._number(value, test.operator, one, finite=finite)) for one in numbers)])
        if field.type is Type.BOOLEAN:
            return either([exactly(value if one else _not(value)) for one in asked if isinstance(one, bool)])
        null = exp.Is(this=value, expression=exp.null()) if field.type is Type.DATETIME else self._null(value)
        conditions = [null if one is None else self._comparison(value, test.operator, one) for one in asked]
        return either([exactly(condition) for condition in conditions if condition is not None])

    def _null(self, value: Sql) -> Sql:
        """To be null is to have no value, or the empty text."""
        return _paren(_or(exp.Is(this=value, expression=exp.null()), exp.EQ(this=value, expression=self.engine.bind(""))))

    def _comparison(self, value: Sql, operator: str, asked: object) -> Sql | None:
        """A comparison of a value with one of its own kind."""
        if isinstance(asked, bool) or not isinstance(asked, (str, int, float, Decimal, datetime)):
            return None
        if isinstance(asked, (str, datetime)):
            return _COMPARISONS[operator](this=value, expression=self.engine.bind(asked))
        return self._number(value, operator, asked)

    def _number(self, value: Sql, operator: str, asked: float | Decimal, *, finite: bool = False) -> Sql:
        """A comparison of numbers. What is NaN or infinite is in no interval: it counts as null."""
        wanted = float(Decimal(asked))
        if finite or operator in ("eq", "in"):
            return (
                _COMPARISONS[operator](this=value, expression=self.engine.bind(wanted)) if isfinite(wanted) or finite else FALSE
            )
        return self._between(value, *_INTERVALS[operator](wanted))

    def _between(self, value: Sql, low: float, high: float) -> Sql:
        return exp.Between(this=value, low=self.engine.bind(low), high=self.engine.bind(high))

    def _identified(self, field: Field, value: Sql, asked: Sequence[object]) -> Condition:
        """Ids in any spelling: those that are not in the canonical one are read by Python."""
        texts = [self.engine.bind(one) for one in asked if isinstance(one, str)]
        found = [exp.In(this=value, expressions=texts)] if texts else []
        sure = _any([*found, *([self._null(value)] if None in asked else [])])
        column = self._column(field.stored)
        if not texts or column is None or column.form is Form.UUID:
            return exactly(sure)
        return Condition(sure, _or(sure, _negation(self.engine.matches(value, _CANONICAL))))

    def _like(self, value: Sql, test: Test) -> Condition:
        if not isinstance(test.value, str):
            return exactly(FALSE)
        return exactly(self.engine.like(value, test.value))

    def _element(self, test: Test) -> Condition:
        """One of the run's tags."""
        column = self._column(test.field.stored)
        if column is None:
            return exactly(TRUE if test.operator in ("eq", "in") and None in _asked(test.value) else FALSE)
        engine = self.engine
        if test.operator == "like":
            pattern = test.value
            return exactly(
                engine.element(column, lambda item: engine.like(item, pattern)) if isinstance(pattern, str) else FALSE
            )
        if test.operator not in ("has", "eq", "in"):
            return unsure()
        if None in _asked(test.value) and test.operator != "has":
            return unsure()
        return either(
            [exactly(engine.has(column, self.engine.bind(one))) for one in _asked(test.value) if isinstance(one, str)]
        )

    # JSON: metadata as a whole, pairs, feedback, full text

    def _whole(self, test: Test) -> Condition:
        """Metadata as a whole: has a JSON object, has a key, is like a text."""
        column = self._column(test.field.stored)
        family = next(name for name, roles in FAMILIES.items() if roles["key"].stored == test.field.stored)
        key, value = FAMILIES[family]["key"], FAMILIES[family]["value"]
        if test.operator == "exists":
            return self._pair(Pair(family, (Test(key, "eq", test.value),), ()))
        if column is None:
            return exactly(FALSE)
        if test.operator == "has" and test.value == {}:
            return exactly(self.engine.matches(self.engine.compact(self.engine.json(column)), r"^\s*\{"))
        if test.operator == "has" and isinstance(test.value, Mapping):
            return both([
                exactly(FALSE) if one is OTHER else self._pair(Pair(family, (Test(key, "eq", name),), (Test(value, "eq", one),)))
                for name, one in ((name, scalar(inner)) for name, inner in test.value.items())
            ])  # fmt: skip
        return unsure()

    def _pair(self, pair: Pair) -> Condition:
        """Conditions on the pairs of a JSON object, after the four cases of docs/semantics.md."""
        column = self._column(FAMILIES[pair.family]["key"].stored)
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

    def _under(self, json: Sql, key: Test, values: Sequence[Test]) -> Condition:
        """A pair whose key is one of those asked for, and whose value meets every condition."""
        names = [name for name in _asked(key.value) if isinstance(name, str)]
        if key.operator not in ("eq", "in") or not all(map(_is_path, names)):
            return unsure()
        return either([self._narrowed(json, self._at_key(json, name, values), values or (key,)) for name in names])

    def _at_key(self, json: Sql, key: str, values: Sequence[Test]) -> Condition:
        """A value under a key, for every way to read its dots, and with lists on the way left out."""
        engine = self.engine
        probe = self._probe(values)
        narrow = any(value.operator not in NEGATIVE for value in values)  # what holds of neither a list nor of nothing
        direct: list[Sql] = []
        listed: list[Sql] = []
        for names in _splits(key):
            value = engine.at(json, names)
            there = (_negation(exp.Is(this=value, expression=exp.null())), _negation(engine.is_list(value)))
            direct.append(_and(*(() if narrow else there), probe(value)))
            for stars in product((False, True), repeat=len(names)):
                if any(stars):
                    steps = [
                        step for name, star in zip(names, stars, strict=True) for step in ((name, None) if star else (name,))
                    ]
                    listed.append(
                        engine.some(
                            engine.within(json, steps),
                            lambda item: probe(item) if narrow else _and(_negation(engine.is_list(item)), probe(item)),
                        )
                    )
        text = engine.raw(json)
        in_lists = _and(engine.contains(text, exp.Literal.string("[")), _paren(_or(*listed)))
        sure = _paren(_or(*direct, in_lists))
        nested = engine.matches(text, r"[\[,]\s*\[")
        return Condition(sure, _paren(_or(sure, nested)))

    def _anywhere(self, json: Sql, values: Sequence[Test]) -> Condition:
        """A value under any key. Only an object has pairs, and none inside of more than 200 containers: Python sees to both."""
        engine = self.engine
        found = engine.some(engine.leaves(json), self._probe(values))
        known = len(engine.doubts)
        plain = engine.matches(engine.compact(json), _SHALLOW_OBJECT)
        del engine.doubts[known:]  # how its numbers are spelled does not matter here
        return self._narrowed(json, Condition(_and(found, plain), found), values)

    def _narrowed(self, json: Sql, condition: Condition, tests: Sequence[Test]) -> Condition:
        """The same, asked only of rows whose JSON holds the text that is looked for: finding a text is cheap, reading JSON not."""
        condition = self._doubted(condition)
        for test in tests:
            asked = test.value
            if test.operator == "eq" and isinstance(asked, str) and asked and _PLAIN.fullmatch(asked.replace(".", "_")):
                part = max(asked.split("."), key=len) if test.field.role == "key" else asked
                text = self.engine.raw(json)
                holds = _paren(_or(
                    self.engine.contains(text, self.engine.bind(part)), self.engine.contains(text, exp.Literal.string("\\")),
                ))  # fmt: skip
                return both([exactly(holds), condition])
        return condition

    def _probe(self, tests: Sequence[Test]) -> Probe:
        """What all the conditions on one value come to."""
        made = [self._value_test(test) for test in tests]
        return lambda value: _and(*(make(value) for make in made)) if made else TRUE

    def _value_test(self, test: Test) -> Probe:
        if test.operator in NEGATIVE:
            opposite = self._value_test(replace(test, operator=NEGATIVE[test.operator]))
            return lambda value: _not(opposite(value))
        if test.operator == "like":
            pattern = test.value
            if not isinstance(pattern, str):
                return lambda _: FALSE
            return lambda value: self.engine.like(self.engine.text_in(value), pattern)
        made = [self._json_test(test.operator, one) for one in _asked(test.value)]
        return lambda value: _paren(_or(*(make(value) for make in made))) if made else FALSE

    def _json_test(self, operator: str, asked: object) -> Probe:
        """A comparison with a value in JSON, whose kind has to be that of the value asked for."""
        engine = self.engine
        if operator in ("eq", "in", "has"):
            if asked is None or isinstance(asked, bool):
                word = {None: "null", True: "true", False: "false"}[asked]
                return lambda value: engine.is_word(value, word)
            if isinstance(asked, str):
                return lambda value: engine.is_text(value, asked)
        if isinstance(asked, bool) or not isinstance(asked, (str, int, float, Decimal)):
            return lambda _: FALSE
        if isinstance(asked, str):
            bound = engine.bind(asked)
            return lambda value: _COMPARISONS[operator](this=engine.text_in(value), expression=bound)
        return lambda value: self._number(engine.number_in(value), operator, asked)

    def _feedback(self, pair: Pair) -> Condition:
        """Conditions on a feedback, out of the averages of ``feedback_stats``; a list of feedbacks is read by Python."""
        stats, listed = self._column(FAMILIES["feedback"]["key"].stored), self._column(("feedback",))
        absent = [key for key in pair.keys if key.operator in NEGATIVE]
        keys = [key for key in pair.keys if key.operator not in NEGATIVE]
        positive = bool(keys) or any(value.operator not in NEGATIVE for value in pair.values)
        if stats is None:
            found = exactly(FALSE if positive else TRUE)
        else:
            json = self.engine.json(stats)
            conditions = [negated(self._scored(json, replace(key, operator=NEGATIVE[key.operator]), ())) for key in absent]
            if keys:
                conditions.append(self._scored(json, keys[0], pair.values) if len(keys) == 1 else unsure())
            elif positive:
                conditions.append(self._scored(json, None, pair.values))
            else:
                opposites = [replace(value, operator=NEGATIVE[value.operator]) for value in pair.values]
                conditions += [negated(self._scored(json, None, (value,))) for value in opposites]
            found = both(conditions)
        if listed is None:
            return found
        own = exp.Is(this=self.engine.raw(self.engine.json(listed)), expression=exp.null())
        return Condition(_and(own, found.sure), _or(_negation(own), found.maybe))

    def _scored(self, json: Sql, key: Test | None, values: Sequence[Test]) -> Condition:
        """A feedback whose key is one of those asked for (or any), and whose score and label meet every condition."""
        engine = self.engine
        probe = self._stat(values)
        if key is None:
            return self._narrowed(json, exactly(engine.some(engine.members(json), probe)), values)
        names = [name for name in _asked(key.value) if isinstance(name, str)]
        if key.operator not in ("eq", "in") or not all(map(_PLAIN.fullmatch, names)):
            return unsure()
        found: list[Condition] = []
        for name in names:
            stat = engine.at(json, [name])
            there = _negation(exp.Is(this=stat, expression=exp.null()))
            simple = all(test.field.role == "score" and not _holds_of_none(test) for test in values)
            score = engine.score_in(engine.at(json, [name, "avg"]))
            condition = _and(*(self._score(test)(score) for test in values)) if simple and values else _and(there, probe(stat))
            found.append(self._narrowed(json, exactly(condition), (replace(key, operator="eq", value=name),)))
        return either(found)

    def _stat(self, tests: Sequence[Test]) -> Probe:
        """What the conditions on score and label of one feedback come to, given what is kept of it."""
        engine = self.engine
        scores = [self._score(test) for test in tests if test.field.role == "score"]
        labels = [test for test in tests if test.field.role == "value"]
        made = [self._label(test) for test in labels]
        none = all(_holds_of_none(test) for test in labels)

        def probe(stat: Sql) -> Sql:
            held = [make(engine.score_in(engine.at(stat, ["avg"]))) for make in scores]
            if made:
                names = engine.keys(engine.at(stat, ["values"]))
                some = engine.some(names, lambda label: _and(*(make(label) for make in made)))
                held.append(_paren(_or(some, _not(engine.some(names, lambda _: TRUE))) if none else some))
            return _and(*held) if held else TRUE

        return probe

    def _score(self, test: Test) -> Probe:
        if test.operator in NEGATIVE:
            opposite = self._score(replace(test, operator=NEGATIVE[test.operator]))
            return lambda score: _not(opposite(score))
        asked = [one for one in _asked(test.value) if isinstance(one, (int, float, Decimal)) and not isinstance(one, bool)]
        none = _holds_of_none(test)
        if test.operator not in _COMPARISONS:
            return lambda _: FALSE
        return lambda score: _any([
            *(self._number(score, test.operator, one) for one in asked),
            *([_not(self._between(score, -MAX, MAX))] if none else []),
        ])  # fmt: skip

    def _label(self, test: Test) -> Probe:
        if test.operator in NEGATIVE:
            opposite = self._label(replace(test, operator=NEGATIVE[test.operator]))
            return lambda label: _not(opposite(label))
        asked = [one for one in _asked(test.value) if isinstance(one, str)]
        if test.operator == "like":
            return lambda label: _paren(_or(*(self.engine.like(label, one) for one in asked))) if asked else FALSE
        operator = "eq" if test.operator == "in" else test.operator
        bound = [self.engine.bind(one) for one in asked]
        return lambda label: (
            _paren(_or(*(_COMPARISONS[operator](this=label, expression=one) for one in bound))) if bound else FALSE
        )

    def _search(self, search: Search) -> Condition:
        """Every term stands somewhere in the texts of inputs, outputs and error."""
        terms = [term.translate(FOLD) for term in search.text.translate(FOLD).split()]
        if not terms:
            return exactly(FALSE)
        if search.field is not None:
            return unsure()
        return both([self._term(term) for term in dict.fromkeys(terms)])

    def _term(self, term: str) -> Condition:
        engine = self.engine
        bound = self.engine.bind(term)
        found: list[Condition] = []
        error = self._column(FIELDS["error"].stored)
        if error is not None:
            found.append(self._doubted(exactly(engine.contains(engine.folded(engine.text(error)), bound))))
        plain = _PLAIN.fullmatch(term) is not None
        lowered = self.engine.bind(term.lower())
        for name in ("inputs", "outputs"):
            column = self._column(FIELDS[name].stored)
            if column is None:
                continue
            json = engine.json(column)
            held = engine.some(engine.leaves(json), lambda value: engine.contains(engine.folded(engine.text_in(value)), bound))
            itself = engine.contains(engine.folded(engine.text_in(json)), bound)
            condition = self._doubted(exactly(_paren(_or(held, itself))))
            if plain:
                raw = engine.raw(json)
                backslash = engine.contains(raw, exp.Literal.string("\\"))
                near = _paren(_or(engine.contains(engine.lowered(raw), lowered), backslash))
                condition = both([exactly(near), condition])
            found.append(condition)
        return either(found)


_INTERVALS: dict[str, Callable[[float], tuple[float, float]]] = {
    "gt": lambda number: (nextafter(number, inf), MAX), "gte": lambda number: (max(number, -MAX), MAX),
    "lt": lambda number: (-MAX, nextafter(number, -inf)), "lte": lambda number: (-MAX, min(number, MAX)),
}  # fmt: skip
"""The finite doubles that compare so with a number: an interval, both ends in it."""

_DERIVED: dict[str, tuple[str, ...]] = {
    "elapsed": ("start_time", "end_time"), "parentless": ("parent_run_id",), "thread": ("thread_id", "metadata"),
}  # fmt: skip
_SEARCHED = ("inputs", "outputs", "error")


def touched(predicate: Predicate) -> set[Path]:
    """Where a run keeps what a predicate looks at."""
    found: set[Path] = set()
    pending = [predicate]
    while pending:
        part = pending.pop()
        if isinstance(part, (All, Some)):
            pending.extend(part.parts)
        elif isinstance(part, Negation):
            pending.append(part.part)
        elif isinstance(part, Pair):
            found |= {FAMILIES[part.family]["key"].stored, *([("feedback",)] if part.family == "feedback" else [])}
        elif isinstance(part, Search):
            found |= {FIELDS[name].stored for name in _SEARCHED} | (_places(part.field) if part.field else set())
        else:
            found |= _places(part.field)
    return found


def _places(field: Field) -> set[Path]:
    names = _DERIVED.get(field.derived, ())
    return {FIELDS[name].stored or (name,) for name in names} or {field.stored}


_SHALLOW_OBJECT = rf"^\{{[^\[{{]*([\[{{][^\[{{]*){{0,{DEEPEST - 1}}}$"
"""The text of an object that holds fewer containers than a key can be inside of."""

_CANONICAL = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "eq": exp.EQ, "in": exp.EQ, "has": exp.EQ, "gt": exp.GT, "gte": exp.GTE, "lt": exp.LT, "lte": exp.LTE,
}  # fmt: skip


def _asked(value: Value) -> tuple[object, ...]:
    """What a value is compared with: one of several, or one."""
    return value if isinstance(value, tuple) else (value,)


OTHER = datetime.max
"""What stands for a JSON value that holds others, which no pair equals."""


def scalar(value: object) -> Scalar:
    """A JSON value that holds no others, as it is."""
    return value if value is None or isinstance(value, (str, bool, int, float)) else OTHER


def _holds_of_none(test: Test) -> bool:
    """Whether a comparison holds where there is no value."""
    return comparison(NEGATIVE.get(test.operator, test.operator), test.value)(None) is (test.operator not in NEGATIVE)


def _is_path(key: str) -> bool:
    """Whether a key can be looked up by a path into the JSON, in as many ways as its dots can be read."""
    return key.count(".") <= _MOST_DOTS and all(map(_PLAIN.fullmatch, key.split(".")))


def _splits(key: str) -> list[list[str]]:
    """Every way to read the dots of a key: each goes one level down, or is part of a name."""
    ways: list[list[str]] = [[]]
    for number, name in enumerate(key.split(".")):
        ways = [[*way, name] for way in ways] + ([[*way[:-1], way[-1] + "." + name] for way in ways] if number else [])
    return ways
