import pandas as pd
from langsmith import Client as LangSmithClient

ls = LangSmithClient()
df = pd.DataFrame([r.dict() for r in ls.list_runs(project_name="p", filter="eq(run_type, 'llm')")])
df = df.filter(like="eq(")
rows = list(filter(lambda r: r.name == "x", ls.list_runs(project_name="p", filter=u'eq(name, "x")', is_root=True)))
one = next(iter(ls.list_runs(project_name="p", filter=r'search("a\.b")', limit=1)))
total = sum(1 for _ in ls.list_runs(project_name="p", filter="and(" "eq(is_root, true)" ", " 'eq(status, "error")' ")"))
ex = ls.list_examples(dataset_name="d", filter='has(metadata, \'{"k": "v"}\')')
sim = ls.similar_examples({"q": 1}, limit=3, dataset_id="d", filter="eq(metadata.k, 1)")
th = ls.list_threads(project_name="p", filter="gt(latency, 5)")
one_thread = ls.read_thread(thread_id="t", project_name="p", filter='eq(is_root, true)')
