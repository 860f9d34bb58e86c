curl -X POST "$LANGSMITH_ENDPOINT/api/v1/runs/query" -H 'content-type: application/json' \
  -d '{"session": ["'"$SESSION"'"], "filter": "eq(name, \"'"$NAME"'\")", "limit": 5}'
curl https://api.smith.langchain.com/api/v1/runs/query --json "{\"filter\": \"eq(status, \\\"error\\\")\", \"limit\": $LIMIT}"
curl https://api.smith.langchain.com/api/v1/runs/query -d @- <<EOF
{"session": ["$S"], "trace_filter": "and(eq(is_root, true), eq(name, \"$X\"))", "n": ${N}}
EOF
cat > rules.json <<'EOF'
{"display_name": "n", "session_id": "u", "sampling_rate": 1, "filter": "eq(status, 'error')"}
EOF
echo '{"filter": "eq(status, \"error\")"}' | curl -d @- https://api.smith.langchain.com/api/v1/runs/query
curl -d '{"filter": "name eq 1"}' https://example.com/query
EOF
python - <<'PY'
from langsmith import Client
Client().list_runs(filter="eq(is_root, true)")
PY
python -c "
from langsmith import Client
list(Client().list_runs(filter='eq(name, \"$NAME\")'))"
