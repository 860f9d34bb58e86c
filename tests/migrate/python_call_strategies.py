"""Programs with one call of ``list_runs`` in any position, with any arguments that v2 has something for."""

from hypothesis import strategies as st

_ARGUMENTS = {
    "project_name": ['"support"', "project", '["a", "b"]', "projects", 'f"{project}-x"', 'os.environ["P"]'],
    "run_type": ['"llm"', "'tool'", "kind", "None"],
    "error": ["True", "False", "failed"],
    "is_root": ["True", "1", "0", "failed"],
    "start_time": ["since", "datetime(2026, 1, 31)", "datetime.now() - timedelta(days=1)", "datetime.now(timezone.utc)",
                   "start()"],
    "trace_id": ["trace", '"153a6dfd-36dd-417e-a1b4-0a1b2c3d4e5f"', "run.trace_id"],
    "reference_example_id": ["example", "None"],
    "run_ids": ["ids", "[first, second]", '("153a6dfd-36dd-417e-a1b4-0a1b2c3d4e5f",)', "[str(id) for id in ids]"],
    "select": ['["id", "name"]', '("latency",)', "FIELDS"],
    "limit": ["5", "5000", "most", "int(most)", "None", "asked()"],
    "order": ['"asc"', "'desc'"],
    "parent_run_id": ["trace", '"153a6dfd-36dd-417e-a1b4-0a1b2c3d4e5f"', 'parents["x"]'],
    "filter": ["'eq(status, \"error\")'", '\'and(gt(latency, "5s"), gte(start_time, "2026-05-01"))\'', "text",
               'f\'eq(name, "{name}")\''],
    "cursor": ["None"],
}  # fmt: skip
_LOOPS = [
    "for run in {}:\n    print(run.name)",
    "print([run.name for run in {}])",
    "print(next({}).name)",
    "print(len(list({})))",
    "runs = {}\nfor run in runs: print(run.name)",
    "runs = {}\nprint(next(runs).name)\nprint([run.name for run in runs])",
    "def listed():\n    return {}",
    "def listed():\n\tyield from {}",
    "show(*{})",
    "show(sorted({}, key=key), 1)",
    "if failed: show({})",
    "with opened() as file:\n    for number, run in enumerate({}, 1):  # numbered\n        file.write(run.name)",
]
_ASYNC_LOOPS = [
    "async def main():\n    async for run in {}:\n        print(run.name)",
    "async def main():\n    return [run.name async for run in {}]",
    "async def main():\n    runs = {}\n    return await anext(runs)",
]
_CLIENTS = [
    ("from langsmith import Client", "client = Client()", "client"),
    ("import langsmith", "client = langsmith.Client()  # ours", "client"),
    ("from langsmith import (\n    Client,\n    traceable,\n)", "", "Client()"),
    ("from langsmith import Client as C", "made = C(); other = 1", "made"),
    ("import langsmith as ls", "clients = {'a': ls.Client()}", "clients['a']"),
]
_ASYNC_CLIENTS = [("from langsmith import AsyncClient", "client = AsyncClient()", "client")]
_HEAD = '''\
"""A program."""

import os
from datetime import datetime, timedelta, timezone
{imports}

FIELDS = ["name", "id"]
{client}
# before
'''
_LAYOUTS = ["{method}({joined})", "{method}(\n        {lines}\n    )", "{method}(\n        {lines},  # the last\n    )"]


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Programs of a synchronous or an asynchronous client."""
    is_async = draw(st.booleans())
    imports, client, receiver = draw(st.sampled_from(_ASYNC_CLIENTS if is_async else _CLIENTS))
    names = draw(st.lists(st.sampled_from([*_ARGUMENTS][1:]), unique=True, max_size=5))
    names.insert(draw(st.integers(0, len(names))), "project_name")
    arguments = [f"{name}={draw(st.sampled_from(_ARGUMENTS[name]))}" for name in names]
    layout = draw(st.sampled_from(_LAYOUTS))
    lines = f",{draw(st.sampled_from(['', '  # noted']))}\n        ".join(arguments)
    call = layout.format(method=f"{receiver}.list_runs", joined=", ".join(arguments), lines=lines)
    statement = draw(st.sampled_from(_ASYNC_LOOPS if is_async else _LOOPS)).format(call)
    return f"{_HEAD.format(imports=imports, client=client)}{statement}\n# behind\nprint('end')\n"
