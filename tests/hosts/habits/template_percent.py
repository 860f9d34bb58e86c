from functools import partial
from string import Template
from textwrap import dedent

from langsmith import Client

client = Client()
NAMED = Template("eq(name, \"$name\")")
SLOW = dedent("""\
    and(
        eq(run_type, 'chain'),
        gt(latency, %d)
    )
""")
named_runs = partial(client.list_runs, filter=NAMED.substitute(name=input()))
slow_runs = client.list_runs(filter=SLOW % 5, tree_filter="eq(name, '%s')" % input())
both = client.list_runs(filter=" and ".join(["eq(is_root, true)", 'eq(status, "error")']))
