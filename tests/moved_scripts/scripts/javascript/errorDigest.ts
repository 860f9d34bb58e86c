import { Client } from "langsmith";

const client = new Client();

const errors: Record<string, number> = {};
let examples: string[] = [];

for await (const run of client.listRuns({
  projectName: "rag-prod",
  error: true,
  isRoot: true,
  select: ["id", "name", "error"],
})) {
  const kind = (run.error ?? "unknown").split(/[:(]/)[0];
  errors[kind] = (errors[kind] ?? 0) + 1;
  examples.push(`${run.id} ${run.name} ${kind}`);
}

console.table(errors);
console.log(examples.join("\n"));
