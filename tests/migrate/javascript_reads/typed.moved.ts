import { Client } from "langsmith";
import type { Run } from "langsmith/schemas";

const client = new Client();

interface Row { id: string; name: string; type: string; tokens: number; error?: string; session?: string }

async function fetchRuns(projectName: string): Promise<Langsmith.Run[]> {
  const out: Langsmith.Run[] = [];
  for await (const r of client.listRuns({ projectName })) out.push(r);
  return out;
}
const toRow = (run: Langsmith.Run): Row => ({
  id: run.id!, name: run.name!, type: run.run_type!.toLowerCase(), tokens: run.total_tokens ?? 0, error: run.error ?? null!, session: run.project_id,
});
function duration(run: Langsmith.Run): number {
  if (!run.end_time || !run.start_time) return 0;
  return new Date(run.end_time).getTime() - new Date(run.start_time).getTime();
}
const byType = new Map<string, Langsmith.Run[]>();
const byId: Record<string, Langsmith.Run> = {};
async function main(): Promise<void> {
  const runs = await fetchRuns("p");
  const rows: Row[] = runs.map(toRow);
  const names: string[] = runs.filter((r) => r.run_type === "LLM" && r.status !== "ERROR").map((r) => r.name!);
  console.log(rows.length, names.join(", "));
  for (const run of runs) {
    const list = byType.get(run.run_type!.toLowerCase()) ?? [];
    list.push(run);
    byType.set(run.run_type!.toLowerCase(), list);
    byId[run.id!] = run;
    const question: string = (run.inputs as Record<string, any>).question;
    const answer: string | undefined = (run.outputs as Record<string, any> | undefined)?.answer;
    console.log(question, answer, `${run.outputs?.answer}`, (run.outputs as Record<string, any> | undefined)?.messages?.[0]?.content, duration(run));
    const user = (run.extra as Record<string, any> | undefined)?.metadata?.user as string | undefined;
    console.log(user ?? "-", run.parent_run_ids?.at(-1) ? byId[run.parent_run_ids?.at(-1)!]?.name : "root", run.tags?.includes("prod"));
    const cost = Number((run as any).total_cost ?? 0);
    console.log(cost.toFixed(4), run.inputs ?? null, Object.keys(run.inputs as Record<string, any>));
    switch (run.status) { case "ERROR": console.log("bad"); break; case "SUCCESS": break; }
    const stats = run.feedback_stats?.["score"]?.avg;
    console.log(stats, run.status?.toUpperCase());
  }
  const top = [...runs].sort((a, b) => (b.total_tokens ?? 0) - (a.total_tokens ?? 0))[0];
  console.log(top?.project_id, top?.parent_run_ids?.at(-1) ?? null);
  const counts: Record<string, number> = {};
  for (const { run_type, id, name, error, parent_run_ids: parent_run_id } of runs) {
    counts[run_type!.toLowerCase()] = (counts[run_type!.toLowerCase()] ?? 0) + 1;
    const label: string = `${id} ${name} ${error ?? ""}`;
    if (parent_run_id?.at(-1) !== undefined) console.log(label, parent_run_id?.at(-1) ?? null);
    const upper: string = name!.toUpperCase();
    console.log(upper);
  }
  const total = runs.reduce((sum, run) => sum + (run.total_tokens || 0), 0);
  console.log(total, runs.reduce<Record<string, Langsmith.Run>>((acc, r) => ({ ...acc, [r.id!]: r }), {}));
}
main();
