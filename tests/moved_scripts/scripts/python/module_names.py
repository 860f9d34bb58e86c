import langsmith as ls
from langsmith import schemas


def kind(run: schemas.Run) -> str:
    return {"llm": "model", "tool": "tool"}.get(run.run_type, "step")


def pick(runs: "list[schemas.Run]", status):
    return [r for r in runs if r.status == status]


runs = list(ls.Client().list_runs(project_name="support-bot", limit=30))
print([kind(r) for r in runs][:6])
print(len(pick(runs, "error")), len(pick(runs, "success")))
