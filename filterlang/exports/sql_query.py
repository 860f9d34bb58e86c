"""A query in SQL that selects runs, for the user's own client of the engine."""

from collections.abc import Mapping
from typing import Any

from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class SqlQuery:
    """A ``SELECT`` of runs, for ``INSERT INTO … SELECT`` and ``CREATE TABLE … AS``.

    ``sql`` has parameters by name, and ``parameters`` has their values in the form in which the client takes them: as
    ``parameters=`` of clickhouse-connect, or as ``params=`` of chdb. ``literal`` is the same query with the values in it.
    """

    sql: str
    parameters: Mapping[str, Any]
    literal: str
