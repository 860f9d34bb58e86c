"""Builds examples from good answers of the bot (dry run: prints them)."""
import json
from dataclasses import asdict, dataclass
from typing import Any, Iterator

from langsmith import Client


@dataclass
class ExampleRow:
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    source_run_id: str


def good_runs(client: Client, project: str, limit: int = 20) -> Iterator[ExampleRow]:
    runs = client.list_runs(
        project_name=project,
        filter='and(eq(feedback_key, "user_score"), gte(feedback_score, 1))',
        is_root=True,
        error=False,
        limit=limit,
    )
    for run in runs:
        if run.outputs is None:
            continue
        yield ExampleRow(inputs=run.inputs, outputs=run.outputs, source_run_id=str(run.id))


if __name__ == "__main__":
    ls = Client()
    rows = [asdict(row) for row in good_runs(ls, "support-bot")]
    print(json.dumps(rows, indent=2))
    print(len(rows), "examples")
