from langsmith import Client

client = Client()
for run in client.list_runs(project_name="support-bot", is_root=True, limit=4):
    print("%s %-10s %s" % (run.id, run.run_type, run.status))
    print("{} took {:.1f} with {} tokens".format(run.name, run.latency or 0, run.total_tokens))
    print(f"{run.run_type!r} {run.status!r} {run.session_id!s}")
    print(run.status.upper(), run.run_type.title(), run.name.lower())
    print(run.id.hex[:12], len(str(run.trace_id)))
    print(" ".join([run.run_type, run.status]))
