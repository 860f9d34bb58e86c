resource "null_resource" "backfill" {
  triggers = { filter = "eq(status, 'ignored')" }

  provisioner "local-exec" {
    command = "langsmith run export --project ${var.project} --filter 'and(eq(is_root, true), eq(name, \"${var.name}\"))' > runs.jsonl"
  }

  provisioner "remote-exec" {
    inline = [
      "set -e",
      "langsmith trace list --filter 'eq(status, \"error\"'",
    ]
  }

  provisioner "local-exec" {
    command = <<-EOT
      langsmith run list \
        --filter "eq(run_type, 'llm')"
    EOT
  }
}
