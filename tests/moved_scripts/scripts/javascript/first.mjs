import { Client } from "langsmith";

const client = new Client();
const runs = client.listRuns({ projectName: "support-bot", isRoot: true });
const { value: latest } = await runs.next();
console.log(latest.name, latest.status, latest.tags);

let n = 0;
for await (const run of client.listRuns({ projectName: "batch-jobs" })) {
  if (++n >= 3) break;
  console.log(run.inputs.text, run.outputs?.label);
}
