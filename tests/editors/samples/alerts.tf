resource "langsmith_run_rule" "failed" {
  display_name  = "eq(status, 'error')"
  sampling_rate = 1
  filter        = "and(eq(status, \"error\"), eq(is_root, true))"
  trace_filter  = <<-EOT
    has(tags, "beta")
  EOT
  tree_filter   = "eq(name, \"${var.name}\")"
}
