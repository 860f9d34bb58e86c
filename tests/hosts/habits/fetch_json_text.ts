// Requests whose bodies are written as JSON texts, and a link to the user interface.
const BASE = "https://api.smith.langchain.com";

export async function failures(project: string, name: string) {
  return fetch(`${BASE}/api/v1/runs/query`, {
    method: "POST",
    body: '{"session": ["5f3a"], "is_root": true, "filter": "eq(status, error)"}',
  });
}

export async function named(project: string, name: string) {
  const body = `{
    "session": ["${project}"],
    "trace_filter": "and(eq(name, \\"${name}\\"), gt(latency, '5s'))",
    "limit": 100
  }`;
  return fetch(`${BASE}/api/v1/runs/query`, { method: "POST", body });
}

export const joined = (id: string) =>
  '{"session": ["' + id + '"], "filter": "latency > 5", ' + '"select": ["id"]}';

export const link = "https://smith.langchain.com/o/1/projects/p/2?searchModel=%7B%22filter%22%3A%22eq(status%2C%20error)%22%7D";

// A document of another language.
export const gql = graphql`{ runs(filter: "status = error") { id } }`;
