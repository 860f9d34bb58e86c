/** Prints the answers of the bot as JSON lines. */
import { Client } from "langsmith";

const LIMIT = 12;
const client = new Client();

async function* answers(projectName: string) {
  for await (const run of client.listRuns({ projectName, isRoot: true, error: false, limit: LIMIT })) {
    if (!run.outputs) continue;
    yield { id: run.id, trace: run.trace_id, question: run.inputs.question, answer: run.outputs.answer, tags: run.tags };
  }
}

let count = 0;
for await (const row of answers("support-bot")) {
  console.log(JSON.stringify(row));
  count++;
}
console.log(`${count} rows`);
