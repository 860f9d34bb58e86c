const BASE = process.env.LANGSMITH_ENDPOINT ?? "https://api.smith.langchain.com";

export async function query(sessionId: string) {
  const res = await fetch(`${BASE}/api/v1/runs/query`, {
    method: "POST",
    headers: { "x-api-key": process.env.LANGSMITH_API_KEY!, "content-type": "application/json" },
    body: JSON.stringify({
      session: [sessionId],
      filter: 'and(eq(run_type, "llm"), gt(latency, "5s"))',
      trace_filter: "eq(name, 'agent')",
    }),
  });
  return res.json();
}

export async function examples() {
  const params = new URLSearchParams({ dataset: "d", filter: "exists(metadata, 'k')" });
  return fetch(`${BASE}/api/v1/examples?${params}`);
}
