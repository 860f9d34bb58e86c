"""Conditions on a feedback, out of the averages of ``feedback_stats``.

Owns the invariant that a run with a list of feedback is read by Python, which takes the list instead.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, Condition, Probe, Sql, any_of, both, conjunction, denied, disjunction, either, exactly, negated, negation,
    parens, unsure,
)  # fmt: skip
from filterlang.sql.lowering.leaf import COMPARISONS, MAX, PLAIN, Leaf, asked_of, holds_of_none
from filterlang.schema.operators import NEGATIVE
from filterlang.schema.fields import FAMILIES
from filterlang.semantics.predicate import Pair, Comparison


class FeedbackLeaf(Leaf):
    """A condition on a feedback: its key, its score, its label."""

    def condition(self, pair: Pair) -> Condition:
        """Conditions on a feedback, out of the averages of ``feedback_stats``; a list of feedbacks is read by Python."""
        stats, listed = self.columns.find(FAMILIES["feedback"]["key"].stored), self.columns.find(("feedback",))
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
        return Condition(conjunction(own, found.sure), disjunction(negation(own), found.maybe))

    def _scored(self, json: Sql, key: Comparison | None, values: Sequence[Comparison]) -> Condition:
        """A feedback whose key is one of those asked for (or any), and whose score and label meet every condition."""
        engine = self.engine
        probe = self._stat(values)
        if key is None:
            return self.narrowed(json, exactly(engine.some(engine.members(json), probe)), values)
        names = [name for name in asked_of(key.value) if isinstance(name, str)]
        if key.operator not in ("eq", "in") or not all(map(PLAIN.fullmatch, names)):
            return unsure()
        found: list[Condition] = []
        for name in names:
            stat = engine.at(json, [name])
            there = negation(exp.Is(this=stat, expression=exp.null()))
            simple = all(test.field.role == "score" and not holds_of_none(test) for test in values)
            score = engine.score_in(engine.at(json, [name, "avg"]))
            condition = (
                conjunction(*(self._score(test)(score) for test in values))
                if simple and values
                else conjunction(there, probe(stat))
            )
            found.append(self.narrowed(json, exactly(condition), (replace(key, operator="eq", value=name),)))
        return either(found)

    def _stat(self, tests: Sequence[Comparison]) -> Probe:
        """What the conditions on score and label of one feedback come to, given what is kept of it."""
        engine = self.engine
        scores = [self._score(test) for test in tests if test.field.role == "score"]
        labels = [test for test in tests if test.field.role == "value"]
        made = [self._label(test) for test in labels]
        none = all(holds_of_none(test) for test in labels)

        def probe(stat: Sql) -> Sql:
            held = [make(engine.score_in(engine.at(stat, ["avg"]))) for make in scores]
            if made:
                names = engine.keys(engine.at(stat, ["values"]))
                some = engine.some(names, lambda label: conjunction(*(make(label) for make in made)))
                held.append(parens(disjunction(some, denied(engine.some(names, lambda _: TRUE))) if none else some))
            return conjunction(*held) if held else TRUE

        return probe

    def _score(self, test: Comparison) -> Probe:
        if test.operator in NEGATIVE:
            opposite = self._score(replace(test, operator=NEGATIVE[test.operator]))
            return lambda score: denied(opposite(score))
        asked = [one for one in asked_of(test.value) if isinstance(one, (int, float, Decimal)) and not isinstance(one, bool)]
        none = holds_of_none(test)
        if test.operator not in COMPARISONS:
            return lambda _: FALSE
        return lambda score: any_of([
            *(self.number(score, test.operator, one) for one in asked),
            *([denied(self.between(score, -MAX, MAX))] if none else []),
        ])  # fmt: skip

    def _label(self, test: Comparison) -> Probe:
        if test.operator in NEGATIVE:
            opposite = self._label(replace(test, operator=NEGATIVE[test.operator]))
            return lambda label: denied(opposite(label))
        asked = [one for one in asked_of(test.value) if isinstance(one, str)]
        if test.operator == "like":
            return lambda label: parens(disjunction(*(self.engine.like(label, one) for one in asked))) if asked else FALSE
        made = COMPARISONS.get(test.operator)
        if made is None or not asked:
            return lambda _: FALSE
        bound = [self.engine.bind(one) for one in asked]
        return lambda label: parens(disjunction(*(made(this=label, expression=one) for one in bound)))
