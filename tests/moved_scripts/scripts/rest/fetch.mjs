const endpoint = process.env.LANGSMITH_ENDPOINT;
const headers = {
  "x-api-key": process.env.LANGSMITH_API_KEY,
  "content-type": "application/json",
};

const projects = await (await fetch(`${endpoint}/api/v1/sessions?name=rag-prod`, { headers })).json();

let cursor;
let total = 0;
const names = {};
do {
  const response = await fetch(`${endpoint}/api/v1/runs/query`, {
    method: "POST",
    headers,
    body: JSON.stringify({ session: [projects[0].id], limit: 50, select: ["name", "status"], ...(cursor ? { cursor } : {}) }),
  });
  const page = await response.json();
  for (const run of page.runs) {
    names[run.name] = (names[run.name] ?? 0) + 1;
    total++;
  }
  cursor = page.cursors.next;
} while (cursor);

console.log(total, JSON.stringify(names));
