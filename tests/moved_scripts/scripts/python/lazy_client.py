import os
from functools import cached_property

from langsmith import Client as LangSmithClient


class TraceStore:
    def __init__(self, project=None):
        self.project = project or os.environ["LANGSMITH_PROJECT"]
        self._client = None

    @property
    def client(self):
        if self._client is None:
            self._client = LangSmithClient(api_key=os.environ.get("LANGSMITH_API_KEY"))
        return self._client

    def llm_calls(self, limit=5):
        return [
            {"id": str(run.id), "parent": str(run.parent_run_id), "tokens": run.total_tokens, "cost": run.total_cost}
            for run in self.client.list_runs(project_name=self.project, run_type="llm", limit=limit)
        ]

    def failures(self):
        for run in self.client.list_runs(project_name=self.project, error=True, is_root=True):
            yield run.id, run.error


class Reporter:
    def __init__(self, store):
        self.store = store

    @cached_property
    def total(self):
        return sum(call["cost"] for call in self.store.llm_calls(limit=10))

    def show(self):
        for call in self.store.llm_calls():
            print(call["id"], call["parent"], call["tokens"], f"{call['cost']:.6f}")
        for run_id, error in self.store.failures():
            print(run_id, error.split("\n", 1)[0])
        print(f"total {self.total:.5f}")


Reporter(TraceStore()).show()
