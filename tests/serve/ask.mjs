// Asks a server through the official JavaScript SDK. Standard input: {url, questions: {name: [api, arguments]}};
// standard output: {name: {runs: [...]} or {error, status}}.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(`${process.cwd()}/`);
const { Client } = require("langsmith");
const { url, questions } = JSON.parse(await text(process.stdin));
const client = new Client({ apiUrl: url, apiKey: "any", autoBatchTracing: false, callerOptions: { maxRetries: 0 } });

const ask = {
  v1: (given) => client.listRuns({ ...given, ...(given.startTime && { startTime: new Date(given.startTime) }) }),
  v2: (given) => client.runs.query(given),
  groups: (given) => client.listGroupRuns(given),
  projects: (given) => client.listProjects(given),
  run: async function* (given) {
    yield await client.readRun(given.id, given);
  },
};

const answers = {};
for (const [name, [api, given]] of Object.entries(questions)) {
  try {
    const runs = [];
    for await (const run of ask[api](given)) runs.push(run);
    answers[name] = { runs };
  } catch (error) {
    answers[name] = { error: String(error.message), status: error.status };
  }
}
process.stdout.write(JSON.stringify(answers));
