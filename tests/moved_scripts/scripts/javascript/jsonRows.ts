import { Client, Run } from "langsmith";

const client = new Client();
const pick = (run: Run) => ({
  id: run.id,
  parent: run.parent_run_id,
  type: run.run_type,
  tags: run.tags ?? [],
  cost: run.total_cost,
  error: run.error ?? null,
});

const out: ReturnType<typeof pick>[] = [];
for await (const run of client.listRuns({ projectName: "nightly-evals", limit: 8, order: "asc" })) out.push(pick(run));
console.log(JSON.stringify(out, null, 2));
