import { Client } from "langsmith";

const client = new Client();
const projectName = "support-bot";
const runs = [];
for await (const run of take(client.runs.query({
  project_ids: [(await client.readProject({ projectName })).id],
  is_root: true,
  page_size: 2,
  min_start_time: "1970-01-01T00:00:00Z",
  selects: ["ID", "TRACE_ID"],
}), 2)) {
  const full = await client.runs.retrieve(run.id, {
    project_id: (await client.readProject({ projectName })).id,
    selects: ["ID", "NAME", "RUN_TYPE", "TOTAL_TOKENS"],
  });
  console.log(full.name, full.run_type?.toLowerCase(), full.total_tokens ?? 0);
  runs.push(run);
}
for (const run of runs) {
  const root = await client.runs.retrieve(run.trace_id, {
    project_id: (await client.readProject({ projectName })).id,
    selects: ["ID", "STATUS"],
  });
  console.log(root.id, root.status?.toLowerCase());
}
const project = await client.readProject({ projectName });
const kids = await Promise.all(runs.map(async (run) => (await client.runs.retrieve(run.id, {
  project_id: (await client.readProject({ projectName })).id,
  selects: ["ID", "NAME"],
})).name));
console.log(kids);
for await (const run of client.runs.query({
  project_ids: [project.id],
  trace_id: runs[0].trace_id,
  min_start_time: "1970-01-01T00:00:00Z",
  selects: ["ID"],
})) {
  const again = await client.runs.retrieve(run.id, { project_id: project.id, selects: ["ID", "INPUTS"] });
  console.log(again.inputs ?? null, again.latency);
}

for (const run of runs) console.log((await client.runs.retrieve(run.id, {
  project_id: (await client.readProject({ projectName })).id,
  selects: ["SHARE_URL"],
})).share_url, client.runs.retrieve(run.trace_id, {
  project_id: (await client.readProject({ projectName })).id,
  selects: ["SHARE_URL"],
}).then((run) => run.share_url));
await client.readRun(runs[0].id, { loadChildRuns: true });
await client.readRun(process.argv[2] ?? runs[0].id);

/** Yields at most `limit` runs, and all of them without a limit. */
async function* take(runs, limit) {
  let taken = 0;
  for await (const run of runs) {
    yield run;
    taken += 1;
    if (taken === limit) return;
  }
}

// 6 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 7 moved, cost: the id of the project is read for each run: read it once, before the loop
// 12 moved, cost: the id of the project is read for each run: read it once, before the loop
// 16 moved, cost: the id of the project is read for each run: read it once, before the loop
// 18 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 23 moved, cost: the id of the project is read for each run: read it once, before the loop
// 23 moved, cost: the id of the project is read for each run: read it once, before the loop
// 24 to decide, error: v2 loads no child runs: query the runs of the trace with trace_id and is_root=False, and group them by the last of their parent_run_ids
// 25 to decide, error: v2 looks a run up in its project, which the code does not show: write client.runs.retrieve(runId, { project_id: …, selects: […] })
