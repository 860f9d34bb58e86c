"""LangSmith filters that are shared."""
ROOT_RUNS = "eq(is_root, true)"
LLM_ERRORS_FILTER = (
    "and(eq(run_type, 'llm'), "
    "eq(status, 'error'))"
)
NAMED = {
    "slow": 'gt(latency, "30s")',
    "tagged": 'has(tags, "prod")',
}
