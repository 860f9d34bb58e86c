import argparse
from datetime import datetime, timedelta

from langsmith import Client

parser = argparse.ArgumentParser()
parser.add_argument("--project", default="rag-prod")
parser.add_argument("--errors", action="store_true")
parser.add_argument("--limit", type=int, default=20)
parser.add_argument("--hours", type=int, default=72)
args = parser.parse_args()

client = Client()
kwargs = {
    "project_name": args.project,
    "start_time": datetime.utcnow() - timedelta(hours=args.hours),
    "limit": args.limit,
}
if args.errors:
    kwargs["error"] = True
for run in client.list_runs(**kwargs):
    print(run.name, run.run_type, run.status)
