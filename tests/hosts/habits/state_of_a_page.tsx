"use client";
import { useState } from "react";
import { Client } from "langsmith";

const DEFAULT_FILTER = "and(eq(is_root, true), gt(latency, 5))";

export default function RunsPage({ project }: { project: string }) {
  const [filter, setFilter] = useState<string>('eq(status, "error")');
  async function load() {
    const client = new Client();
    for await (const run of client.listRuns({ projectName: project, filter })) console.log(run.id);
    for await (const run of client.listRuns({ projectName: project, filter: DEFAULT_FILTER })) console.log(run.id);
  }
  return (
    <div className="filter">
      <input placeholder="filter" value={filter} onChange={(e) => setFilter(e.target.value)} />
      <RunTable filter='eq(run_type, "tool")' />
      <button onClick={load}>Load {"😀"}</button>
    </div>
  );
}
