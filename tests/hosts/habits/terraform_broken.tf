resource "langsmith_run_rule" "good" {
  filter = "eq(status, 'error')"
}

resource "langsmith_run_rule" "bad" {
  filter = = "eq(status, 'error')"
}

resource "langsmith_run_rule" "after" {
  filter = "eq(name, 'x')"
}
