#!/usr/bin/env bash
set -euo pipefail

curl -s -X POST "$LANGSMITH_ENDPOINT/api/v1/runs/query" \
  -H "x-api-key: $LANGSMITH_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "session": ["e6717786-5b1b-5489-9254-6a4946b4940d"],
    "is_root": true,
    "limit": 10,
    "select": ["id", "name", "total_tokens"]
  }' | python3 -c 'import json, sys
for run in json.load(sys.stdin)["runs"]:
    print(run["id"], run["name"], run["total_tokens"])'
