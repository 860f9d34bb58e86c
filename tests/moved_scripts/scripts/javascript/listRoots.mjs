import { Client } from "langsmith";

const client = new Client();
const projectName = process.argv[2] ?? "rag-prod";

const runs = [];
for await (const run of client.listRuns({
  projectName,
  isRoot: true,
  limit: 5,
})) {
  runs.push(run);
}

runs.forEach((run, i) => {
  console.log(i + 1, run.id, run.name, run.run_type, run.status);
});
