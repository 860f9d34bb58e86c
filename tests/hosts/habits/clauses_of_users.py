from langsmith import Client

client = Client()


def go(users, tag=None, since=None):
    ors = ", ".join(f'eq(metadata_value, "{u}")' for u in users)
    flt = f'and(eq(metadata_key, "user"), or({ors}){", has(tags, " + repr(tag) + ")" if tag else ""})'
    return client.list_runs(project_name="p", filter=flt, start_time=since)


def bad(since):
    return client.list_runs(project_name="p", filter=f"gt(start_time, '{since:%Y-%m-%d}')", trace_filter=F"gt(latency, {1_000 / 2:>5.1f})")
