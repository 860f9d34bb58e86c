"""Fetches runs with retries, for a cron job."""
import time

from langsmith import Client
from langsmith.utils import LangSmithError

MAX_ATTEMPTS = 3


def fetch_runs(client, **criteria):
    return None


def fetch_llm_runs(project_name, max_runs=None):
    client = Client()
    last_error = None
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            return list(
                client.list_runs(
                    project_name=project_name,
                    run_type="llm",
                    filter='gt(total_tokens, 1000)',
                    limit=max_runs,
                )
            )
        except LangSmithError as e:
            last_error = e
            time.sleep(0.01 * attempt)
    raise RuntimeError(f"gave up after {MAX_ATTEMPTS} attempts") from last_error


runs = fetch_llm_runs("support-bot", max_runs=8)
print(f"Fetched {len(runs)} runs")
for run in runs:
    print(f"{run.start_time:%Y-%m-%d %H:%M:%S} {run.name} prompt={run.prompt_tokens} completion={run.completion_tokens} total={run.total_tokens}")
