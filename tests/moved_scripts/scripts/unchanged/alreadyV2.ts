import { Client } from "langsmith";

const client = new Client();
const project = await client.readProject({ projectName: "support-bot" });
let count = 0;
for await (const run of client.runs.query({
  project_ids: [project.id],
  min_start_time: "2025-01-01T00:00:00Z",
  selects: ["ID", "RUN_TYPE"],
})) {
  if (run.run_type === "LLM") count++;
}
console.log(count);
