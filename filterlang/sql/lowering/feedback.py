"""The lowering of conditions on a feedback: its key, its score and its label, as ``feedback_stats`` has them.

Owns the invariant that Python tries every run with a list ``feedback``, because the list counts instead of the averages.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from filterlang.schema.operators import NEGATIVE
from filterlang.schema.fields import FAMILIES
from filterlang.semantics.predicate import Compare, Pair
from filterlang.sql.lowering.leaf import COMPARISONS, MAX, PLAIN, Leaf, holds_without_value, is_number, operands
from filterlang.sql.lowering.reasons import Reason
from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, RowCondition, Probe, Sql, any_of, both, conjunction, decided_unless, disjunction, either, exactly, negated,
    negation, not_true, parens, undecided,
)  # fmt: skip


class FeedbackLeaf(Leaf):
    """The lowering of the conditions on one feedback."""

    def condition(self, pair: Pair) -> RowCondition:
        """Returns the condition that a run has such a feedback, or for negative conditions only, that it has none."""
        stats, listed = self.columns.find(FAMILIES["feedback"]["key"].stored), self.columns.find(("feedback",))
        absent = [key for key in pair.keys if key.operator in NEGATIVE]
        keys = [key for key in pair.keys if key.operator not in NEGATIVE]
        positive = bool(keys) or any(value.operator not in NEGATIVE for value in pair.values)
        if stats is None:
            condition = exactly(FALSE if positive else TRUE)
        else:
            json = self.engine.json(stats)
            conditions = [negated(self._has(json, replace(key, operator=NEGATIVE[key.operator]), ())) for key in absent]
            if keys:
                conditions.append(self._has(json, keys[0], pair.values) if len(keys) == 1 else undecided(Reason.SEVERAL_KEYS))
            elif positive:
                conditions.append(self._has(json, None, pair.values))
            else:
                opposites = [replace(value, operator=NEGATIVE[value.operator]) for value in pair.values]
                conditions += [negated(self._has(json, None, (value,))) for value in opposites]
            condition = both(conditions)
        if listed is None:
            return condition
        not_listed = exp.Is(this=self.engine.raw(self.engine.json(listed)), expression=exp.null())
        return decided_unless(negation(not_listed), condition, Reason.FEEDBACK_LIST)

    def _has(self, json: Sql, key: Compare | None, values: Sequence[Compare]) -> RowCondition:
        """A feedback with one of the keys (or any) and with a score and a label that meet every condition."""
        if key is None:
            return self.narrowed(json, exactly(self.engine.some(self.engine.members(json), self._stat(values))), values)
        names = [name for name in operands(key.value) if isinstance(name, str)]
        probe = self._stat(values)
        if key.operator not in ("eq", "in") or not all(map(PLAIN.fullmatch, names)):
            return undecided(Reason.KEY)
        return either([
            self.tested(json, self._at_key(json, name, values, probe), (replace(key, operator="eq", value=name),))
            for name in names
        ])  # fmt: skip

    def _at_key(self, json: Sql, name: str, values: Sequence[Compare], probe: Probe) -> RowCondition:
        """The condition on the feedback under a key. A positive condition on the score alone needs only the average."""
        engine = self.engine
        stat = engine.at(json, [name])
        exists = negation(exp.Is(this=stat, expression=exp.null()))
        only_scores = all(value.field.role == "score" and not holds_without_value(value) for value in values)
        if not (values and only_scores):
            return self.with_undecided(exactly(conjunction(exists, probe(stat))))
        typed = engine.typed_score(json, [name, "avg"])
        if typed is None:
            score = engine.score_in(engine.at(json, [name, "avg"]))
            return self.with_undecided(exactly(conjunction(*(self._score(value)(score) for value in values))))
        met = conjunction(*(self._score(value)(typed.number) for value in values), typed.valid)
        return decided_unless(typed.unread, exactly(parens(met)), Reason.UNREAD_JSON)

    def _stat(self, values: Sequence[Compare]) -> Probe:
        """Makes the condition on what ``feedback_stats`` holds of one feedback."""
        engine = self.engine
        scores = [self._score(value) for value in values if value.field.role == "score"]
        label_values = [value for value in values if value.field.role == "value"]
        labels = [self._label(value) for value in label_values]
        holds_without_label = all(map(holds_without_value, label_values))

        def probe(stat: Sql) -> Sql:
            conditions = [score(engine.score_in(engine.at(stat, ["avg"]))) for score in scores]
            if labels:
                names = engine.keys(engine.at(stat, ["values"]))
                some = engine.some(names, lambda name: conjunction(*(label(name) for label in labels)))
                no_label = [not_true(engine.some(names, lambda _: TRUE))] if holds_without_label else []
                conditions.append(parens(disjunction(some, *no_label)) if no_label else some)
            return conjunction(*conditions) if conditions else TRUE

        return probe

    def _score(self, comparison: Compare) -> Probe:
        if comparison.operator in NEGATIVE:
            opposite = self._score(replace(comparison, operator=NEGATIVE[comparison.operator]))
            return lambda score: not_true(opposite(score))
        numbers = [number for number in operands(comparison.value) if is_number(number)]
        is_null = holds_without_value(comparison)
        if comparison.operator not in COMPARISONS:
            return lambda _: FALSE
        return lambda score: any_of([
            *(self.number(score, comparison.operator, number) for number in numbers),
            *([not_true(self.between(score, -MAX, MAX))] if is_null else []),
        ])  # fmt: skip

    def _label(self, comparison: Compare) -> Probe:
        if comparison.operator in NEGATIVE:
            opposite = self._label(replace(comparison, operator=NEGATIVE[comparison.operator]))
            return lambda label: not_true(opposite(label))
        texts = [text for text in operands(comparison.value) if isinstance(text, str)]
        if comparison.operator == "like":
            return lambda label: any_of([self.engine.like(label, text) for text in texts])
        compare = COMPARISONS.get(comparison.operator)
        if compare is None or not texts:
            return lambda _: FALSE
        bound = [self.engine.bind(text) for text in texts]
        return lambda label: parens(disjunction(*(compare(this=label, expression=text) for text in bound)))
