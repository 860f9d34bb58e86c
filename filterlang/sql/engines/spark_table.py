"""Runs in a data frame or a table of Spark.

Owns the invariants that rows are streamed and never collected, and that no setting of the user's session is changed or
matters, and nothing remains in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
import re
from typing import Any
from uuid import uuid4
import warnings

from pyspark.errors import PySparkException
from pyspark.sql import Column as SparkColumn, DataFrame, SparkSession, functions, types
from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form, api_names, columns_of
from filterlang.tables.tabular import JSON_FIELDS
from filterlang.exports.explanation import EnginePlan
from filterlang.sql.engines.spark_plans import spark_plan
from filterlang.sql.engines.spark_expressions import EPOCH, MICROSECOND, SparkExpressions
from filterlang.sql.engines.spark_functions import named
from filterlang.sql.engines.spark_session import FAILURES, failure, streamed_rows
from filterlang.exports.records import RecordError
from filterlang.sql.partitions import Partitions
from filterlang.sql.row_records import UnreadableRow
from filterlang.sql.statements import unused
from filterlang.sql.table_names import quoted_table_name, table_name_parts
from filterlang.text.display import clip

_UNREADABLE = re.compile(rf"{UnreadableRow.__name__}: (.*)")
"""Matches the problem of a row in the traceback of an executor."""

_MISSING = "No module named 'filterlang'"
_SHIP = (
    "the executors have no filterlang, which has to try them in Python: install it there with the extra spark, or send it with "
    "spark.submit.pyFiles or addArtifacts"
)
_DIFFERING_IN_CASE = "[COLUMN_ALREADY_EXISTS]"
_WITH_SCHEMA = "read the files with session.read.schema(filterlang.sql.spark_schema.SPARK_SCHEMA)"
_RAW = "spark.sql.parser.escapedStringLiterals"
_WHOLE = {"ignoreNullFields": "true", "timeZone": "UTC"}
"""How structs become JSON: a null in a struct is an absent key, and the session's time zone does not matter."""

Change = Callable[[SparkColumn], SparkColumn]


class FilterlangMissing(RecordError):
    """The executors do not have filterlang, and so cannot try rows or derive fields in Python."""


class SparkTable:
    """A data frame, or a table of a session by its name, with its columns."""

    tries_rows: str = "on Spark's executors"

    def __init__(self, source: DataFrame | tuple[SparkSession, str], columns: Columns | None = None) -> None:
        parts = table_name_parts(source[1]) if isinstance(source, tuple) else []
        self._place = f"the table {source[1]}" if isinstance(source, tuple) else "the data frame"
        self.title: str = f"Spark: {self._place}"
        self._session = source[0] if isinstance(source, tuple) else source.sparkSession
        try:
            frame = source if isinstance(source, DataFrame) else self._session.table(quoted_table_name(parts))
            self.frame: DataFrame
            self.stored: dict[str, str]
            self.frame, forms, self.stored = _prepared(frame)
        except FAILURES as error:
            raise self._error(error) from None
        self.names: Sequence[str] = frame.columns
        self.columns: Columns = columns or columns_of(forms)
        if columns is None:
            self._warn_of_structs(frame.schema)
        self._name = f"runs_{uuid4().hex}"
        self.source: exp.Expr = exp.to_table(self._name, alias="runs")  # without an alias, Spark may read WHERE (…) as one
        self.partitions: Partitions | None = None

    def __repr__(self) -> str:
        return f"SparkTable({self._place!r})"

    def _warn_of_structs(self, schema: types.StructType) -> None:
        """Warns of columns in which Spark may have turned values of other kinds into texts when it inferred their schema."""
        names = api_names(self.names)
        inferred = [field.name for field in schema if names[field.name] in JSON_FIELDS and _has_text_in_struct(field.dataType)]
        if inferred:
            warnings.warn(
                f"{self._place}: {', '.join(inferred)}: in a struct, a key without a value counts as absent, and Spark may "
                "have made texts of lists and values of several kinds, which filters then do not find. If Spark read them from "
                f"JSON, {_WITH_SCHEMA}; if their types are right, give columns=",
                stacklevel=5,
            )

    def expressions(self) -> SparkExpressions:
        """Spark's expressions, with no value bound yet."""
        return SparkExpressions()

    def query(self, sql: str, values: Mapping[str, Any], frame: DataFrame | None = None) -> DataFrame:
        """Returns a query of the runs, or of a frame that was made from them. No job runs for it.

        Raises ``RecordError`` for a query that Spark refuses.
        """
        text = sql.replace("{", "{{").replace("}", "}}").replace(self._name, "{runs}")
        if self._misreads_values():
            raise self.broken(f"the session has {_RAW} on, with which Spark misreads values that are bound: switch it off")
        try:
            return self._session.sql(text, dict(values), runs=self.frame if frame is None else frame)
        except FAILURES as error:
            raise self._error(error) from None

    def _misreads_values(self) -> bool:
        """Whether the session has the setting on with which bound values are misread; where it cannot be read, it is off."""
        try:
            return self._session.conf.get(_RAW, "false") == "true"
        except PySparkException:
            return False

    def rows(
        self, sql: str, values: Mapping[str, Any], call: str = "", frame: DataFrame | None = None, *, spread: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Yields the rows of a query, a partition of the result at a time. Raises ``RecordError`` for a query that fails.

        A result is to be ``spread`` over new partitions if it is neither sorted nor one row, because Spark works on a
        partition only when its rows are read, and would use one core.
        """
        result = self.query(sql, values, frame)
        try:
            result = result.hint("rebalance") if spread else result
            times = [field.name for field in result.schema if isinstance(field.dataType, types.TimestampType)]
            microseconds = {name: functions.unix_micros(named(name)) for name in times}
            for row in streamed_rows(result.withColumns(microseconds) if times else result, call):
                yield {**row.asDict(), **{name: self._datetime(row[name]) for name in times}}
        except FAILURES as error:
            raise self._error(error) from None

    def plan_of(self, sql: str, values: Mapping[str, Any], frame: DataFrame | None = None) -> EnginePlan:
        """Returns Spark's plan of a query. Raises ``RecordError`` for a query that fails."""
        result = self.query(sql, values, frame)
        try:
            return spark_plan(result)
        except FAILURES as error:
            raise self._error(error) from None

    def _datetime(self, microseconds: int | None) -> datetime | None:
        try:
            return None if microseconds is None else EPOCH + microseconds * MICROSECOND
        except OverflowError:
            raise self.broken("a time is not in the years 1 to 9999") from None

    def files(self) -> Sequence[str]:
        """The locations of the Parquet files that are read; none if they are unknown, or if some files are of another kind."""
        try:
            files = self.frame.inputFiles()
        except PySparkException:
            return ()
        return files if all(file.endswith(".parquet") for file in files) else ()

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column: unknown, because Spark would have to read all rows."""
        return False

    def broken(self, problem: str) -> RecordError:
        """Returns the error for a problem with this table."""
        return RecordError(f"{self._place}: {clip(problem, 500)}")

    def _error(self, error: Exception) -> RecordError:
        """Returns the error for an exception of Spark."""
        if _MISSING in str(error):
            return FilterlangMissing(_SHIP)
        if unreadable := _UNREADABLE.search(str(error)):
            return self.broken(unreadable[1])
        if isinstance(error, RecordError):
            return error
        problem = failure(self._session, error)
        if _DIFFERING_IN_CASE in problem:
            problem = f"{clip(problem, 200)} If these are keys of JSON that differ only in case, {_WITH_SCHEMA}"
        return self.broken(problem)


def _prepared(frame: DataFrame) -> tuple[DataFrame, dict[str, Form], dict[str, str]]:
    """Returns the frame with its columns converted to forms, the form of each column, and where each is as it was.

    Nested values become JSON, and datetimes without a zone get UTC; as they were, they are in columns behind all others. Other
    columns stay unchanged, so that Spark can filter by them while it reads files.
    """
    columns: list[SparkColumn] = []
    unchanged: list[SparkColumn] = []
    forms: dict[str, Form] = {}
    stored: dict[str, str] = {}
    for number, field in enumerate(frame.schema):
        form, change = _read(field.dataType)
        column, name = named(field.name), field.name
        forms[name] = form
        stored[name] = name if change is None else unused(f"__stored_{number}", frame.columns)
        columns.append(column if change is None else change(column).alias(name))
        unchanged += [] if change is None else [column.alias(stored[name])]
    return frame.select(*columns, *unchanged), forms, stored


def _read(type_: types.DataType) -> tuple[Form, Change | None]:
    """Returns the form of a type's values, and the change that converts a column to that form."""
    if type_ == types.StringType():
        return Form.TEXT, None
    if isinstance(type_, types.ArrayType) and type_.elementType == types.StringType():
        return Form.TEXTS, None
    if isinstance(type_, (types.ArrayType, types.MapType, types.StructType, types.VariantType)):
        return Form.JSON, lambda column: functions.to_json(_without_nan(column, type_), _WHOLE)
    return next((read for kind, read in _KINDS.items() if isinstance(type_, kind)), (Form.TEXT, _as_text))


def _as_text(column: SparkColumn) -> SparkColumn:
    return functions.collate(column.cast("string"), "UTF8_BINARY")


def _in_utc(column: SparkColumn) -> SparkColumn:
    return functions.concat(column.cast("timestamp_ntz").cast("string"), functions.lit("Z")).cast("timestamp_ltz")


_KINDS: dict[type[types.DataType], tuple[Form, Change | None]] = {
    types.BooleanType: (Form.BOOLEAN, None),
    types.DoubleType: (Form.DOUBLE, None),
    types.FloatType: (Form.DOUBLE, None),
    types.NumericType: (Form.NUMBER, None),
    types.TimestampType: (Form.DATETIME, None),
    types.TimestampNTZType: (Form.DATETIME, _in_utc),
    types.DateType: (Form.DATETIME, _in_utc),
}


def _has_text_in_struct(type_: types.DataType, *, inside: bool = False) -> bool:
    """Whether a type has texts inside a struct, at any depth."""
    if isinstance(type_, types.StructType):
        return any(_has_text_in_struct(field.dataType, inside=True) for field in type_)
    if isinstance(type_, types.ArrayType):
        return _has_text_in_struct(type_.elementType, inside=inside)
    if isinstance(type_, types.MapType):
        return _has_text_in_struct(type_.valueType, inside=inside)
    return inside and isinstance(type_, types.StringType)


def _without_nan(column: SparkColumn, type_: types.DataType) -> SparkColumn:
    """Returns a nested value with null instead of NaN and infinities, which Spark would write as texts."""
    if isinstance(type_, (types.DoubleType, types.FloatType)):
        return functions.when(~functions.isnan(column) & (functions.abs(column) < float("inf")), column)
    if isinstance(type_, types.StructType):
        members = [_without_nan(column.getField(field.name), field.dataType).alias(field.name) for field in type_]
        return functions.when(column.isNotNull(), functions.struct(*members)) if members else column
    if isinstance(type_, types.ArrayType):
        return functions.transform(column, lambda item: _without_nan(item, type_.elementType))
    if isinstance(type_, types.MapType):
        return functions.transform_values(column, lambda _, item: _without_nan(item, type_.valueType))
    return column
