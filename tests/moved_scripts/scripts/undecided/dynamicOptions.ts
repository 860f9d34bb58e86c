import { Client } from "langsmith";

const client = new Client();
const options = JSON.parse(process.env.RUN_OPTIONS ?? '{"projectName": "rag-prod"}');
for await (const run of client.listRuns(options)) {
  console.log(run.id);
}
