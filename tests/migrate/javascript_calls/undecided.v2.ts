import { Client } from "langsmith";

const client = new Client();
const key = "projectName";
const shared: Record<string, unknown> = { projectName: "crowd" };

export const later = client.listRuns;
export async function undecided(options: Parameters<Client["listRuns"]>[0], id: string, name?: string) {
  const params = { projectName: "crowd", limit: 1 };
  params.limit = 5;
  return [
    client.listRuns(options),
    client.listRuns({ ...options, limit: 1 }),
    client.listRuns({ [key]: "crowd" }),
    client.listRuns(params),
    client.listRuns(shared),
    client.listRuns({ id: [id] }),
    client.listRuns({ projectName: name, projectId: id }),
    client.listRuns({ projectName: "crowd", query: "the slow ones" }),
    client.listRuns({ projectName: "crowd", select: fields() }),
    client.listRuns({ projectName: "crowd", limit: next() }),
    client.listRuns({ projectName: "crowd", filter: 'or(eq(status, "error"), eq(feedback_key, "score"))' }),
    client.readRun(id),
    client.getRunUrl({ runId: id }),
    client.shareRun(id),
    client.unshareRun(id),
    client.readRunSharedLink(id),
    client.listSharedRuns(id),
    client.getRunStats({ projectNames: ["crowd"] }),
    client.listThreads({ projectName: "crowd" }),
  ];
}
function fields(): string[] {
  return ["id"];
}
function next(): number {
  return 5;
}
export class Field {
  private readonly client = new Client();
  readonly runs = this.client.listRuns({ projectName: "crowd" });
}

// 12 to decide, error: `options` is made elsewhere, so that its arguments are not known; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 13 to decide, error: `options` is made elsewhere, so that its arguments are not known; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 14 to decide, error: the argument `[key]: "crowd"` has no fixed name; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 15 to decide, error: `params` may be changed before the call: its arguments are not known; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 16 to decide, error: `shared` has a type of its own; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 17 to decide, error: v2 needs the ids of projects in every query: add project_ids; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 18 to decide, error: `projectId`: `projectName` and `projectId` are both `project_ids` on v2: join them; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 19 to decide, error: `query`: v2 takes no query in plain language: write it as a filter; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 20 to decide, error: the fields that `fields()` selects are not known: write them in v2's names; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 21 to decide, error: `next()` cannot be written a second time, where it may have another value; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 22 to decide, error: its filter cannot be moved: v2 refuses an or(…) over both run fields and feedback: make 2 queries instead and join their results; together the queries `eq(status, "error")` and `eq(feedback_key, "score")` select the same runs; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
// 23 to decide, error: v2 looks a run up in its project, which the code does not show: write client.runs.retrieve(runId, { project_id: …, selects: […] })
// 24 to decide, cost: v2 needs the project and the trace of the run, and sends a request: write (await client.runs.getURL(run.id, { project_id: …, trace_id: run.trace_id })).url
// 25 to decide, error: v2 needs the project and the trace of the run, shares the whole trace, and gives a token, not an address: write (await client.runs.share.create(runId, { session_id: …, trace_id: … })).share_token
// 26 to decide, error: v2 takes the trace and its project in the place of the run: write client.runs.share.delete(traceId, { session_id: … })
// 27 to decide, error: v2 looks a run up in its project, which the code does not show: write (await client.runs.retrieve(runId, { project_id: …, selects: ["SHARE_URL"] })).share_url
// 28 to decide, error: v2 takes the token and no address, and gives all runs of the trace without inputs and outputs: write (await client.public.runs.query(shareToken, { selects: […] })).items
// 29 to decide, error: v2 has no statistics of runs: query the runs and count them, or read those of a whole project with read_project(…, include_stats=True), which stays: write client.runs.query({ project_ids: […], min_start_time: …, selects: ["STATUS", "LATENCY_SECONDS", "TOTAL_TOKENS", "TOTAL_COST"] })
// 30 to decide, error: v2 gives threads as objects with other fields, and without their runs: write client.threads.query({ project_id: …, min_start_time: … }), and client.threads.listTraces(threadId, { project_id: … })
// 41 to decide, error: the id of the project has to be awaited, and the call stands in a field of a class; on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`
