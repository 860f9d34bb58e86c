"""The expressions for groups of rows that engines write differently: percentiles, sums, lists that become rows, calendars.

Owns the invariant that no setting of a session matters, such as its time zone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from filterlang.evaluate.run_groups import SPANS
from filterlang.evaluate.run_measures import Reduction
from filterlang.sql.engines.expressions import Sql, call, case, text
from filterlang.sql.lowering import Probe
from filterlang.sql.lowering.row_conditions import parens

_DAY = exp.Literal.number(SPANS["day"])
_TWELVE, _ONE, _MICROSECONDS = (exp.Literal.number(number) for number in ("12", "1", "6"))


@dataclass(frozen=True, slots=True)
class AggregateExpressions:
    """How an engine groups rows.

    ``microseconds`` are those of a datetime since 1970, ``month`` its month since the year 0. ``spread`` makes a row for each
    text of a list, and one with null for an empty list. ``mapping``, ``keeping`` and ``distinct`` are functions on lists.
    """

    microseconds: Probe
    month: Probe
    spread: Probe
    total: Probe
    percentile: Callable[[Sql, float], Sql]
    mapping: str
    keeping: str
    distinct: str

    def reduced(self, reduction: Reduction, value: Sql, share: float) -> Sql:
        """Returns one number of a column."""
        if reduction is Reduction.PERCENTILE:
            return self.percentile(value, share)
        return self.total(value) if reduction is Reduction.TOTAL else _REDUCTIONS[reduction](this=value)


NO_TEXTS = exp.cast(exp.Array(), exp.DataType.build("varchar[]", dialect="duckdb"))
"""A list of texts without any."""

_REDUCTIONS: dict[Reduction, type[exp.AggFunc]] = {
    Reduction.COUNT: exp.Count, Reduction.LEAST: exp.Min, Reduction.GREATEST: exp.Max,
}  # fmt: skip


def _month(year: Sql, month: Sql) -> Sql:
    months = exp.Add(this=exp.Mul(this=year, expression=_TWELVE.copy()), expression=month)
    return exp.Sub(this=months, expression=_ONE.copy())


def _duckdb_month(time: Sql) -> Sql:
    utc = call("make_timestamp", call("epoch_us", time))
    return _month(call("year", utc), call("month", utc.copy()))


def _duckdb_spread(texts: Sql) -> Sql:
    """The list is written once, inside of a list: making it costs more than all else."""
    named = exp.to_identifier("texts")
    filled = exp.GT(this=call("len", exp.column("texts")), expression=exp.Literal.number("0"))
    rows = case((filled, exp.column("texts")), (exp.true(), exp.Array(expressions=[exp.null()])))
    spread = call("list_transform", exp.Array(expressions=[texts]), exp.Lambda(this=rows, expressions=[named]))
    return call("unnest", call("list_extract", spread, _ONE.copy()))


def _spark_month(time: Sql) -> Sql:
    """The month by the number of the day: Spark's functions of datetimes are those of the session's time zone."""
    micros = call("unix_micros", time)
    since = parens(exp.Sub(this=micros, expression=call("pmod", micros.copy(), _DAY.copy())))
    day = exp.Cast(this=exp.Div(this=since, expression=_DAY.copy()), to=exp.DataType.build("int"))
    date = call("date_add", exp.Cast(this=text("1970-01-01"), to=exp.DataType.build("date")), day)
    return _month(call("year", date), call("month", date.copy()))


def _clickhouse_time(time: Sql) -> Sql:
    return call("toDateTime64", time, _MICROSECONDS.copy(), text("UTC"))


def _clickhouse_spread(texts: Sql) -> Sql:
    nothing = exp.Array(expressions=[exp.cast(exp.null(), exp.DataType.build("Nullable(String)", dialect="clickhouse"))])
    return call("arrayJoin", call("if", call("empty", texts), nothing, texts.copy()))


def _clickhouse_percentile(value: Sql, share: float) -> Sql:
    return exp.ParameterizedAgg(
        this=exp.to_identifier("quantileExactInclusive"), expressions=[exp.Literal.number(repr(share))], params=[value]
    )


AGGREGATES: dict[str, AggregateExpressions] = {
    "duckdb": AggregateExpressions(
        microseconds=lambda time: call("epoch_us", time),
        month=_duckdb_month,
        spread=_duckdb_spread,
        total=lambda value: call("fsum", value),
        percentile=lambda value, share: call("quantile_cont", value, exp.Literal.number(repr(share))),
        mapping="list_transform", keeping="list_filter", distinct="list_distinct",
    ),
    "spark": AggregateExpressions(
        microseconds=lambda time: call("unix_micros", time),
        month=_spark_month,
        spread=lambda texts: call("explode_outer", texts),
        total=lambda value: exp.Sum(this=value),
        percentile=lambda value, share: call("percentile", value, exp.Literal.number(repr(share))),
        mapping="transform", keeping="filter", distinct="array_distinct",
    ),
    "clickhouse": AggregateExpressions(
        microseconds=lambda time: call("toUnixTimestamp64Micro", _clickhouse_time(time)),
        month=lambda time: _month(call("toYear", _clickhouse_time(time)), call("toMonth", _clickhouse_time(time.copy()))),
        spread=_clickhouse_spread,
        total=lambda value: call("sumKahan", value),
        percentile=_clickhouse_percentile,
        mapping="arrayMap", keeping="arrayFilter", distinct="arrayDistinct",
    ),
}  # fmt: skip
"""By the dialect of an engine that is opened."""
