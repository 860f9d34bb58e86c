"""Runs that go to functions by name: getters, methods that are passed on, and methods with names that lists also have."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
import json
from operator import attrgetter

from langsmith import Client

by_status = attrgetter("status")


@dataclass
class Usage:
    calls: int = 0
    tokens: int = 0
    cost: Decimal = Decimal(0)

    def add(self, run):
        self.calls += 1
        self.tokens += run.total_tokens
        if run.total_cost is not None:
            self.cost += run.total_cost


class Report:
    def __init__(self, project):
        self.client = Client()
        self.project = project

    def _row(self, run):
        return f"{run.name:<20} {run.run_type:<10} {run.total_tokens:>6}"

    def _size(self, run):
        return run.prompt_tokens, run.start_time

    def show(self):
        runs = list(self.client.list_runs(project_name=self.project, limit=60))
        print("\n".join(map(self._row, sorted(runs, key=self._size)[:8])))
        print([run.name for run in sorted(runs, key=attrgetter("total_tokens", "start_time"))[:3]])
        for status, group in groupby(sorted(runs, key=by_status), key=by_status):
            print(status, len(list(group)))
        models = {}
        for run in self.client.list_runs(project_name=self.project, run_type="llm"):
            model = models.setdefault(run.name, Usage())
            model.add(run)
        print(models)
        for run in self.client.list_runs(project_name=self.project, run_type="llm", limit=9):
            print(run.prompt_cost + run.completion_cost == run.total_cost, run.total_cost > Decimal("0.0005"))
        for run in self.client.list_runs(project_name=self.project, is_root=True, limit=4):
            if run.feedback_stats is not None:
                print(json.dumps(run.feedback_stats, sort_keys=True), f"{run.feedback_stats.get('user_score', {}).get('avg')}")


Report("support-bot").show()
