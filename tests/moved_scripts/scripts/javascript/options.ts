import { Client } from "langsmith";

const client = new Client();
const options = {
  projectName: "support-bot",
  runType: "llm" as const,
  limit: 5,
};
for await (const run of client.listRuns(options)) {
  console.log(run.name, run.total_tokens, run.prompt_tokens);
}
