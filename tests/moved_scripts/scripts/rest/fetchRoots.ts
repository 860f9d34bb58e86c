type RunRow = { id: string; name: string; inputs: { question: string } };

async function queryRuns(session: string, limit: number): Promise<RunRow[]> {
  const response = await fetch(process.env.LANGSMITH_ENDPOINT + "/api/v1/runs/query", {
    method: "POST",
    headers: { "x-api-key": process.env.LANGSMITH_API_KEY ?? "", "Content-Type": "application/json" },
    body: JSON.stringify({ session: [session], is_root: true, limit, select: ["id", "name", "inputs"] }),
  });
  if (!response.ok) throw new Error(`runs/query ${response.status}`);
  const { runs } = await response.json();
  return runs;
}

for (const run of await queryRuns("2c002ce2-2e76-5c48-9266-9f8fb7274feb", 4)) {
  console.log(run.id, run.name, run.inputs.question);
}
