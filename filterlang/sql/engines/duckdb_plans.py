"""DuckDB's plan of a query: ``EXPLAIN (FORMAT json)`` as an ``EnginePlan``."""

from collections.abc import Iterator, Mapping
import json
from typing import Any

from filterlang.text.jsonvalues import as_list, as_mapping

from filterlang.exports.explanation import EnginePlan, TableScan

EXPLAIN = "EXPLAIN (FORMAT json) "

_NO_TABLES = frozenset({"CTE_SCAN", "DUMMY_SCAN", "COLUMN_DATA_SCAN", "DELIM_SCAN", "EMPTY_RESULT"})


def read_duckdb_plan(text: str) -> EnginePlan:
    """Returns the plan that DuckDB writes as JSON."""
    scans: list[TableScan] = []
    for node in _nodes(json.loads(text)):
        name, facts = str(node.get("name", "")).strip(), as_mapping(node.get("extra_info"))
        if name not in _NO_TABLES and (name.startswith("READ_") or name.endswith("_SCAN")):
            scans.append(TableScan(_listed(facts.get("Filters")), _listed(facts.get("File Filters")), _files(facts)))
    return EnginePlan(tuple(scans))


def _nodes(roots: list[Any]) -> Iterator[Mapping[str, Any]]:
    pending = list(reversed(roots))
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.get("children") or ()))


def _listed(value: object) -> str:
    """Returns one fact of a plan, which is a text or a list of texts."""
    texts = as_list(value) or ([] if value is None else [value])
    return " AND ".join(map(str, texts))


def _files(facts: Mapping[str, Any]) -> str:
    """Returns how many files are read of how many, where the plan says so: ``Scanning Files: 1/31``."""
    read = str(facts.get("Scanning Files") or "").replace("/", " of ")
    return f"{read} files" if read else ""
