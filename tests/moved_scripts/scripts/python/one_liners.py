from itertools import chain, islice
from langsmith import Client

c = Client()
print(sum(1 for _ in c.list_runs(project_name="batch-jobs", error=True)))
print(len(list(c.list_runs(project_name="support-bot", run_type="tool"))))
latest = next(c.list_runs(project_name="support-bot", is_root=True), None)
print(latest.name if latest else "nothing")
print(next(iter(c.list_runs(project_name="rag-prod", filter='eq(name, "nobody")')), None))
names = {r.name for r in chain(c.list_runs(project_name="support-bot"), c.list_runs(project_name="rag-prod"))}
print(sorted(names))
print([r.status for r in islice(c.list_runs(project_name="batch-jobs"), 5)])
first, *rest = c.list_runs(project_name="nightly-evals", is_root=True)
print(first.name, len(rest))
print(any(r.error for r in c.list_runs(project_name="support-bot", is_root=True)))
print(max((r.total_tokens for r in c.list_runs(project_name="support-bot", run_type="llm")), default=0))
by_id = {str(r.id): r for r in c.list_runs(project_name="support-bot", is_root=True)}
print(len(by_id), by_id["b41bc234-488a-527a-bd3b-30a44adfd283"].status)
