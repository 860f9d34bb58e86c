export LANGSMITH_TRACING=true
docker ps --filter "name=x" --filter 'status=exited'
pnpm --filter langsmith build
turbo run build --filter=langsmith...
gh api graphql -f query='{ x(filter: "a") }'
rsync --filter 'merge x' a b
FILTER=$1
