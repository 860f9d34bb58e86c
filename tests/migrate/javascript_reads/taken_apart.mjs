for await (const { id, name, run_type: type, status = "unknown", error, total_tokens, total_cost: cost, session_id, parent_run_id,
  prompt_token_details, inputs: question, in_dataset, end_time } of client.listRuns({ projectName: "p" })) {
  console.log(id, name, type, status, error, total_tokens, cost, session_id, parent_run_id, prompt_token_details, question, in_dataset, end_time);
  console.log({ type, status, error, total_tokens, cost, session_id, parent_run_id });
  if (type === "llm" && status !== "success" && !parent_run_id) console.log("llm");
  if (status === "error") console.log("failed", error.length);
  if (error === null) console.log("fine");
}
const show = ({ name, run_type, ...other }, { prompt_tokens: tokens = 1 }) => console.log(name, run_type, tokens, Object.keys(other).length > 0);
for await (const run of client.listRuns({ projectName: "p" })) show({ name: run.name, run_type: run.run_type, x: 1 }, run);
