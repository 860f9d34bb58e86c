"""The schema with which Spark reads runs in JSON lines.

Owns the invariant that nothing is inferred: each key is a variant, which keeps apart absent keys, nulls and kinds of values.
"""

from filterlang.schema.fields import FIELDS
from filterlang.schema.run_schema import V1_FIELDS

_STORED = tuple(field.stored[0] for field in FIELDS.values() if field.stored)

SPARK_SCHEMA = ", ".join(f"`{name}` VARIANT" for name in dict.fromkeys((*V1_FIELDS, *_STORED, "feedback")))
"""For runs in the shape of v1: ``session.read.schema(SPARK_SCHEMA).option("mode", "FAILFAST").json(path)``."""
