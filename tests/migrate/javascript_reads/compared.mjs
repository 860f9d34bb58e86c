const TYPES = ["llm", "tool"], ICONS = { llm: "L", tool: "T", chain: "C" }, KINDS = new Set(["chain"]);
for await (const run of client.listRuns({ projectName: "p" })) {
  if (run.run_type === "llm" || 'chain' == run["run_type"]) console.log(1);
  if (run.status !== "success") console.log(2);
  if (["llm", "tool"].includes(run.run_type)) console.log(3);
  if (TYPES.includes(run.run_type)) console.log(4);
  if (new Set(["error", "pending"]).has(run.status)) console.log(5);
  if (KINDS.has(run.run_type)) console.log(6, ICONS[run.run_type], ICONS[run?.run_type] ?? "?");
  switch (run.status) { case "error": console.log(7); break; case `success`: console.log(8); break; default: console.log(9) }
  switch (run.run_type) { case "llm": console.log(10); break; default: console.log(11) }
  console.log(run.status.toUpperCase(), run.run_type.padEnd(6) + "|", run.run_type.length, (run.status || "none"), run.status ? 1 : 0);
  const type = run.run_type; if (type === "llm") console.log(12, type);
  console.log(run.error === null, run.error !== null, run.error == null, !run.error, run.error ? "e" : "-", run.error ?? "none");
  console.log(run.run_type === TYPES[0], run.status > "f");
}
