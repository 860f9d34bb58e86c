import { Client } from "langsmith";

const client = new Client();
const projectName = "support-bot";
const runs = [];
for await (const run of client.listRuns({ projectName, isRoot: true, limit: 2 })) {
  const full = await client.readRun(run.id);
  console.log(full.name, full.run_type, full.total_tokens);
  runs.push(run);
}
for (const run of runs) {
  const root = await client.readRun(run.trace_id, { loadChildRuns: false });
  console.log(root.id, root.status);
}
const project = await client.readProject({ projectName });
const kids = await Promise.all(runs.map(async (run) => (await client.readRun(run.id)).name));
console.log(kids);
for await (const run of client.listRuns({ projectId: project.id, traceId: runs[0].trace_id })) {
  const again = await client.readRun(run.id);
  console.log(again.inputs, again.latency);
}

for (const run of runs) console.log(await client.readRunSharedLink(run.id), client.readRunSharedLink(run.trace_id));
await client.readRun(runs[0].id, { loadChildRuns: true });
await client.readRun(process.argv[2] ?? runs[0].id);
