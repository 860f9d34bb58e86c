"""Builds trees for all traces with one query."""
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Optional
from uuid import UUID

from langsmith import Client


@dataclass
class Node:
    id: UUID
    name: str
    kind: str
    parent: Optional[UUID]
    cost: float = 0.0
    children: list["Node"] = field(default_factory=list)

    @classmethod
    def from_run(cls, run):
        return cls(run.id, run.name, run.run_type, run.parent_run_id, float(run.total_cost or 0.0))

    def total(self):
        return self.cost if not self.children else sum(c.total() for c in self.children)


def load(project):
    nodes = {run.id: Node.from_run(run) for run in Client().list_runs(project_name=project)}
    roots = []
    for node in nodes.values():
        if node.parent is None:
            roots.append(node)
        else:
            nodes[node.parent].children.append(node)
    return roots


def show(node, depth=0):
    print("  " * depth + node.name, node.kind, len(node.children), f"{node.total():.5f}")
    for child in sorted(node.children, key=lambda n: str(n.id)):
        show(child, depth + 1)


roots = load("nightly-evals")
for root in roots[:3]:
    show(root)
print(len(roots), round(sum(r.total() for r in roots), 6))
