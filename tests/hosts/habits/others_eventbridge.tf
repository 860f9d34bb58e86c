resource "aws_lambda_event_source_mapping" "x" {
  filter_criteria { filter { pattern = jsonencode({ eventName = ["INSERT"] }) } }
}
resource "aws_cloudwatch_log_metric_filter" "e" { pattern = "ERROR" }
resource "google_logging_metric" "m" { filter = "resource.type=\"gce\" AND severity>=ERROR" }
resource "datadog_monitor" "d" { query = "avg(last_5m):avg:x{*} > 1" }
resource "google_monitoring_alert_policy" "p" {
  conditions { condition_threshold { filter = "metric.type=\"x\" AND resource.type=\"y\"" } }
}
