import { Client } from "langsmith";

async function main() {
  const client = new Client();
  const roots = [];
  for await (const root of client.listRuns({ projectName: "support-bot", isRoot: true, limit: 2 })) {
    roots.push(root);
  }

  for (const root of roots) {
    const byParent = {};
    for await (const run of client.listRuns({ projectId: root.session_id, traceId: root.trace_id })) {
      const parent = run.parent_run_id ?? "root";
      (byParent[parent] ??= []).push(run);
    }
    const show = (id, depth) => {
      const level = byParent[id] ?? [];
      level.sort((a, b) => a.dotted_order.localeCompare(b.dotted_order));
      for (const run of level) {
        console.log("  ".repeat(depth) + `${run.name} (${run.run_type}) ${run.error ? "failed" : "ok"}`);
        show(run.id, depth + 1);
      }
    };
    show("root", 0);
  }
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
