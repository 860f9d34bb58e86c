"""Runs that a function puts into a list, a dict or a queue of its caller."""

from queue import Queue

from langsmith import Client

client = Client()


def collect(project, into, *, limit=5):
    for run in client.list_runs(project_name=project, limit=limit):
        into.append(run)


def index(runs, out):
    for run in runs:
        out.setdefault(run.run_type, []).append(run)


def produce(runs):
    for run in client.list_runs(project_name="support-bot", run_type="llm", limit=3):
        runs.put(run)
    runs.put(None)


def consume(received):
    while (run := received.get()) is not None:
        print(run.run_type, run.total_tokens, run.total_cost)


runs, by_type, queue = [], {}, Queue()
collect("support-bot", runs)
collect("rag-prod", into=runs, limit=3)
index(runs, by_type)
print([(run.name, run.total_tokens) for run in runs])
for kind, group in by_type.items():
    print(kind, [run.status for run in group])
produce(queue)
consume(queue)
