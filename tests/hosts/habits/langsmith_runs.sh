#!/usr/bin/env bash
# Reports of the failed runs of a project
set -euo pipefail

PROJECT="${1:?project}"
FILTER='and(eq(run_type, "llm"), eq(status, "error"))'
SLOW_FILTER="gt(latency, \"$SECONDS_LIMIT\")"
readonly ROOTS=${ROOTS_FILTER:-'eq(is_root, true)'}

langsmith run list --project "$PROJECT" --filter "$FILTER" --limit 20
langsmith run export --project "$PROJECT" --filter="${SLOW_FILTER}" > slow.jsonl
langsmith trace list --project "$PROJECT" --filter "$ROOTS" |
  jq -r '.[] | .id'

uv run langsmith-cli runs list \
  --filter 'and(eq(name, "it'"'"'s"), gt(total_tokens, 4000)' \
  --format json

args=(--project "$PROJECT")
if [[ -n "${TAG:-}" ]]; then
  args+=(--filter "has(tags, '$TAG')")
fi
langsmith run list "${args[@]}"
langsmith run list --filter eq\(is_root,\ true\) --filter $'search(\'it\\\'s\')'
langsmith run list --filter "and($FILTER, eq(name, '$(hostname)'))"
langsmith evaluator upload judge.py --trace-filter 'eq(is_root, True)'
filterlang check 'eq(status, "error"' --dialect run
