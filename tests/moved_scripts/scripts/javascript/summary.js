import { Client } from "langsmith";

export class Summary {
  constructor(client) {
    this.client = client;
    this.counts = {};
  }

  async load(projectId) {
    for await (const run of this.client.listRuns({ projectId, select: ["id", "name", "run_type", "status", "total_cost", "parent_run_id"] })) {
      this.counts[run.run_type] = (this.counts[run.run_type] || 0) + 1;
      if (!run.parent_run_id) this.roots = (this.roots || 0) + 1;
      this.cost = (this.cost || 0) + parseFloat(run.total_cost || "0");
    }
    return this;
  }
}

const client = new Client();
const project = await client.readProject({ projectName: "nightly-evals" });
const summary = await new Summary(client).load(project.id);
console.log(JSON.stringify(summary.counts), summary.roots, summary.cost.toFixed(5));
