#!/bin/sh
URL=https://api.smith.langchain.com
curl -s "$URL/api/v1/runs/query" -H "x-api-key: $LANGSMITH_API_KEY" \
  --json '{"session":["u"],"filter":"eq(status, \"error\")","trace_filter":"eq(name, \"c\")"}'
curl -G "$URL/api/v1/sessions" --data-urlencode 'filter=eq(name, "p")' --data-urlencode "stats_filter=eq(run_type, 'llm')"
curl "$URL/api/v1/examples?dataset=u&filter=exists(metadata,%20%22k%22)"
curl -X POST "$URL/api/v1/runs/rules" -d @- <<EOF
{"display_name": "n", "session_id": "$SESSION", "sampling_rate": 1, "filter": "has(tags, \"prod\")"}
EOF
cat > alert.yaml <<'YAML'
apiVersion: langsmith.langchain.com/v1
kind: Alert
spec:
  attribute: error_count
  filter: 'eq(run_type, "llm")'
YAML
BODY=$(jq -n --arg f 'eq(is_root, true)' '{session: ["u"], filter: $f}')
http POST $URL/api/v1/runs/query filter='eq(run_type, "tool")'
