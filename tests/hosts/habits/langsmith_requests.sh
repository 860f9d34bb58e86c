curl -G "$LANGSMITH_ENDPOINT/api/v1/examples" \
  -H "x-api-key: $LANGSMITH_API_KEY" \
  --data-urlencode "dataset=$DATASET" \
  --data-urlencode 'filter=exists(metadata, "topic")'
curl -sG https://api.smith.langchain.com/api/v1/sessions --data-urlencode "filter=eq(name, \"$PROJECT\")" --data-urlencode limit=5
http POST https://api.smith.langchain.com/api/v1/runs/query session:='["u"]' filter="eq(status, 'error')" trace_filter='eq(is_root, true)'
jq -n --arg f "$RUNS" --arg session "$SESSION" '{session: [$session], filter: $f}' > body.json
RUNS='gt(latency, 5)'
docker run --rm -e RUN_FILTER='eq(run_type, "llm")' reports
for f in 'eq(is_root, true)' "eq(status, 'error')"; do
  langsmith run list --filter "$f"
done
QUERIES=(
  'eq(is_root, true)'
  "eq(run_type, 'llm'"
)
langsmith trace list --filter "${QUERIES[0]}"
declare -A RULES=([errors]='eq(status, "error")' [slow]="gt(latency, 5)")
langsmith run list --filter "${RULES[slow]}"
wget -O- --post-data='{"filter":"eq(is_root, true)"}' https://api.smith.langchain.com/api/v1/runs/query
