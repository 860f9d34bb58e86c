import { Client, type Run } from "langsmith";
const client = new Client();
type Kept = { run: Run; at: Date };
interface Snapshot extends Run { note?: string }
const kept: Kept[] = [];
const shots: Snapshot[] = [];
let latest: Run | undefined;
const KINDS = ["llm", "tool"];
const LABELS: Record<string, string> = { llm: "model", tool: "tool" };
function label(run: Run | undefined): string { return run ? LABELS[run.run_type] ?? run.run_type : "-"; }
async function first(): Promise<Run | null> {
  for await (const run of client.listRuns({ projectName: "p", limit: 1 })) return run;
  return null;
}
async function collect(name: string) {
  const all: Run[] = [];
  for await (const run of client.listRuns({ projectName: name })) {
    all.push(run);
    kept.push({ run, at: new Date(run.start_time as string) });
    shots.push({ ...{ note: "x" }, ...run } as Snapshot);
    latest = run;
    if (["llm", "tool"].includes(run.run_type) || KINDS.includes(run.run_type)) console.log(label(run));
    const seconds = run.end_time ? (new Date(run.end_time).getTime() - new Date(run.start_time!).getTime()) / 1000 : 0;
    console.log(seconds.toFixed(1), run.total_tokens! + 1, (run.total_tokens as number) * 2);
  }
  return all;
}
const main = async () => {
  const run = await first();
  if (run) console.log(run.name.padEnd(10), run.id.slice(0, 8), run.inputs["question"], run.error?.split("\n")[0]);
  const runs = await collect("p");
  const ids: string[] = runs.map(({ id }) => id);
  const set = new Set<string>(runs.map((r) => r.run_type));
  console.log(ids, set, kept.map((k) => k.run.name.toUpperCase()), latest?.run_type, label(latest));
  const sorted = runs.toSorted((a, b) => String(a.start_time).localeCompare(String(b.start_time)));
  const parents = new Map(runs.map((r) => [r.id, r] as const));
  for (const r of sorted) { const parent = r.parent_run_id ? parents.get(r.parent_run_id) : undefined; console.log(parent?.name ?? "root"); }
  const messages = runs.flatMap((r) => (r.outputs?.messages ?? []) as { content: string }[]);
  console.log(messages.length, runs.map((r) => r.extra?.metadata?.["user"]));
};
main();
