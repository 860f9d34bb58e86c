"""Conditions on the texts of a run: each term stands somewhere in its inputs, outputs or error.

Owns the invariant that letters are told apart as the reference tells them apart.
"""

from sqlglot import exp

from filterlang.sql.lowering.row_conditions import (
    FALSE,
    Condition,
    both,
    disjunction,
    either,
    exactly,
    parens,
    unsure,
)
from filterlang.sql.lowering.leaf import PLAIN, Leaf
from filterlang.evaluate.reference import FOLD
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Search


class SearchLeaf(Leaf):
    """Terms that stand somewhere in the texts of a run."""

    def condition(self, search: Search) -> Condition:
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
        error = self.columns.find(FIELDS["error"].stored)
        if error is not None:
            found.append(self.doubted(exactly(engine.contains(engine.folded(engine.text(error)), bound))))
        plain = PLAIN.fullmatch(term) is not None
        lowered = self.engine.bind(term.lower())
        for name in ("inputs", "outputs"):
            column = self.columns.find(FIELDS[name].stored)
            if column is None:
                continue
            json = engine.json(column)
            held = engine.some(engine.leaves(json), lambda value: engine.contains(engine.folded(engine.text_in(value)), bound))
            itself = engine.contains(engine.folded(engine.text_in(json)), bound)
            condition = self.doubted(exactly(parens(disjunction(held, itself))))
            if plain:
                raw = engine.raw(json)
                backslash = engine.contains(raw, exp.Literal.string("\\"))
                near = parens(disjunction(engine.contains(engine.lowered(raw), lowered), backslash))
                condition = both([exactly(near), condition])
            found.append(condition)
        return either(found)
