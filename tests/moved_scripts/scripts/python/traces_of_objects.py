"""Runs in objects that are filled from outside, and values that are kept where they are empty."""

from dataclasses import dataclass, field
import sys

from langsmith import Client

client = Client()


@dataclass
class Trace:
    id: str
    runs: list = field(default_factory=list)

    @property
    def depth(self):
        return max(run.dotted_order.count(".") for run in self.runs) + 1

    def models(self):
        return [run.name for run in self.runs if run.run_type == "llm"]


traces = {}
for run in client.list_runs(project_name="support-bot", limit=12):
    traces.setdefault(run.trace_id, Trace(str(run.trace_id))).runs.append(run)
    print(run.parent_run_id and str(run.parent_run_id)[:8], run.total_tokens and run.total_tokens * 2)
for trace in traces.values():
    print(trace.id, trace.depth, trace.models())
show = getattr(sys, "show_run", lambda run: None)
for run in client.list_runs(project_name="support-bot", run_type="llm", limit=3):
    show(run)
    print(run.metadata["user_id"], run.latency)
