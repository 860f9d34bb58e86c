import { useMemo } from "react";
import { RunsTable } from "./RunsTable"; // lists runs of LangSmith

export function Errors({ user }: { user: string }) {
  const filter = useMemo(() => `and(eq(status, "error"), eq(metadata_key, "user"), eq(metadata_value, "${user}"))`, [user]);
  return (
    <section style={{ filter: "drop-shadow(0 0 4px #888)" }}>
      <svg><g filter="url(#shadow)" /></svg>
      <RunsTable filter={filter} traceFilter="eq(name, &quot;chat&quot;)" />
      <RunsTable filter={user ? 'eq(is_root, true)' : "eq(is_root, false)"} />
    </section>
  );
}
