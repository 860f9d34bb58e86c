"""The lowering of a run's position in its trace: ``evaluate.lineage`` over the columns of a table.

Owns the invariant that no row is undecided: ids are compared in every spelling that they can have.
"""

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.evaluate.lineage import NAMED_PARENT, NAMED_TRACE, NOT_A_ROOT, ORDER, PARENT, PARENTS, ROOT, TRACE
from filterlang.sql.lowering.id_conditions import another_id, another_text, id_in
from filterlang.sql.lowering.row_conditions import TRUE, Sql, any_of, conjunction, not_true, parens
from filterlang.sql.lowering.leaf import Leaf
from filterlang.schema.fields import FIELDS

_NOTHING = exp.Literal.string("")


class StandingLeaf(Leaf):
    """The lowering of conditions on a run's position in its trace."""

    def root(self) -> Sql:
        """The condition that the run is a root: it names no parent and no other trace, nor states ``is_root: false``.

        The parent's column comes first, as a plain condition: engines skip files of child runs, and decide most rows by it.
        """
        column = self.columns.find((PARENT,))
        parent = [] if column is None else [id_in(self.engine, column, (), or_missing=True)]
        contradictions = [*self.named_parents(), *self._denials(), *self._other_traces()]
        conditions = [*parent, *map(not_true, contradictions)]
        return conjunction(*conditions) if conditions else TRUE

    def named_elsewhere(self) -> Sql | None:
        """The condition that only another column than ``parent_run_id`` names a parent; None where no other column can."""
        others = self.named_parents()
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

    def named_parents(self) -> list[Sql]:
        """Returns the conditions that the list of parents, or the dotted order, names a parent."""
        listed, order = self.columns.find((PARENTS,)), self.columns.find((ORDER,))
        named: list[Sql] = []
        if listed is not None and listed.form in (Form.TEXTS, Form.JSON, Form.NESTED):
            named.append(self.engine.element(listed, lambda item: exp.NEQ(this=item, expression=_NOTHING.copy())))
        if order is not None:
            written = self.engine.text(order)
            several = self.engine.contains(written, exp.Literal.string("."))  # costs less than the pattern, and roots have one
            named.append(parens(conjunction(several, self.engine.matches(written.copy(), NAMED_PARENT))))
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

    def _other_traces(self) -> list[Sql]:
        """The conditions that the trace's column, or where it has none the dotted order, names another trace than the run."""
        column, order, own = self.columns.find((TRACE,)), self.trace_order(), self.columns.find(FIELDS["id"].stored)
        others: list[Sql] = []
        if own is not None and column is not None:
            others.append(another_id(self.engine, column, own))
        if own is not None and order is not None:
            unnamed = [] if column is None else [id_in(self.engine, column, (), or_missing=True)]
            others.append(conjunction(*unnamed, another_text(self.engine, self.named_trace(order), Form.TEXT, own)))
        return others
