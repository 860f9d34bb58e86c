const runs = [];
for await (const run of client.listRuns({})) runs.push(run);
console.log(runs.map((r) => ({ name: r.name, type: r.run_type, status: r.status, tokens: r.total_tokens, cost: r.total_cost, error: r.error })));
console.log(runs.map((run) => [run.id, run.run_type, run.error ?? "", run.total_tokens, run.total_cost].join(",")).join("\n"));
console.log(JSON.stringify(runs.map((run) => ({ type: run.run_type, cost: run.total_cost, parent: run.parent_run_id })), null, 2));
const totals = runs.reduce(
  (acc, { run_type, total_tokens, total_cost }) => {
    acc[run_type] = (acc[run_type] || 0) + total_tokens;
    acc.cost += parseFloat(total_cost ?? "0");
    return acc;
  },
  { cost: 0 },
);
const byType = runs.reduce((acc, run) => {
  (acc[run.run_type] = acc[run.run_type] || []).push(run);
  return acc;
}, {});
for (const type of Object.keys(byType)) console.log(type, byType[type].length, byType[type].filter((r) => r.status === "error").length);
const latest = runs.sort((a, b) => b.start_time.localeCompare(a.start_time))[0];
console.log(totals, `Latest: ${latest?.name ?? "none"} (${latest?.run_type})`);
if (latest && latest.run_type === "tool" && (latest.total_cost > 0.5 || latest.total_tokens >= 0)) console.log("cheap");
const isFailed = (run) => run.status === "error";
console.log(runs.filter(isFailed).length, runs.filter((r) => !isFailed(r)).map((r) => r.outputs?.answer ?? r.outputs));
const stats = { llm: 0, tool: 0 };
for (const run of runs) {
  stats[run.run_type]++;
  console.log(run.run_type in stats, Object.keys(stats).includes(run.run_type), run.run_type == "llm" ? "a" : run.run_type === 'tool' ? "b" : "c");
}
console.log(stats, { success: "ok", error: "failed" }[runs[0].status], runs[0].status === "success" ? "ok" : runs[0].status);
let type;
({ run_type: type } = runs[0]);
const { status: state } = runs[1];
console.log(type, state === "error", `${state}`);
const message = (run) => "Run " + run.name + " failed: " + run.error + " after " + run.total_tokens;
runs.forEach((r) => console.log(message(r)));
console.log(runs.map((r) => r.feedback_stats?.score?.avg), runs.map((r) => r.tags?.join(" ")), runs.some((r) => /ll/.test(r.run_type)));
console.log(runs.map((r) => Number(r.total_cost) || 0).reduce((a, b) => a + b, 0).toFixed(2), runs.map((r) => Boolean(r.parent_run_id)));
console.log(runs.map((r) => r.extra?.metadata?.user ?? r.session_id), runs.map((r) => r.parent_run_id === runs[0].id), runs.map((r) => r.parent_run_id == null));
