"""Notes on LangSmith filters: filter="eq(status)" is wrong."""
from langsmith import Client, traceable

HELP = "Use a filter such as: and(...)"
ERROR_MESSAGE = "The filter eq(name, value) is not valid"
filter_name = "status"
filter_help = "LangSmith filter, for example eq(status, \"error\")"
PROMPT = """You write filters for LangSmith.
Examples:
- eq(status, "error")
- gt(latency, 5)
"""


@traceable(name="eq(x)")
def f(filter=""):
    if not filter:
        raise ValueError("filter must be like and(eq(...), gt(...))")
    return list(Client().list_runs(project_name="p", filter=filter))


df = None
df = df.filter(items=["a"]) if df else None
q = {"filter": "", "trace_filter": None, "tree_filter": "TODO"}
w = {"filter": "<your filter>"}
