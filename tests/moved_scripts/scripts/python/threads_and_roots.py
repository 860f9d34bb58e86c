from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from langsmith import Client
from langsmith.schemas import Run

client = Client()


def fetch(project: str, since: datetime) -> list[Run]:
    return list(client.list_runs(project_name=project, start_time=since))


def stream(project: str) -> Iterator[Run]:
    for run in client.list_runs(project_name=project):
        yield run


def label(run: Run) -> str:
    return f"{run.name[:20]} {run.run_type.upper()} {run.start_time.isoformat()}"


def total(runs: list[Run]) -> Decimal:
    return sum((run.total_cost or Decimal(0) for run in runs), Decimal(0))


def by_trace(runs: list[Run]) -> dict[str, list[Run]]:
    groups: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda r: r.start_time):
        groups[str(run.trace_id)].append(run)
    return groups


def tokens(runs: list[Run]) -> int:
    return sum(run.total_tokens or 0 for run in runs)


def main() -> None:
    runs = fetch("demo", datetime.now(timezone.utc) - timedelta(days=1))
    for run in runs:
        print(label(run), run.name.lower(), len(run.name), run.status == "success")
        print(run.inputs["question"], run.inputs.get("x"))
        if run.end_time:
            print((run.end_time - run.start_time).total_seconds())
        if run.parent_run_id is None:
            print(run.id, run.id.hex)
        stats = run.feedback_stats or {}
        for key, value in stats.items():
            print(key, value["avg"])
        if run.total_cost is not None:
            print(float(run.total_cost))
    print(total(runs), tokens(runs))
    for run in stream("demo"):
        print(run.name + "!")


main()
