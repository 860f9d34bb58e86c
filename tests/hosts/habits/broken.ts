import { Client } from "langsmith";
const client = new Client();
async function one() {
  for await (const run of client.listRuns({ filter: 'eq(run_type, "llm")', traceFilter: "eq(is_root true)" ) {
    console.log(run.id;
  }
}
const filter = 'eq(status, "error")';
