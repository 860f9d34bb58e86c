from collections import defaultdict
from langsmith import Client

LLM = "llm"
INTERESTING = {"tool", "retriever"}
WEIGHTS = {"llm": 3, "tool": 2}
client = Client()

n = defaultdict(int)
for run in client.list_runs(project_name="support-bot"):
    if run.run_type == LLM:
        n["models"] += 1
    elif run.run_type in INTERESTING:
        n["steps"] += 1
    if run.run_type != "chain" and run.status != "success":
        n["failed steps"] += 1
    if "error" == run.status or run.status in ("pending",):
        n["not ok"] += 1
    n["weight"] += WEIGHTS.get(run.run_type, 1)
    kind = run.run_type
    if kind == "chain":
        n["chains"] += 1
    if run.run_type.startswith("retr"):
        n["retrievers"] += 1
    n[f"type:{run.run_type}"] += 1
    n[run.status] += 1
    if run.tags and "beta" in run.tags:
        n["beta"] += 1
for key in sorted(n):
    print(key, n[key])
