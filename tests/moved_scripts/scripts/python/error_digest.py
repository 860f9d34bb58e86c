from collections import Counter
from langsmith import Client

client = Client()

errors = client.list_runs(
    project_name="support-bot",
    error=True,
    is_root=True,
)

kinds = Counter()
samples = {}
for r in errors:
    first_line = r.error.split("\n")[0]
    kind = first_line.split("(")[0].split(":")[0]
    kinds[kind] += 1
    samples.setdefault(kind, (r.id, first_line))

if not kinds:
    print("No errors 🎉")
for kind, count in kinds.most_common():
    run_id, line = samples[kind]
    print(f"{count:3d} x {kind:<20} e.g. {run_id}: {line}")
