from collections import Counter

from langsmith import Client

ICONS = {"llm": "🤖", "tool": "🔧", "chain": "⛓", "retriever": "🔍"}


def is_model(run) -> bool:
    return run.run_type == "llm"


def bucket(run) -> str:
    match run.run_type:
        case "llm" | "prompt" | "parser":
            return "model"
        case "retriever" | "embedding":
            return "search"
        case "tool":
            return "tool"
        case _:
            return "other"


client = Client()
runs = list(client.list_runs(project_name="rag-prod"))
counts = Counter(run.run_type for run in runs)
for run_type, count in sorted(counts.items()):
    print(ICONS.get(run_type, "·"), run_type, count)

buckets = Counter(bucket(run) for run in runs)
print(sorted(buckets.items()))
print("models:", sum(1 for run in runs if is_model(run)))
print("steps:", len([run for run in runs if run.run_type in ("retriever", "tool", "parser")]))
failed = {run.run_type for run in runs if run.status == "error"}
print("failed:", ", ".join(sorted(failed)))
