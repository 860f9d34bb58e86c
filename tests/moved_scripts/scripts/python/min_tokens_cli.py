import argparse, json, sys
from datetime import datetime
from langsmith import Client

def build_filter(args):
    parts = []
    if args.min_tokens: parts.append(f"gte(total_tokens, {args.min_tokens})")
    if args.tag: parts.append(f'has(tags, "{args.tag}")')
    if args.name: parts.append(f'eq(name, "{args.name}")')
    return f"and({', '.join(parts)})" if len(parts) > 1 else (parts[0] if parts else None)

def main():
    p = argparse.ArgumentParser()
    p.add_argument('--project', default='support-bot'); p.add_argument('--min-tokens', type=int, default=1500)
    p.add_argument('--tag', default='production'); p.add_argument('--name'); p.add_argument('--since', type=datetime.fromisoformat, default=datetime(2025, 6, 2))
    args = p.parse_args()
    client = Client()
    out = []
    for run in client.list_runs(project_name=args.project, filter=build_filter(args), start_time=args.since, run_type='llm'):
        out.append({'id': str(run.id), 'tokens': run.total_tokens, 'type': run.run_type, 'parent': str(run.parent_run_id), 'start': run.start_time.isoformat()})
    json.dump(out, sys.stdout, indent=1)
    print()

if __name__ == '__main__':
    main()
