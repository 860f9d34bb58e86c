"""Conditions on ids, as sqlglot expressions.

Owns the invariant that an id is compared with values only: a column of the engine's own type with UUIDs, a column of texts with
the spellings that an id can have (``semantics.stored_ids``). So engines use their keys and statistics, and no row is undecided.
"""

from collections.abc import Sequence

from sqlglot import exp

from filterlang.semantics.durations import is_uuid
from filterlang.semantics.stored_ids import spellings
from filterlang.sql.columns import CANONICAL, Column, Form
from filterlang.sql.lowering.engine import EngineExpressions
from filterlang.sql.lowering.row_conditions import FALSE, Sql, any_of, conjunction

_NOTHING = exp.Literal.string("")


def id_in(engine: EngineExpressions, column: Column, ids: Sequence[str], *, or_missing: bool = False) -> Sql:
    """The condition that the id in a column is one of these or, with ``or_missing``, null or empty."""
    value, missing = _value(engine, column), [""] if or_missing else []
    conditions: list[Sql] = []
    if column.form is not Form.UUID:
        conditions.append(spelled_in(engine, value, [*ids, *missing], in_one=column.form is Form.CANONICAL_ID))
    elif uuids := [id for id in ids if is_uuid(id)]:
        conditions.append(engine.one_of_uuids(column, list(dict.fromkeys(uuids))))
    if or_missing and (column.form not in (Form.TEXT, Form.UUID) or column.name not in engine.never_null):
        conditions.append(exp.Is(this=value.copy(), expression=exp.null()))
    return any_of([condition for condition in conditions if condition != FALSE])


def spelled_in(engine: EngineExpressions, text: Sql, ids: Sequence[str], *, in_one: bool = False) -> Sql:
    """The condition that a text is one of these ids, each in any of its spellings or, with ``in_one``, in the canonical one."""
    texts = dict.fromkeys(ids if in_one else (spelled for id in ids for spelled in spellings(id)))
    return engine.one_of(text, list(texts)) if texts else FALSE


def another_id(engine: EngineExpressions, column: Column, own: Column) -> Sql:
    """The condition that a column has another id than the run's own column; an empty text is none."""
    if column.form is own.form is Form.UUID:
        return exp.NEQ(this=_value(engine, column), expression=_value(engine, own))
    return another_text(engine, engine.text(column), column.form, own)


def another_text(engine: EngineExpressions, id: Sql, form: Form, own: Column) -> Sql:
    """The condition that an id, as a text of a form, is another than the one in a column; an empty text is none.

    The texts are compared first: most are the same, or are in their canonical spelling, which costs little to find out.
    """
    own_id = engine.text(own)
    differ = [exp.NEQ(this=id, expression=_NOTHING.copy()), exp.NEQ(this=id.copy(), expression=own_id)]
    if form in CANONICAL and own.form in CANONICAL:
        return conjunction(*differ)
    ids = [text.copy() if kind in CANONICAL else engine.canonical(text) for text, kind in ((id, form), (own_id, own.form))]
    return conjunction(*differ, exp.NEQ(this=ids[0], expression=ids[1]))


def _value(engine: EngineExpressions, column: Column) -> Sql:
    """The id in a column: a UUID, or a text."""
    return engine.value(column) if column.form is Form.UUID else engine.text(column)
