terraform {
  required_providers {
    langsmith = {
      source = "langchain-ai/langsmith"
    }
  }
}

locals {
  root_only    = "eq(is_root, true)"
  error_filter = "and(eq(is_root, true), eq(status, \"error\"))"
  clauses      = ["eq(status, \"error\")", "gt(latency, \"5s\")"]
  rules = {
    errors = { rate = 1, filter = "eq(status, 'error')" }
    slow   = { rate = 0.1, filter = "gt(latency, 5)" }
  }
}

variable "filter" {
  type        = string
  description = "A filter such as eq(name, \"x\")."
  default     = "eq(run_type, \"llm\")"
}

resource "langsmith_run_rule" "errors" {
  display_name  = "errors"
  session_id    = var.session_id
  sampling_rate = 1
  filter        = local.error_filter
  trace_filter  = "eq(status,\"error\") "
  tree_filter   = <<-EOT
    and(
      eq(name, "${var.name}"),
      gt(latency, 5)
    )
  EOT
}

resource "langsmith_run_rule" "each" {
  for_each = local.rules
  filter   = each.value.filter
}

resource "langsmith_alert_rule" "slow" {
  filter             = var.slow ? "gt(latency, \"30s\")" : local.root_only
  denominator_filter = "eq(name, ${jsonencode(var.name)})"
}

resource "langsmith_run_rule" "joined" {
  filter       = "and(${join(", ", local.clauses)})"
  trace_filter = format("eq(name, \"%s\")", var.name)
  tree_filter  = join(", ", local.clauses)
}
