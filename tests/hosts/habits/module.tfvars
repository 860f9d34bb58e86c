langsmith_workspace = "w"
filter              = "and(eq(run_type, \"llm\"), gt(total_tokens, 4000)"
