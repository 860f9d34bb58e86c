const api = async (path, body) => {
  const res = await fetch(`${process.env.LANGSMITH_ENDPOINT}/api/v1${path}`, {
    method: "POST",
    headers: { "x-api-key": process.env.LANGSMITH_API_KEY, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return res.json();
};

const { runs, cursors } = await api("/runs/query", { session: ["2c002ce2-2e76-5c48-9266-9f8fb7274feb"], error: true, limit: 5, select: ["name", "error"] });
for (const run of runs) console.log(run.name, run.error.split("\n")[0]);
console.log(cursors.next !== null);
