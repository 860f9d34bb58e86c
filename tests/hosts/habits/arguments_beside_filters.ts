import { Client } from "langsmith";

const client = new Client();
const slow = 'and(eq(is_root, true), gt(latency, "10s"))';

for await (const run of client.listRuns({ projectName: "assistant", isRoot: true, filter: slow })) {
  console.log(run.id);
}
for await (const run of client.listRuns({
  projectName: "assistant",
  runType: "llm",
  filter: 'or(eq(run_type, "chain"), eq(run_type, "tool"))',
  treeFilter: 'eq(run_type, "chain")',
})) {
  console.log(run.id);
}
for await (const run of client.runs.query({ project_ids: [id], filter: `eq(name, ${JSON.stringify(name)})`, ...bounds })) {
  console.log(run.id);
}
