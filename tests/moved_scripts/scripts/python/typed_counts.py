from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TypedDict

from langsmith import Client


class Kind(str, Enum):
    LLM = "llm"
    TOOL = "tool"
    CHAIN = "chain"
    RETRIEVER = "retriever"


class Row(TypedDict):
    kind: str
    ok: bool


client: Client = Client()
rows: list[Row] = [Row(kind=Kind(run.run_type).value, ok=run.status == "success") for run in client.list_runs(project_name="support-bot")]
print(Counter(row["kind"] for row in rows).most_common())
print(sum(not row["ok"] for row in rows))
counts = Counter(r.run_type for r in client.list_runs(project_name="rag-prod"))
print(counts["llm"], counts.get("parser"), counts["tool"])
status = Counter()
for r in client.list_runs(project_name="rag-prod"):
    status[r.status] += 1
print(status["error"], status["success"])
