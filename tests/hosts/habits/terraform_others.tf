# Filters of other providers, beside a rule of LangSmith
data "aws_ami" "ubuntu" {
  most_recent = true
  filter {
    name   = "name"
    values = ["ubuntu/images/*"]
  }
}

resource "aws_cloudwatch_log_metric_filter" "errors" {
  name    = "errors"
  pattern = "{ $.level = \"error\" }"
}

resource "aws_sns_topic_subscription" "s" {
  filter_policy = jsonencode({ filter = ["eq(status, \"error\")"] })
}

resource "google_logging_project_sink" "sink" {
  filter = "severity>=ERROR AND resource.type=\"gce_instance\""
}

resource "azurerm_eventgrid_event_subscription" "s" {
  filter = "Subject eq 'x'"
}

resource "datadog_logs_index" "i" {
  filter {
    query = "eq(status, \"error\")"
  }
}

resource "restapi_object" "o" {
  filter = "eq(status, \"error\")"
}

resource "langsmith_project" "p" {
  name = "filter"
}
