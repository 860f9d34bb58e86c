from enum import Enum, StrEnum
from typing import Final, Literal, TypedDict

from langsmith import Client


class RunFilter(StrEnum):
    ERRORS = 'eq(status, "error")'
    SLOW = "gt(latency, 10)"


class Preset(TypedDict, total=False):
    filter: str


ROOTS: Final = "eq(is_root, true)"
PRESETS: dict[str, Preset] = {"tools": {"filter": "eq(run_type, 'tool')"}}


class Exporter:
    """Exports runs."""

    filters = ['eq(run_type, "llm")', 'eq(run_type, "chain")']

    def __init__(self, client: Client, *, query: str = 'neq(status, "pending")'):
        self._client = client
        self._query = query
        self._trace = f"eq(name, '{client.tenant}')"

    @property
    def default_filter(self) -> str:
        return 'eq(run_type, "retriever")'

    def export(self, p):
        yield from self._client.list_runs(project_name=p, filter=self._query, trace_filter=self._trace)
        yield from self._client.list_runs(project_name=p, filter=RunFilter.ERRORS)
        yield from self._client.list_runs(project_name=p, filter=ROOTS)
        yield from self._client.list_runs(project_name=p, filter=self.default_filter)
        yield from self._client.list_runs(project_name=p, filter=PRESETS["tools"]["filter"])
