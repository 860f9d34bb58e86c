#!/bin/sh
# Prints the number of failed model calls.
PROJECT_ID=$(curl -s "$LANGSMITH_ENDPOINT/api/v1/sessions?name=support-bot&limit=1" -H "x-api-key: $LANGSMITH_API_KEY" | jq -r '.[0].id')
curl -s "$LANGSMITH_ENDPOINT/api/v1/runs/query" \
  -H "x-api-key: $LANGSMITH_API_KEY" -H 'content-type: application/json' \
  --data "{\"session\": [\"$PROJECT_ID\"], \"run_type\": \"llm\", \"error\": true, \"select\": [\"id\", \"error\"]}" |
  jq -r '.runs | length'
