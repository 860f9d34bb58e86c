"""p50/p95 of the latency of root runs, by name."""
import statistics
from typing import Dict, List

from langsmith import Client


def percentile(values: List[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def latencies(project: str) -> Dict[str, List[float]]:
    client = Client()
    found: Dict[str, List[float]] = {}
    for run in client.list_runs(project_name=project):
        if run.end_time is None:
            continue
        seconds = (run.end_time - run.start_time).total_seconds()
        found.setdefault(run.name, []).append(seconds)
    return found


for project in ["support-bot", "rag-prod"]:
    print(f"== {project}")
    for name, values in sorted(latencies(project).items()):
        print(f"{name:24s} n={len(values):3d} p50={percentile(values, 0.5):.2f}s p95={percentile(values, 0.95):.2f}s mean={statistics.mean(values):.3f}s")
