"""The lowering of a search: each term occurs in a text of the run's inputs, outputs or error.

Owns the invariant that letters are folded exactly as in the reference: A to Z, and no others.
"""

from sqlglot import exp

from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Search, search_terms
from filterlang.sql.columns import Column
from filterlang.sql.lowering.leaf import PLAIN, Leaf
from filterlang.sql.lowering.reasons import Reason
from filterlang.sql.lowering.row_conditions import FALSE, RowCondition, both, disjunction, either, exactly, parens, undecided


class SearchLeaf(Leaf):
    """The lowering of a search in the texts of a run."""

    def condition(self, search: Search) -> RowCondition:
        """Returns the condition that every term of a search occurs."""
        terms = search_terms(search.text)
        if not terms:
            return exactly(FALSE)
        if search.field is not None:
            return undecided(Reason.SEARCHED_FIELD)
        return both([self._term(term) for term in dict.fromkeys(terms)])

    def _term(self, term: str) -> RowCondition:
        engine, bound = self.engine, self.engine.bind(term)
        conditions: list[RowCondition] = []
        error = self.columns.find(FIELDS["error"].stored)
        if error is not None:
            conditions.append(self.with_undecided(exactly(engine.contains(engine.folded(engine.text(error)), bound))))
        lowered = engine.bind(term.lower())
        for name in ("inputs", "outputs"):
            column = self.columns.find(FIELDS[name].stored)
            if column is not None:
                conditions.append(self._in_json(column, term, bound, lowered))
        return either(conditions)

    def _in_json(self, column: Column, term: str, bound: exp.Expr, lowered: exp.Expr) -> RowCondition:
        """A term occurs in one of the strings inside JSON; a plain term is first searched in the raw JSON, which is cheap."""
        engine = self.engine
        json = engine.json(column)
        inside = engine.some(engine.leaves(json), lambda value: engine.contains(engine.folded(engine.text_in(value)), bound))
        itself = engine.contains(engine.folded(engine.text_in(json)), bound)
        condition = self.with_undecided(exactly(parens(disjunction(inside, itself))))
        if PLAIN.fullmatch(term) is None:
            return condition
        raw = engine.raw(json)
        backslash = engine.contains(raw, exp.Literal.string("\\"))
        contained = parens(disjunction(engine.contains(engine.lowered(raw), lowered), backslash))
        return both([exactly(contained), condition])
