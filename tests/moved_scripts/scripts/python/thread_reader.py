from langsmith import Client

client = Client()


def read_conversation(thread_id: str, project_name: str = "support-bot"):
    filter_string = f'and(in(metadata_key, ["session_id", "conversation_id", "thread_id"]), eq(metadata_value, "{thread_id}"))'
    runs = [r for r in client.list_runs(project_name=project_name, filter=filter_string, is_root=True)]
    runs = sorted(runs, key=lambda run: run.start_time)
    messages = []
    for run in runs:
        messages.append(("user", run.inputs["question"]))
        if run.outputs:
            messages.append(("assistant", run.outputs.get("answer", "")))
        else:
            messages.append(("assistant", f"<{run.status}>"))
    return messages


for thread in ("thread-support-bot-1", "thread-support-bot-2", "thread-nobody"):
    print(f"--- {thread}")
    for role, text in read_conversation(thread):
        print(f"{role:>10}: {text}")
