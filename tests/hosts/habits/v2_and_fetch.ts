import LangSmith from "langsmith";

const client = new LangSmith();
const API = process.env.LANGSMITH_ENDPOINT ?? "https://api.smith.langchain.com";
const QUERY_URL = `${API}/api/v1/runs/query`;

export const page = await client.runs.query({
  project_ids: ["11111111-1111-1111-1111-111111111111"],
  filter: 'eq(run_type, "llm")',
  trace_filter: 'search("refund")',
});
await client.threads.query({ project_id: "p", thread_filter: "gt(turn_count, 3)" });
await client.sessions.listV2({ filter: "eq(name, 'prod')", stats_filter: 'eq(status, "error")' });

export async function query(session: string, filter: string = "eq(is_root, true)") {
  const answer = await fetch(`${API}/api/v1/runs/query`, {
    method: "POST",
    headers: { "x-api-key": process.env.LANGSMITH_API_KEY! },
    body: JSON.stringify({ session: [session], filter, tree_filter: "eq(name,'Retriever') and gt(latency, 1)" }),
  });
  return answer.json();
}
const rule = { display_name: "r", sampling_rate: 1, filter: "eq(feedback_key, 'x')" };
await axios.post(`${API}/api/v1/runs/rules`, rule, { headers: {} });
await ky.post(QUERY_URL, { json: { trace_filter: 'has(tags,"x")' } });
const search = new URLSearchParams({ filter: "eq(name,'p')" });
search.set("stats_filter", 'eq(error, null)');
await fetch(`${API}/api/v1/sessions?filter=${encodeURIComponent('eq(name, "prod")')}&limit=1`);
