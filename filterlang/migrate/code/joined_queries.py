"""Writes code that makes several queries of v2 and has each run once, for a filter that v2 refuses in one query.

Owns the invariant that the filters stand in the code as literals of its language, whatever they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
import json

_PYTHON = '''\
from langsmith import Langsmith

FILTERS = [
FILTERS_HERE]


def runs_of_any(client, **arguments):
    """The runs that one of the filters selects, the latest first; selects must have ID and START_TIME."""
    v2 = Langsmith(api_key=client.api_key, base_url=client.api_url.removesuffix("/api/v1"))
    runs = {run.id: run for filter in FILTERS for run in v2.runs.query(filter=filter, **arguments)}
    return sorted(runs.values(), key=lambda run: run.start_time, reverse=True)
'''
_PYTHON_ASYNC = '''\
FILTERS = [
FILTERS_HERE]


async def runs_of_any(client, **arguments):
    """The runs that one of the filters selects, the latest first; selects must have ID and START_TIME."""
    runs = {}
    for filter in FILTERS:
        async for run in client.runs.query(filter=filter, **arguments):
            runs[run.id] = run
    return sorted(runs.values(), key=lambda run: run.start_time, reverse=True)
'''
_TYPESCRIPT = """\
import { Client } from "langsmith";

const FILTERS = [
FILTERS_HERE];

/** The runs that one of the filters selects, the latest first; selects must have ID and START_TIME. */
async function runsOfAny(query = {}, client = new Client()) {
  const runs = new Map();
  for (const filter of FILTERS) {
    for await (const run of client.runs.query({ ...query, filter })) runs.set(run.id, run);
  }
  return [...runs.values()].sort((a, b) => Date.parse(b.start_time) - Date.parse(a.start_time));
}
"""
_FILTERLANG = """\
from filterlang import Client

# filterlang's client makes the queries itself, and lists each run once, the latest first.
runs = Client().list_runs(
    filter=FILTERS_HERE,
    project_name="…",
)
"""
_FILTERS = "FILTERS_HERE"

JOINING_LANGUAGES = ("python", "python-async", "typescript", "filterlang")
"""The languages of the code: the SDK's, and filterlang's client."""
DEFAULT_LANGUAGE = "python"


def joining_code(filter: str, queries: Sequence[str], language: str) -> str:
    """The code that lists the runs of a filter once by way of its queries, in one of the languages."""
    items = "".join(f"  {json.dumps(query)},\n" if language == "typescript" else f"    {query!r},\n" for query in queries)
    return _CODE[language].replace(_FILTERS, repr(filter) if language == "filterlang" else items)


_CODE: dict[str, str] = dict(zip(JOINING_LANGUAGES, (_PYTHON, _PYTHON_ASYNC, _TYPESCRIPT, _FILTERLANG), strict=True))
