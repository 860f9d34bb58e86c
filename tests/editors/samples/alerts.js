import { Client } from "langsmith";

const client = new Client();
const slowFilter = `gt(latency, 5)`;
const title = "eq(status, 'error')";
for await (const run of client.listRuns({ filter: "eq(status, \"error\")", traceFilter: 'has(tags, "beta")' })) {
  console.log(run.id, "filter", title);
}
