"""Prints traces as trees."""
import sys
from collections import defaultdict

from langsmith import Client

client = Client()
PROJECT = sys.argv[1] if len(sys.argv) > 1 else "rag-prod"


def print_tree(run, children, depth=0):
    marker = "✗" if run.error else "✓"
    print("  " * depth + f"{marker} {run.name} [{run.run_type}] {run.total_tokens} tokens")
    for child in sorted(children[run.id], key=lambda r: r.dotted_order):
        print_tree(child, children, depth + 1)


roots = list(client.list_runs(project_name=PROJECT, is_root=True, limit=3))
for root in roots:
    children = defaultdict(list)
    for run in client.list_runs(project_name=PROJECT, trace_id=root.trace_id):
        if run.parent_run_id is not None:
            children[run.parent_run_id].append(run)
    print(f"trace {root.trace_id}")
    print_tree(root, children, 1)
