#!/bin/sh
FILTER=$(cat <<'EOF'
and(
  eq(is_root, true),
  gt(latency, "5s"
)
EOF
)
langsmith run list --filter "$FILTER"

langsmith trace list --filter "$(cat <<-EOF
	and(
		eq(name, "$NAME"),
		eq(status, "\$error")
	)
	EOF
)"

read -r -d '' TREE_FILTER <<EOF || true
eq(name, "tool")
EOF
langsmith api POST /runs/query --tree-filter "$TREE_FILTER"
