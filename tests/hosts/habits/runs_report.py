"""Reports slow and failed runs of a project.

Example: python runs_report.py --filter 'and(eq(run_type, "llm"), gt(latency, "5s"))'
"""

import argparse
from datetime import datetime, timedelta, timezone
import json

from langsmith import Client

client = Client()
ERROR_FILTER = 'neq(error, null)'


def clauses(tags: list[str], user: str) -> list[str]:
    parts = ['eq(is_root, true)']
    for tag in tags:
        parts.append(f'has(tags, "{tag}")')
    if user:
        parts.append(f'and(eq(metadata_key, "user_id"), eq(metadata_value, {json.dumps(user)}))')
    return parts


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--filter", default='eq(status, "error")', help='such as gt(latency, "10s")')
    args = parser.parse_args()
    since = (datetime.now(timezone.utc) - timedelta(days=1)).isoformat()
    runs = client.list_runs(project_name="shop", filter=f'and({", ".join(clauses([], ""))})')
    failed = client.list_runs(
        project_name="shop",
        filter=f'and({ERROR_FILTER}, gt(start_time, "{since}"))',
        trace_filter=(
            'and('
            'eq(feedback_key, "score"), '  # one pair
            'gte(feedback_score, 0.5))'
        ),
    )
    by_user = client.list_runs(project_name="shop", filter='eq(name, "{name}")'.format(name=args.filter))
    print(len(list(runs)), len(list(failed)), len(list(by_user)))
