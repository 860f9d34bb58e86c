import { Client } from "langsmith";

const client = new Client();
const base = { projectName: "crowd" };

// One line that gets long.
for await (const run of client.listRuns({ projectName: "crowd", limit: 3 })) console.log(run.id);

const params = { projectName: "crowd", runType: "llm", error: true };
for await (const run of client.listRuns(params)) console.log(run.id);

for await (const run of client.listRuns({
  ...base,
  startTime: new Date("2026-09-01T12:00:10Z"), // the incident
  executionOrder: 1,
  filter: 'gt(total_tokens, 50)',
})) {
  console.log(run.id);
}

async function collect(runs) {
  const ids = [];
  for await (const run of runs) ids.push(run.id);
  return ids;
}
console.log(await collect(client.listRuns({ ...base, filter: 'gt(total_tokens, 50)', parentRunId: process.env.PARENT })));

export function oldest(projectName) {
  return client.listRuns({ projectName, order: "asc", limit: 4 });
}
export const names = (projectName, since, limit) => client.listRuns({ projectName, startTime: since, limit, select: ["id", "name"] });
export async function named({ projects, projectId }) {
  return [client.listRuns({ projectName: projects }), client.listRuns({ projectId, "referenceExampleId": "e" })];
}
export async function* all(name) {
  yield* new Client().listRuns({ projectName: name, traceFilter: `eq(name, ${JSON.stringify(name)})` });
}
export class Store {
  constructor(client) {
    this.client = client;
  }

  roots(projectName) {
    return this.client.listRuns({ projectName, isRoot: true });
  }
}
const iterator = client.listRuns({ projectId: ["p"] });
console.log((await iterator.next()).value.id);
for await (const run of client.readThread({ threadId: "t", projectName: "crowd" })) console.log(run.id);
