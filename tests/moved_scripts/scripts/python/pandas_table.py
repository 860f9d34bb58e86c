import pandas as pd
from langsmith import Client

client = Client()
runs = client.list_runs(project_name="rag-prod", run_type="llm")
df = pd.DataFrame(
    [
        {
            "name": r.name,
            "model": (r.extra or {}).get("metadata", {}).get("ls_model_name"),
            "status": r.status,
            "prompt": r.prompt_tokens,
            "completion": r.completion_tokens,
            "cost": float(r.total_cost) if r.total_cost else 0.0,
            "latency": (r.end_time - r.start_time).total_seconds(),
        }
        for r in runs
    ]
)
print(df.groupby(["model", "status"])[["prompt", "completion", "cost", "latency"]].sum().round(6).to_string())
print(len(df))
