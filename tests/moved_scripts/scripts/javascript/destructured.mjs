import { Client } from "langsmith";

const client = new Client();
for await (const { id, name, run_type: type, status, error, extra } of client.listRuns({ projectName: "support-bot", isRoot: true, limit: 6 })) {
  const { metadata } = extra ?? {};
  console.log(`${id} ${name} ${type} ${status} ${error?.split("\n")[0] ?? "-"} ${metadata?.user_id}`);
}
