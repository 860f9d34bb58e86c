const { Client } = require("langsmith");
const client = new Client();
const PROJECT = "chat";
const base = 'eq(is_root, true)';

async function* find(userId, { onlyErrors = false } = {}) {
  const options = { projectName: PROJECT, filter: base };
  if (onlyErrors) {
    options.filter = 'and(' + base + ', eq(status, "error"))';
  }
  options["treeFilter"] = "eq(name, '" + userId + "')";
  yield* client.listRuns({ ...options, limit: 100 });
}

let query = "and(eq(run_type, 'llm')";
query += ", gt(latency, 10)";
query += ")";
client.listRuns({ projectName: PROJECT, filter: query });

const byThread = (id) => `eq(thread_id, ${JSON.stringify(id)})`;
client.readRun;
client.listThreads({ filter: byThread("t-1") });
client.listExamples({ datasetName: "d", filter: String.raw`has(metadata, "{\"split\": \"test\"}")` });
