for await (const run of client.listRuns({ projectName: "p" })) {
  console.log(run.id, run.name, run.run_type, run.status, run.error, run.total_tokens, run.session_id, run.start_time.slice(0, 10));
  console.log(`${run.run_type}: ${run.error} ${run.completion_tokens} ${run.parent_run_id} ${run.reference_example_id}`);
  console.log("cost " + run.total_cost + ", " + run.prompt_cost);
  console.log(JSON.stringify({ type: run.run_type, error: run.error, cost: run.total_cost, tokens: [run.total_tokens], end: run.end_time }));
  console.log(run.inputs, run.outputs, run.tags, run.extra, run.feedback_stats, run.in_dataset, run.latency, run.nothing);
}
