"""The lowering of a search: each term occurs in a text of the run's inputs, outputs or error.

Owns the invariant that letters are folded exactly as in the reference: A to Z, and no others.
"""

from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Search, search_terms
from filterlang.sql.columns import Column
from filterlang.sql.lowering.leaf import PLAIN, Leaf, escapes_of
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
        searches = {"error": self._in_text, "inputs": self._in_json, "outputs": self._in_json}
        columns = [(self.columns.find(FIELDS[name].stored), search) for name, search in searches.items()]
        return either([search(column, term) for column, search in columns if column is not None])

    def _in_text(self, column: Column, term: str) -> RowCondition:
        """A term occurs in a text. The rows that other columns leave undecided are not those of this column."""
        engine, leaf = self.engine, Leaf(self.engine, self.columns)
        return leaf.with_undecided(exactly(engine.contains(engine.folded(engine.text(column)), engine.bind(term))))

    def _in_json(self, column: Column, term: str) -> RowCondition:
        """A term occurs in one of the strings inside JSON; a plain term is first searched in the raw JSON, which is cheap."""
        engine, leaf = self.engine, Leaf(self.engine, self.columns)
        bound, json = engine.bind(term), engine.json(column)
        inside = engine.some(engine.leaves(json), lambda value: engine.contains(engine.folded(engine.text_in(value)), bound))
        itself = engine.contains(engine.folded(engine.text_in(json)), bound)
        condition = leaf.with_undecided(exactly(parens(disjunction(inside, itself))))
        if PLAIN.fullmatch(term) is None:
            return condition
        raw = engine.raw(json)
        parts = (engine.bind(term.lower()), *escapes_of(term))
        return self.guarded(engine.contains_any(engine.lowered(raw), parts), condition)
