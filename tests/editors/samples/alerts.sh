FILTER='eq(status, "error")'
TITLE="eq(status, 'error')"
langsmith run list --project support --filter "and(eq(status, \"error\"), gt(latency, 5))" --limit 10
langsmith trace list --filter 'has(tags, "beta")'
echo "eq(status, 'error')"
