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
class Store {
  #kept = new Map();
  add(run) {
    this.#kept.set(run.id, run);
  }
  failed() {
    return [...this.#kept.values()].filter((run) => run.error !== null);
  }
}
const store = new Store();
for await (const run of client.listRuns({})) store.add(run);
for (const run of store.failed()) console.log(run.run_type, run.error);
const grouped = new Map();
for await (const run of client.listRuns({})) {
  const list = grouped.get(run.status) ?? [];
  list.push({ run, at: run.start_time });
  grouped.set(run.status, list);
}
for (const [status, list] of grouped) console.log(status, list.map(({ run }) => run.run_type), list[0].run.session_id);
const pages = client.listRuns({});
let next = await pages.next();
while (!next.done) {
  console.log(next.value.run_type, next.value.total_tokens);
  next = await pages.next();
}
