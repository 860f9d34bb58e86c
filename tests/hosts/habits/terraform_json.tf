resource "langsmith_chart" "errors" {
  common_filters = "{\"filter\": \"eq(name, \\\"${var.name}\\\")\"}"
  series = <<-EOT
    [{"name": "s", "metric": "error_rate", "filters": {"session": ["${var.s}"], "filter": "eq(is_root, true)"}}]
  EOT
}
