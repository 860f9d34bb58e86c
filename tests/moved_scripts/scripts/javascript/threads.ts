import { Client } from "langsmith";

const client = new Client();

export async function readThread(threadId: string, projectName = "support-bot"): Promise<string[]> {
  const filter = `and(in(metadata_key, ["session_id", "conversation_id", "thread_id"]), eq(metadata_value, "${threadId}"))`;
  const lines: string[] = [];
  for await (const run of client.listRuns({ projectName, filter, isRoot: true, order: "asc" })) {
    lines.push(`user: ${run.inputs.question}`);
    if (run.outputs !== undefined && run.outputs !== null) {
      lines.push(`bot: ${run.outputs.answer}`);
    }
  }
  return lines;
}

const conversations = await Promise.all(["thread-support-bot-0", "thread-support-bot-3"].map((id) => readThread(id)));
conversations.forEach((lines) => console.log(lines.join("\n"), "\n"));
