# Inputs of the module that sets up LangSmith's rules
inputs = {
  project      = "langsmith-prod"
  trace_filter = "eq(status, \"error\")"
  rules = {
    slow = { filter = "gt(latency, 5)" }
  }
}
