resource "langsmith_chart" "errors" {
  title = "Errors"
  series = jsonencode([
    {
      name    = "errors"
      metric  = "error_rate"
      filters = { session = [var.project], filter = "eq(is_root, true)", "trace_filter" : "eq(status, \"error\")" }
    },
    {
      name = "tools"
      filter_definition = { run_filter = "eq(run_type, \"tool\"))" }
    },
  ])
}

resource "langsmith_insights_config" "weekly" {
  config = jsonencode({
    name   = "weekly"
    filter = "eq(is_root, true)"
  })
}

resource "langsmith_filter_view" "slow" {
  filter_string       = "gt(latency, \"5s\")"
  trace_filter_string = <<EOT
like(name, "%%{x}$${y}\n")
EOT
}
