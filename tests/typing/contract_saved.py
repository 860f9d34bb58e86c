"""What type checkers take and refuse of filters in models: this file is checked, never run. ``contract.py`` says how."""

from typing import Literal

from pydantic import BaseModel, TypeAdapter

from filterlang import F, Filter, check, open_runs
from filterlang.saved import AlertRule, RunRule, SavedQuery, SavedQueryError


class Report(BaseModel):
    filter: Filter
    old: Filter[Literal["v1"]] | None = None
    examples: Filter[Literal["examples"]] | None = None
    several: list[Filter] = []


class Wrong(BaseModel):
    filter: Filter[Literal["v3"]]  # E
    other: Filter[int]  # E


report = Report(filter=Filter("eq(name, 'x')"), old=None)
text: str = report.filter
found = [*check(report.filter), *report.filter.diagnostics]
runs = open_runs("runs.jsonl").list_runs(filter=report.filter)
adapter: TypeAdapter[Filter] = TypeAdapter(Filter)
query = SavedQuery(name="Slow", filter=Filter(F.latency > 5))
rules: list[RunRule] = RunRule.load("rules.json")
alerts: list[AlertRule] = AlertRule.load("alerts.yaml")
for finding in query.lint():
    print(finding.field, finding.diagnostic.code)
try:
    SavedQuery.load("queries.json")
except SavedQueryError as error:
    print(error.problems[0].place)

Filter(5)  # E
Filter(F.name)  # E
RunRule.load(5)  # E
number: int = report.filter  # E
SavedQuery.lint(query).field  # E
