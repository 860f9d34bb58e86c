import * as ls from "langsmith";

const client = new ls.Client();

async function costOf(projectName: string, since?: Date): Promise<number> {
  let total = 0;
  for await (const run of client.listRuns({ projectName, isRoot: true, ...(since && { startTime: since }) })) {
    total += run.prompt_tokens ?? 0;
  }
  return total;
}

console.log(await costOf("support-bot"), await costOf("rag-prod", new Date("2025-06-02T00:00:00Z")));
