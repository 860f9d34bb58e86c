"""ClickHouse's plan of a query: ``EXPLAIN indexes = 1, json = 1`` as an ``EnginePlan``.

Owns the invariant that a table which is read for a set (``IN (SELECT …)``) counts, although the plan does not show it.
"""

from collections.abc import Iterator, Mapping
import json
from typing import Any

from sqlglot import exp, parse_one

from filterlang.exports.explanation import EnginePlan, TableScan
from filterlang.text.jsonvalues import as_list, as_mapping

EXPLAIN = "EXPLAIN indexes = 1, json = 1 "


def read_clickhouse_plan(text: str, sql: str) -> EnginePlan:
    """Returns the plan that ClickHouse writes as JSON for a query."""
    scans = [_scan(node) for node in _nodes(json.loads(text)) if _reads(str(node.get("Node Type")))]
    query = parse_one(sql, dialect="clickhouse")
    named = {cte.alias for cte in query.find_all(exp.CTE)}
    tables = sum(table.name not in named for table in query.find_all(exp.Table))
    return EnginePlan((*scans, *[TableScan(reads="for a set, which the plan does not show")] * (tables - len(scans))))


def _nodes(plans: list[Any]) -> Iterator[Mapping[str, Any]]:
    pending = [plan["Plan"] for plan in reversed(plans)]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.get("Plans") or ()))


def _reads(node_type: str) -> bool:
    """Whether a node reads a table; a prepared source is a number that ClickHouse knows already."""
    return node_type.startswith("ReadFrom") and node_type != "ReadFromPreparedSource"


def _scan(node: Mapping[str, Any]) -> TableScan:
    """Returns the reading of a table: the conditions on its keys, and the granules that are left."""
    indexes = [as_mapping(index) for index in as_list(node.get("Indexes"))]
    folders = [index["Condition"] for index in indexes if index["Type"] in ("Min-Max", "Partition")]
    pushed = [index["Condition"] for index in indexes if index["Type"] not in ("Min-Max", "Partition")]
    reads = f"{indexes[-1]['Selected Granules']} of {indexes[0]['Initial Granules']} granules" if indexes else ""
    return TableScan(_joined(pushed), _joined(folders), reads)


def _joined(conditions: list[str]) -> str:
    return " AND ".join(condition for condition in conditions if condition != "true")
