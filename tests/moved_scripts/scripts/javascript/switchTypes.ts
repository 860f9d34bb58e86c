import { Client } from "langsmith";

const client = new Client();
const totals = { model: 0, search: 0, other: 0 };
const labels: Record<string, string> = { llm: "LLM call", tool: "Tool", retriever: "Search" };
const seen = new Set<string>();

for await (const run of client.listRuns({ projectName: "rag-prod" })) {
  switch (run.run_type) {
    case "llm":
    case "prompt":
      totals.model += run.total_tokens ?? 0;
      break;
    case "retriever":
    case "embedding":
      totals.search++;
      break;
    default:
      totals.other++;
  }
  if (["llm", "tool"].includes(run.run_type) && run.status === "error") console.log("failed", run.name);
  seen.add(labels[run.run_type] ?? run.run_type);
}
console.log(totals, [...seen].sort());
