import { Client } from "langsmith";

const client = new Client();
const totals = new Map();

for await (const run of client.listRuns({
  projectName: "support-bot",
  isRoot: true,
  filter: 'eq(feedback_key, "user_score")',
})) {
  for (const [key, stats] of Object.entries(run.feedback_stats ?? {})) {
    const { sum, n } = totals.get(key) ?? { sum: 0, n: 0 };
    totals.set(key, { sum: sum + stats.avg * stats.n, n: n + stats.n });
  }
}

for (const [key, { sum, n }] of [...totals.entries()].sort()) {
  console.log(`${key}: ${(sum / n).toFixed(3)} (${n})`);
}
