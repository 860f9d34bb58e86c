#!/usr/bin/env bash
args=(--project p --filter 'eq(status, "error")')
langsmith run list "${args[@]}"
read -r -d '' FILTER <<'EOT' || true
and(
  eq(run_type, "llm"),
  gt(latency, 5)
)
EOT
for f in 'eq(name, "a")' 'eq(name, "b")'; do langsmith trace list --filter "$f"; done
ssh host "langsmith run list --filter 'has(tags, \"x\")'"
bash -c 'langsmith run list --filter "eq(is_root, true)"'
langsmith api POST /api/v1/sessions/$ID/views --input - <<< '{"display_name": "v", "type": "runs", "filter_string": "eq(run_type, \"chain\")"}'
echo '{"session": ["u"], "filter": "eq(run_type, \"tool\")"}' | curl -d @- https://api.smith.langchain.com/api/v1/runs/query
filter="and($a, $b)"
case $1 in slow) LS_FILTER='gt(latency, 9)';; esac
jq --arg filter 'eq(run_type, "parser")' '.filter = $filter' rule.json
