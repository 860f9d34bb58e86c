import { Client } from "langsmith";
import { Run } from "langsmith/schemas";

const client = new Client();

type Row = { id: string; name: string; kind: string; ms: number };

function toRow(run: Run): Row {
  const started = run.start_time ? new Date(run.start_time).getTime() : 0;
  const ended = run.end_time ? new Date(run.end_time).getTime() : started;
  return { id: run.id, name: run.name, kind: run.run_type, ms: ended - started };
}

async function fetchRuns(projectName: string, isRoot?: boolean, limit = 10): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of client.listRuns({ projectName, isRoot, limit })) runs.push(run);
  return runs;
}

const rows = (await fetchRuns("rag-prod", true)).map(toRow);
for (const { id, name, kind, ms } of rows) console.log(id, name, kind, ms);
const all = await fetchRuns("support-bot", undefined, 25);
console.log(all.filter((r) => r.run_type !== "chain").map((r) => r.name).join(","));
