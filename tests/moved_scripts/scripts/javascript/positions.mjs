import { Client } from "langsmith";

const client = new Client();
const base = { projectName: "support-bot" };

async function collect(runs) {
  const names = [];
  for await (const run of runs) names.push(`${run.id} ${run.name}`);
  return names;
}

function oldest(projectName) {
  return client.listRuns({ projectName, order: "asc", limit: 4 });
}
const since = (projectName, startTime, limit) => client.listRuns({ projectName, startTime, limit });

class Store {
  constructor() {
    this.client = client;
  }

  roots(projectName, filter) {
    const params = { projectName, filter, executionOrder: 1, limit: 3 };
    return this.client.listRuns(params);
  }
}

async function* children(run) {
  yield* client.listRuns({ ...base, parentRunId: run.id, filter: 'neq(run_type, "prompt")' });
}

console.log(await collect(oldest("support-bot")));
console.log(await collect(since(["support-bot", "rag-prod"], new Date("2025-06-01T00:00:00Z"), 5)));
console.log(await collect(since("support-bot")).then((names) => names.length));
console.log(await collect(new Store().roots("support-bot", 'eq(status, "error")')));
const { value } = await client.listRuns({ ...base, isRoot: true }).next();
console.log(value.name, (await collect(children(value))).sort());
for await (const run of client.listRuns({ projectName: "support-bot", limit: 2 })) {
  const full = await client.readRun(run.id);
  console.log(full.name, full.status, full.run_type);
}
const listings = [client.listRuns({ ...base, runType: "llm" }), client.listRuns({ ...base, error: true })];
console.log((await Promise.all(listings.map(collect))).map((names) => names.length));
