import { Client } from "langsmith";

const client = new Client({ apiKey: process.env.LANGSMITH_API_KEY, apiUrl: process.env.LANGSMITH_ENDPOINT });

const collect = async (iterable) => {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
};

const [bots, rags] = await Promise.all([
  collect(client.listRuns({ projectName: "support-bot", isRoot: true, error: true })),
  collect(client.listRuns({ projectName: "rag-prod", isRoot: true, error: true })),
]);
console.log(bots.length, rags.length);
console.log([...bots, ...rags].map((run) => run.name + ":" + run.status).join(" "));
const since = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000);
const recent = await collect(client.listRuns({ projectName: "batch-jobs", startTime: since, filter: 'neq(status, "error")' }));
console.log(recent.length, recent.every((run) => run.status === "success"));
