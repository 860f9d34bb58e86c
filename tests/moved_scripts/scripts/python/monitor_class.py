import logging
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Iterator, List, Optional

from langsmith import Client
from langsmith.schemas import Run

logger = logging.getLogger(__name__)


@dataclass
class Summary:
    project: str
    total: int = 0
    errors: int = 0
    tokens: int = 0
    slowest: Optional[str] = None
    names: List[str] = field(default_factory=list)

    @property
    def error_rate(self) -> float:
        return self.errors / self.total if self.total else 0.0


class LangSmithMonitor:
    """Watches a few projects."""

    def __init__(self, client: Optional[Client] = None, hours: int = 24):
        self.client = client or Client(api_key=os.getenv("LANGSMITH_API_KEY"))
        self.hours = hours

    def recent(self, project: str) -> Iterator[Run]:
        since = datetime.now(timezone.utc) - timedelta(hours=self.hours)
        yield from self.client.list_runs(project_name=project, start_time=since, is_root=True)

    def summarize(self, project: str) -> Summary:
        summary = Summary(project)
        slowest = 0.0
        for run in self.recent(project):
            summary.total += 1
            if run.error is not None:
                summary.errors += 1
            summary.tokens += run.total_tokens
            if run.latency is not None and run.latency > slowest:
                slowest = run.latency
                summary.slowest = f"{run.name} ({slowest:.1f}s)"
            if run.name not in summary.names:
                summary.names.append(run.name)
        return summary


if __name__ == "__main__":
    monitor = LangSmithMonitor()
    for name in ("support-bot", "rag-prod", "nightly-evals"):
        s = monitor.summarize(name)
        print(f"{s.project}: {s.total} runs, {s.error_rate:.1%} errors, {s.tokens} tokens, slowest {s.slowest}, {s.names}")
