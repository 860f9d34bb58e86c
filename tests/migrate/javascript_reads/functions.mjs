async function collect() { const all = []; for await (const r of client.listRuns({ projectName: "p" })) all.push(r); return all }
async function* failed() { for await (const r of client.listRuns({ projectName: "p" })) if (r.status === "error") yield r }
const table = async () => (await collect()).map((run) => ({ run, type: run.run_type }));
class Report {
  runs = []; async load() { this.runs = await collect(); return this } lines() { return this.runs.map((run) => this.line(run)) }
  line(run) { return `${run.run_type} ${run.total_tokens}` }
}
async function main() {
  for await (const run of failed()) console.log(run.run_type, run.session_id);
  for (const { run, type } of await table()) console.log(type, run.status, type === "llm");
  console.log((await new Report().load()).lines());
  await collect().then((runs) => runs.forEach((run) => console.log(run.run_type)));
  const iterator = client.listRuns({ projectName: "p" }); const { value: first } = await iterator.next(); console.log(first.run_type, (await iterator.next()).value.status);
  const [all, again] = await Promise.all([collect(), collect()]); console.log(all[0].run_type, again[1].run_type);
}
await main();
