"""Functions that pass runs on to each other."""
from typing import Iterable, List, Optional

import langsmith


def get_runs(project: str, limit: Optional[int] = None):
    client = langsmith.Client()
    return client.list_runs(project_name=project, is_root=True, limit=limit)


def summarize(runs: Iterable) -> List[str]:
    lines = []
    for i, run in enumerate(runs):
        lines.append(describe(i, run))
    return lines


def describe(index, run) -> str:
    took = f"{run.latency:.2f}s" if run.latency else "running"
    return f"{index}: {run.name} [{run.run_type}/{run.status}] {took} {run.total_tokens} tokens, thread {run.metadata['thread_id']}"


if __name__ == "__main__":
    for line in summarize(get_runs("support-bot", limit=6)):
        print(line)
    print(len(summarize(get_runs("rag-prod"))))
