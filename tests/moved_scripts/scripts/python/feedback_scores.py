from langsmith import Client

client = Client()
project = client.read_project(project_name="support-bot")

scores: dict[str, list[float]] = {}
unrated = 0
for run in client.list_runs(project_id=project.id, is_root=True, limit=100):
    if not run.feedback_stats:
        unrated += 1
        continue
    for key, stats in run.feedback_stats.items():
        if stats["avg"] is not None:
            scores.setdefault(key, []).append(stats["avg"])

for key in sorted(scores):
    values = scores[key]
    print(f"{key}: {sum(values) / len(values):.2f} over {len(values)} runs")
print(f"{unrated} runs without feedback")

thumbs_down = client.list_runs(
    project_id=project.id,
    filter='and(eq(feedback_key, "user_score"), eq(feedback_score, 0))',
)
for run in thumbs_down:
    print(run.id, run.inputs["question"], run.feedback_stats["user_score"]["n"])
