"""Data frames of Spark that hold given runs."""

from collections.abc import Sequence
import json

import hostile
from pyspark.sql import DataFrame, SparkSession

from filterlang.sql.columns import Columns, Form, columns_of
from filterlang.tables.tabular import JSON_FIELDS
from filterlang.exports.records import Record

NAMES = (*hostile.IDS, *hostile.PLACES)
AS_JSON = columns_of(dict.fromkeys(NAMES, Form.JSON))
AS_TEXT = columns_of({name: Form.JSON if name in JSON_FIELDS else Form.TEXT for name in NAMES})


def as_json(spark: SparkSession, records: Sequence[Record], columns: Columns = AS_JSON) -> DataFrame:
    """The records in columns of texts: JSON, or what the texts in it say."""
    rows = [tuple(_cell(record, name, columns) for name in NAMES) for record in records]
    return spark.createDataFrame(rows, ", ".join(f"`{name}` string" for name in NAMES))


def _cell(record: Record, name: str, columns: Columns) -> str | None:
    value = record.get(name)
    if columns.by_path[name,].form is Form.TEXT:
        return value if value is None or isinstance(value, str) else json.dumps(value)
    return json.dumps(value) if name in record else None
