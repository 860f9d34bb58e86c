let total = 0, cost = 0, more = 0; const counts = {}, costs = [];
for await (const run of client.listRuns({ projectName: "p" })) {
  total += run.total_tokens; cost += Number(run.total_cost); more += parseFloat(run.total_cost || "0");
  counts[run.run_type] = (counts[run.run_type] || 0) + run.prompt_tokens;
  console.log(run.total_tokens > 100, run.total_tokens < 5, run.total_tokens * 2, run.total_tokens === 0, run.total_tokens || "none");
  console.log(Number(run.total_cost).toFixed(4), +run.total_cost, run.total_cost * 1000, run.total_cost < 0.01, run.total_cost ?? "-");
  console.log(run.total_cost ? "cost" : "free", !run.total_cost, !!run.total_cost, run.total_cost || "none", Math.max(run.total_cost, 0));
  if (run.total_cost && run.name) console.log("both"); costs.push(run.total_cost); const kept = run.prompt_cost; console.log(kept);
  console.log((new Date(run.end_time) - new Date(run.start_time)) / 1000, run.total_cost === null, parseFloat(run.total_cost));
  console.log(run.total_cost?.slice(0, 4), run.total_tokens.toLocaleString("en"), run.prompt_token_details?.cache_read);
}
console.log(total, cost, more, counts, costs);
