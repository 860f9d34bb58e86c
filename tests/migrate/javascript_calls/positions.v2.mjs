import { Client } from "langsmith";

const client = new Client();
const base = { projectName: "crowd" };

// One line that gets long.
for await (const run of take(client.runs.query({
  project_ids: [(await client.readProject({ projectName: "crowd" })).id],
  page_size: 3,
  min_start_time: "1970-01-01T00:00:00Z",
  selects: ["ID"],
}), 3)) console.log(run.id);

const params = {
  project_ids: [(await client.readProject({ projectName: "crowd" })).id],
  run_type: "LLM",
  has_error: true,
  min_start_time: "1970-01-01T00:00:00Z",
  selects: ["ID"],
};
for await (const run of client.runs.query(params)) console.log(run.id);

for await (const run of client.runs.query({
  project_ids: [(await client.readProject({ projectName: "crowd" })).id],
  min_start_time: new Date("2026-09-01T12:00:10Z").toISOString(), // the incident
  is_root: true,
  filter: 'gt(total_tokens, 50)',
  selects: ["ID"],
})) {
  console.log(run.id);
}

async function collect(runs) {
  const ids = [];
  for await (const run of runs) ids.push(run.id);
  return ids;
}
console.log(await collect(client.runs.query({
  project_ids: [(await client.readProject({ projectName: "crowd" })).id],
  filter: `and(gt(total_tokens, 50), eq(parent_run_id, ${JSON.stringify(process.env.PARENT)}))`,
  min_start_time: "1970-01-01T00:00:00Z",
  selects: ["ID"],
})));

export async function* oldest(projectName) {
  yield* take(oldestFirst(client.runs.query({
    project_ids: [(await client.readProject({ projectName })).id],
    page_size: 1000,
    min_start_time: "1970-01-01T00:00:00Z",
    selects: [
      "ID", "NAME", "RUN_TYPE", "STATUS", "ERROR", "START_TIME", "END_TIME", "FIRST_TOKEN_TIME",
      "TAGS", "INPUTS", "OUTPUTS", "EXTRA", "EVENTS", "FEEDBACK_STATS", "TOTAL_TOKENS",
      "PROMPT_TOKENS", "COMPLETION_TOKENS", "PROMPT_TOKEN_DETAILS", "COMPLETION_TOKEN_DETAILS",
      "TOTAL_COST", "PROMPT_COST", "COMPLETION_COST", "PROMPT_COST_DETAILS",
      "COMPLETION_COST_DETAILS", "TRACE_ID", "PARENT_RUN_IDS", "DOTTED_ORDER", "PROJECT_ID",
      "THREAD_ID", "REFERENCE_EXAMPLE_ID", "APP_PATH", "IS_IN_DATASET", "ATTACHMENTS",
    ],
  })), 4);
}
export const names = (projectName, since, limit) => (async function* () { yield* take(client.runs.query({
  project_ids: [(await client.readProject({ projectName })).id],
  min_start_time: since?.toISOString() ?? "1970-01-01T00:00:00Z",
  page_size: limit && Math.min(limit, 1000),
  selects: ["ID", "NAME"],
}), limit); })();
export async function named({ projects, projectId }) {
  return [client.runs.query({
    project_ids: await Promise.all(projects.map(async (projectName) => (await client.readProject({ projectName })).id)),
    min_start_time: "1970-01-01T00:00:00Z",
    selects: [
      "ID", "NAME", "RUN_TYPE", "STATUS", "ERROR", "START_TIME", "END_TIME", "FIRST_TOKEN_TIME",
      "TAGS", "INPUTS", "OUTPUTS", "EXTRA", "EVENTS", "FEEDBACK_STATS", "TOTAL_TOKENS",
      "PROMPT_TOKENS", "COMPLETION_TOKENS", "PROMPT_TOKEN_DETAILS", "COMPLETION_TOKEN_DETAILS",
      "TOTAL_COST", "PROMPT_COST", "COMPLETION_COST", "PROMPT_COST_DETAILS",
      "COMPLETION_COST_DETAILS", "TRACE_ID", "PARENT_RUN_IDS", "DOTTED_ORDER", "PROJECT_ID",
      "THREAD_ID", "REFERENCE_EXAMPLE_ID", "APP_PATH", "IS_IN_DATASET", "ATTACHMENTS",
    ],
  }), client.runs.query({
    project_ids: [projectId],
    "reference_examples": ["e"],
    min_start_time: "1970-01-01T00:00:00Z",
    selects: [
      "ID", "NAME", "RUN_TYPE", "STATUS", "ERROR", "START_TIME", "END_TIME", "FIRST_TOKEN_TIME",
      "TAGS", "INPUTS", "OUTPUTS", "EXTRA", "EVENTS", "FEEDBACK_STATS", "TOTAL_TOKENS",
      "PROMPT_TOKENS", "COMPLETION_TOKENS", "PROMPT_TOKEN_DETAILS", "COMPLETION_TOKEN_DETAILS",
      "TOTAL_COST", "PROMPT_COST", "COMPLETION_COST", "PROMPT_COST_DETAILS",
      "COMPLETION_COST_DETAILS", "TRACE_ID", "PARENT_RUN_IDS", "DOTTED_ORDER", "PROJECT_ID",
      "THREAD_ID", "REFERENCE_EXAMPLE_ID", "APP_PATH", "IS_IN_DATASET", "ATTACHMENTS",
    ],
  })];
}
export async function* all(name) {
  yield* new Client().runs.query({
    project_ids: [(await new Client().readProject({ projectName: name })).id],
    trace_filter: `eq(name, ${JSON.stringify(name)})`,
    min_start_time: "1970-01-01T00:00:00Z",
    selects: [
      "ID", "NAME", "RUN_TYPE", "STATUS", "ERROR", "START_TIME", "END_TIME", "FIRST_TOKEN_TIME",
      "TAGS", "INPUTS", "OUTPUTS", "EXTRA", "EVENTS", "FEEDBACK_STATS", "TOTAL_TOKENS",
      "PROMPT_TOKENS", "COMPLETION_TOKENS", "PROMPT_TOKEN_DETAILS", "COMPLETION_TOKEN_DETAILS",
      "TOTAL_COST", "PROMPT_COST", "COMPLETION_COST", "PROMPT_COST_DETAILS",
      "COMPLETION_COST_DETAILS", "TRACE_ID", "PARENT_RUN_IDS", "DOTTED_ORDER", "PROJECT_ID",
      "THREAD_ID", "REFERENCE_EXAMPLE_ID", "APP_PATH", "IS_IN_DATASET", "ATTACHMENTS",
    ],
  });
}
export class Store {
  constructor(client) {
    this.client = client;
  }

  async *roots(projectName) {
    yield* this.client.runs.query({
      project_ids: [(await this.client.readProject({ projectName })).id],
      is_root: true,
      min_start_time: "1970-01-01T00:00:00Z",
      selects: [
        "ID", "NAME", "RUN_TYPE", "STATUS", "ERROR", "START_TIME", "END_TIME", "FIRST_TOKEN_TIME",
        "TAGS", "INPUTS", "OUTPUTS", "EXTRA", "EVENTS", "FEEDBACK_STATS", "TOTAL_TOKENS",
        "PROMPT_TOKENS", "COMPLETION_TOKENS", "PROMPT_TOKEN_DETAILS", "COMPLETION_TOKEN_DETAILS",
        "TOTAL_COST", "PROMPT_COST", "COMPLETION_COST", "PROMPT_COST_DETAILS",
        "COMPLETION_COST_DETAILS", "TRACE_ID", "PARENT_RUN_IDS", "DOTTED_ORDER", "PROJECT_ID",
        "THREAD_ID", "REFERENCE_EXAMPLE_ID", "APP_PATH", "IS_IN_DATASET", "ATTACHMENTS",
      ],
    });
  }
}
const iterator = client.runs.query({
  project_ids: ["p"],
  min_start_time: "1970-01-01T00:00:00Z",
  selects: ["ID"],
})[Symbol.asyncIterator]();
console.log((await iterator.next()).value.id);
for await (const run of oldestFirst(client.runs.query({
  filter: 'eq(thread_id, "t")',
  project_ids: [(await client.readProject({ projectName: "crowd" })).id],
  is_root: true,
  min_start_time: "1970-01-01T00:00:00Z",
  selects: ["ID"],
}))) console.log(run.id);

/** Yields at most `limit` runs, and all of them without a limit. */
async function* take(runs, limit) {
  let taken = 0;
  for await (const run of runs) {
    yield run;
    taken += 1;
    if (taken === limit) return;
  }
}

/** Yields the oldest runs first. All runs are read before the first one is yielded. */
async function* oldestFirst(runs) {
  const all = [];
  for await (const run of runs) all.push(run);
  yield* all.reverse();
}

// 7 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 10 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 26 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 26 moved, error: v2 has no argument parent_run_id, and no document says that its filters take the field: try it on v2
// 29 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 29 moved, cost: v2 gives the newest runs first: to give the oldest first, the code reads all runs before it uses any
// 28 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 31 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 33 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 32 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 33 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 32 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 36 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 35 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 44 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 43 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 47 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 49 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 49 moved, cost: v2 gives the newest runs first: to give the oldest first, the code reads all runs before it uses any
