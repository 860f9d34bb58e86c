curl -G "$LANGSMITH_ENDPOINT/api/v1/examples" \
  -H "x-api-key: $LANGSMITH_API_KEY" \
  --data-urlencode "dataset=$DATASET" \
  --data-urlencode 'filter=exists(metadata, "topic")'
curl -sG https://api.smith.langchain.com/api/v1/sessions --data-urlencode "filter=eq(name, \"$PROJECT\")" --data-urlencode limit=5
http POST https://api.smith.langchain.com/api/v1/runs/query session:='["u"]' filter="eq(status, 'error')" trace_filter='eq(is_root, true)'
jq -n --arg f "$RUNS" --arg session "$SESSION" '{session: [$session], filter: $f}' > body.json
RUNS='gt(latency, 5)'
docker run --rm -e RUN_FILTER='eq(run_type, "llm")' reports
