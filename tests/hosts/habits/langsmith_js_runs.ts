import { Client, type Run } from "langsmith";

const client = new Client();

export async function slowRuns(projectName: string, seconds: number, name: string): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of client.listRuns({
    projectName,
    filter: `and(gt(latency, "${seconds}s"), eq(name, "${name}"))`,
    traceFilter: 'and(eq(feedback_key, "user_score"), eq(feedback_score, 0))',
    treeFilter: "eq(status, \"error\")",
  })) {
    runs.push(run);
  }
  return runs;
}

export const since = async (hours: number) => {
  const start = new Date(Date.now() - hours * 3600_000).toISOString();
  return client.getRunStats({ filter: `gt(start_time, "${start}")` });
};
