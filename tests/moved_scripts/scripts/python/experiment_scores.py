"""Compares the runs of an experiment by example."""
from collections import defaultdict
from langsmith import Client

client = Client()

by_example = defaultdict(list)
for run in client.list_runs(project_name="nightly-evals", is_root=True, order="asc"):
    score = (run.feedback_stats or {}).get("correctness", {}).get("avg")
    by_example[run.reference_example_id].append(score)

for example_id, scores in sorted(by_example.items(), key=lambda pair: str(pair[0])):
    known = [s for s in scores if s is not None]
    print(f"{str(example_id)[:8]}… {scores} avg={sum(known) / len(known):.2f}")

one = "153a6dfd-36dd-517e-b753-f7046b597eed"
total = sum(r.total_cost for r in client.list_runs(project_name="nightly-evals", reference_example_id=one))
print(f"cost of {one[:8]}…: ${total:.5f}")
