import { Client } from "langsmith";

const client = new Client({
  apiUrl: process.env.LANGSMITH_ENDPOINT,
  apiKey: process.env.LANGSMITH_API_KEY,
});

function percentile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

const durations: number[] = [];
for await (const run of client.listRuns({
  projectName: "batch-jobs",
  startTime: new Date("2025-06-10T00:00:00Z"),
  filter: 'eq(status, "success")',
})) {
  if (!run.end_time || !run.start_time) continue;
  durations.push(new Date(run.end_time).getTime() - new Date(run.start_time).getTime());
}
console.log(`n=${durations.length} p50=${percentile(durations, 0.5)} p95=${percentile(durations, 0.95)}`);
