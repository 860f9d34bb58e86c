from langsmith import Client

client = Client()
run = client.read_run("b4618b13-d3ce-5b3c-a814-f973c9981ac5", load_child_runs=True)
for child in run.child_runs:
    print(child.name, child.run_type)
