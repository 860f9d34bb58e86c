const runs = []; for await (const run of client.listRuns({ projectName: "p" })) runs.push(run);
console.log(runs.length, runs[0].run_type, runs.at(-1).status, runs.map((run) => run.run_type), runs.map(({ status }) => status).join());
console.log(runs.filter((r) => r.status === "error").map((r) => r.error), runs.find((r) => r.run_type == "tool")?.name);
console.log(runs.some(function (r) { return r.run_type === "llm" }), runs.every((r) => r.total_tokens > 0), runs.map((r) => r.error));
console.log(runs.reduce((sum, run) => sum + run.total_tokens, 0), runs.reduce((a, b) => a.total_tokens > b.total_tokens ? a : b).name);
console.log([...runs].sort((a, b) => b.total_tokens - a.total_tokens)[0].session_id, runs.flatMap((r) => [r.run_type, r.status]));
const [first, , third] = runs; console.log(first.run_type, third.run_type); runs.forEach(print);
function print(run, index) { console.log(index, run.run_type, run.parent_run_id) }
const others = await Array.fromAsync ? runs.slice(1) : []; for (const other of others) console.log(other.run_type);
const ids = Object.fromEntries(runs.map((run) => [run.id, run])); for (const [id, run] of Object.entries(ids)) console.log(id, run.status);
const byId = new Map(runs.map((r) => [r.id, r])); for (const r of byId.values()) console.log(byId.get(r.parent_run_id)?.run_type, byId.size);
const groups = {}; for (const run of runs) (groups[run.run_type] ??= []).push(run);
for (const [type, group] of Object.entries(groups)) console.log(type, group.map((r) => r.run_type), groups.llm?.length);
const latest = new Map(); for (const run of runs) { if (!latest.has(run.run_type)) latest.set(run.run_type, []); latest.get(run.run_type).push(run) }
latest.forEach((list, type) => console.log(type, list[0].run_type)); console.log(latest.get("llm")[0].session_id);
