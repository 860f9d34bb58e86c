"""Joins runs with a table of ids from elsewhere."""
from uuid import UUID

from langsmith import Client

OWNERS = {
    UUID("b41bc234-488a-527a-bd3b-30a44adfd283"): "ann",
    UUID("f987b625-3477-5010-8455-4d3abfef1973"): "ben",
}
SPECIAL = UUID("0d2efbdc-2050-5e0a-b628-8e0253d52c55")

client = Client()
for run in client.list_runs(project_name="support-bot", is_root=True):
    if run.id == SPECIAL:
        print("special", run.name)
    owner = OWNERS.get(run.id)
    if owner:
        print(owner, run.name, run.status)
