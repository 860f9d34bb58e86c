import { Client, type Run } from "langsmith";

interface ModelUsage {
  calls: number;
  tokens: number;
  cost: number;
}

const client = new Client({ callerOptions: { maxRetries: 0 } });

function modelOf(run: Run): string {
  const metadata = run.extra?.metadata as Record<string, string> | undefined;
  return metadata?.ls_model_name ?? "unknown";
}

async function usageByModel(projectName: string): Promise<Map<string, ModelUsage>> {
  const usage = new Map<string, ModelUsage>();
  for await (const run of client.listRuns({ projectName, runType: "llm" })) {
    const row = usage.get(modelOf(run)) ?? { calls: 0, tokens: 0, cost: 0 };
    row.calls += 1;
    row.tokens += run.total_tokens ?? 0;
    row.cost += Number((run as any).total_cost ?? 0);
    usage.set(modelOf(run), row);
  }
  return usage;
}

const usage = await usageByModel("support-bot");
for (const [model, row] of [...usage].sort((a, b) => b[1].cost - a[1].cost)) {
  console.log(`${model.padEnd(14)} ${row.calls} calls ${row.tokens} tokens $${row.cost.toFixed(6)}`);
}
