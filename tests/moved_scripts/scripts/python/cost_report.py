#!/usr/bin/env python3
"""Costs of a project by model."""
import argparse
from collections import defaultdict

from langsmith import Client


def main():
    parser = argparse.ArgumentParser(description="LLM costs by model")
    parser.add_argument("--project", default="support-bot")
    parser.add_argument("--top", type=int, default=5)
    args = parser.parse_args()

    client = Client()
    by_model = defaultdict(lambda: {"calls": 0, "tokens": 0, "cost": 0.0})
    for run in client.list_runs(project_name=args.project, run_type="llm"):
        model = (run.extra or {}).get("metadata", {}).get("ls_model_name", "unknown")
        row = by_model[model]
        row["calls"] += 1
        row["tokens"] += run.total_tokens or 0
        row["cost"] += float(run.total_cost or 0)

    print(f"{'model':<16}{'calls':>6}{'tokens':>10}{'cost':>12}")
    rows = sorted(by_model.items(), key=lambda item: -item[1]["cost"])
    for model, row in rows[: args.top]:
        print(f"{model:<16}{row['calls']:>6}{row['tokens']:>10}{row['cost']:>12.6f}")
    print("total: $%.4f" % sum(row["cost"] for _, row in rows))


if __name__ == "__main__":
    main()
