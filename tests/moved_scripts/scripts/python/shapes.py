# -*- coding: utf-8 -*-
import os, sys
from langsmith import Client

def main(client, *, verbose=False):
	# tabs in this file, from an old editor
	for run in client.list_runs(project_name="support-bot", is_root=True, limit=2): print(run.name, run.status)
	for run in client.list_runs(
		project_name="rag-prod",  # the production project
		# only the failed ones
		error=True,
		is_root=True,   # roots
	):
		print(run.name, (run.error or "")[:12]); sys.stdout.flush()
	if verbose: runs = list(client.list_runs(project_name="rag-prod", run_type="parser"))
	else: runs = []
	print(len(runs))
	if (found := list(client.list_runs(project_name="nightly-evals"))) and len(found) > 3:
		print("many", len(found))
	fetch = lambda name, **kw: client.list_runs(project_name=name, is_root=True)
	print(len(list(fetch("rag-prod"))), [r.run_type for r in fetch("nightly-evals")][:2])

if __name__ == "__main__":
	main(Client(), verbose=True)
