from concurrent.futures import ThreadPoolExecutor

from langsmith import Client

client = Client()
with ThreadPoolExecutor(2) as pool:
    jobs = [pool.submit(client.list_runs, project_name=name) for name in ("support-bot", "rag-prod")]
    for job in jobs:
        print(len(list(job.result())))
