"""Spark's plan of a query: the text of ``DataFrame.explain("formatted")`` as an ``EnginePlan``.

Owns the invariant that only methods are used that Spark Connect has as well.
"""

from contextlib import redirect_stdout
from io import StringIO
import re
from typing import TYPE_CHECKING

from filterlang.exports.explanation import EnginePlan, TableScan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NODE = re.compile(r"^\(\d+\) (?P<name>[^\n]+)\n(?P<facts>(?:[A-Z][^\n]*\n)*)", re.MULTILINE)
_FACT = re.compile(r"^(\w+)(?: \[\d+\])? ?: \[(.*)\]$", re.MULTILINE)
_SCANS = ("Scan ", "BatchScan", "FileScan", "LocalTableScan", "InMemoryTableScan")
_NUMBERED = re.compile(r"#\d+L?\b")


def spark_plan(frame: "DataFrame") -> EnginePlan:
    """Returns the plan of a data frame. Spark prints it; it runs no job for that."""
    printed = StringIO()
    with redirect_stdout(printed):
        frame.explain("formatted")
    return read_spark_plan(printed.getvalue())


def read_spark_plan(text: str) -> EnginePlan:
    """Returns the plan that Spark writes in the format ``formatted``."""
    scans: list[TableScan] = []
    shuffles = 0
    for node in _NODE.finditer(text):
        name = node["name"]
        if name.startswith(_SCANS):
            facts = {fact[1]: _NUMBERED.sub("", fact[2]) for fact in _FACT.finditer(node["facts"])}
            scans.append(TableScan(facts.get("PushedFilters", ""), facts.get("PartitionFilters", "")))
        shuffles += name.startswith("Exchange") and "SinglePartition" not in node["facts"]
    return EnginePlan(tuple(scans), shuffles)
