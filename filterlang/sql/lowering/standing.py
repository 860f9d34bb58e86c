"""The lowering of a run's position in its trace: ``evaluate.lineage`` over the columns of a table.

Owns the invariant that Python compares ids that are not in their canonical spelling.
"""

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.evaluate.lineage import NAMED_PARENT, NAMED_TRACE, NOT_A_ROOT, ORDER, PARENT, PARENTS, ROOT, TRACE
from filterlang.sql.lowering.reasons import Reason
from filterlang.sql.lowering.row_conditions import (
    FALSE, RowCondition, Sql, any_of, conjunction, either, exactly, negated, parens,
)  # fmt: skip
from filterlang.sql.lowering.leaf import Leaf
from filterlang.schema.fields import FIELDS

CANONICAL = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""Matches an id in its canonical spelling."""

_NOTHING = exp.Literal.string("")


class StandingLeaf(Leaf):
    """The lowering of conditions on a run's position in its trace."""

    def root(self) -> RowCondition:
        """The condition that the run is a root: it names no parent and no other trace, nor states ``is_root: false``."""
        column = self.columns.find((PARENT,))
        parent = [] if column is None else [exp.NEQ(this=self.engine.text(column), expression=_NOTHING.copy())]
        statements = [*parent, *self._named_parents(), *self._denials()]
        return negated(either([*map(exactly, statements), self._of_another_trace()]))

    def named_elsewhere(self) -> Sql | None:
        """The condition that only another column than ``parent_run_id`` names a parent; None where no other column can."""
        others = self._named_parents()
        column = self.columns.find((PARENT,))
        if column is None or not others:
            return any_of(others) if others else None
        own = self.or_nothing(self.engine.text(column))
        return parens(conjunction(exp.EQ(this=own, expression=_NOTHING.copy()), any_of(others)))

    def trace_order(self) -> Column | None:
        """The column of the dotted order, which names the trace of runs without ``trace_id``; None where all runs have one."""
        column = self.columns.find((TRACE,))
        return None if column is not None and column.name in self.engine.filled else self.columns.find((ORDER,))

    def named_trace(self, order: Column) -> Sql:
        """The trace that a dotted order names, or an empty text."""
        return self.engine.extracted(self.engine.text(order), NAMED_TRACE)

    def or_nothing(self, value: Sql) -> Sql:
        """A text, with an empty text instead of null."""
        return exp.Coalesce(this=value, expressions=[_NOTHING.copy()])

    def _named_parents(self) -> list[Sql]:
        """The conditions that the list of parents, or the dotted order, names a parent."""
        listed, order = self.columns.find((PARENTS,)), self.columns.find((ORDER,))
        named: list[Sql] = []
        if listed is not None and listed.form in (Form.TEXTS, Form.JSON, Form.NESTED):
            named.append(self.engine.element(listed, lambda item: exp.NEQ(this=item, expression=_NOTHING.copy())))
        if order is not None:
            named.append(self.engine.matches(self.engine.text(order), NAMED_PARENT))
        return named

    def _denials(self) -> list[Sql]:
        """The conditions that the run states ``is_root: false``."""
        column = self.columns.find((ROOT,))
        if column is None:
            return []
        if column.form is Form.BOOLEAN:
            return [exp.not_(exp.column(exp.to_identifier(column.name, quoted=True)))]
        if column.form in (Form.NUMBER, Form.DOUBLE):
            return [exp.EQ(this=self.engine.number(column), expression=exp.Literal.number("0"))]
        statements: list[Sql] = [exp.EQ(this=self.engine.text(column), expression=exp.Literal.string(NOT_A_ROOT))]
        if column.form in (Form.JSON, Form.NESTED):
            json = self.engine.at(self.engine.json(column), [])  # without white space around it
            zero = exp.EQ(this=self.engine.number_in(json), expression=exp.Literal.number("0"))
            statements += [self.engine.is_word(json, "false"), zero]
        return statements

    def _of_another_trace(self) -> RowCondition:
        """The condition that the run's trace has another id than the run."""
        column, order, own = self.columns.find((TRACE,)), self.trace_order(), self.columns.find(FIELDS["id"].stored)
        named = [] if column is None else [self.engine.text(column)]
        if order is not None:
            named.append(self.named_trace(order))
        if not named or own is None:
            return exactly(FALSE)
        id = self.engine.text(own)
        trace = named[0] if len(named) == 1 else exp.Coalesce(this=_or_null(named[0]), expressions=named[1:])
        differs = conjunction(exp.NEQ(this=trace, expression=_NOTHING.copy()), exp.NEQ(this=trace.copy(), expression=id))
        of_texts = [trace] if order is not None or (column is not None and column.form is not Form.UUID) else []
        of_texts += [id] if own.form is not Form.UUID else []
        spelled = [self.engine.matches(text.copy(), CANONICAL) for text in of_texts]
        return RowCondition(conjunction(differs, *spelled), differs, (Reason.ID,)) if spelled else exactly(differs)


def _or_null(text: Sql) -> Sql:
    return exp.Nullif(this=text, expression=_NOTHING.copy())
