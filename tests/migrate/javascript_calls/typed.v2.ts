import { Client, Langsmith } from 'langsmith'
import type { Run } from 'langsmith/schemas'

const client = new Client()
const RUN_TYPE = 'llm'

interface Options { project: string; since?: Date; limit?: number; runType?: string }

export async function recent({ project, since, limit, runType }: Options): Promise<string[]> {
  const names: string[] = []
  for await (const run of take(client.runs.query({
    project_ids: [(await client.readProject({ projectName: project })).id],
    min_start_time: since?.toISOString() ?? '1970-01-01T00:00:00Z',
    page_size: limit && Math.min(limit, 1000),
    run_type: runType?.toUpperCase() as Langsmith.RunType,
    selects: ['ID', 'NAME'],
  }), limit)) {
    names.push(run.name!)
  }
  return names
}

export async function errors(projectId: string | string[], ids?: string[]) {
  const query: Langsmith.RunQueryV2Params = {
    project_ids: [projectId].flat(),
    // only failures
    has_error: true,
    filter: 'and(eq(status, "error"), gt(latency, "5s"))',
    min_start_time: '1970-01-01T00:00:00Z',
    selects: ['ID'],
  }
  const out = []
  for await (const run of client.runs.query(query)) out.push(run.id!)
  return out
}

const base = { projectName: 'x', isRoot: true }
export class Store {
  constructor(private readonly client: Client) {}
  async *roots(projectName: string): AsyncIterable<{ id?: string }> {
    yield* take(this.client.runs.query({
      is_root: true,
      project_ids: [(await this.client.readProject({ projectName })).id],
      page_size: 10,
      min_start_time: '1970-01-01T00:00:00Z',
      selects: [
        'ID', 'NAME', 'RUN_TYPE', 'STATUS', 'ERROR', 'START_TIME', 'END_TIME', 'FIRST_TOKEN_TIME',
        'TAGS', 'INPUTS', 'OUTPUTS', 'EXTRA', 'EVENTS', 'FEEDBACK_STATS', 'TOTAL_TOKENS',
        'PROMPT_TOKENS', 'COMPLETION_TOKENS', 'PROMPT_TOKEN_DETAILS', 'COMPLETION_TOKEN_DETAILS',
        'TOTAL_COST', 'PROMPT_COST', 'COMPLETION_COST', 'PROMPT_COST_DETAILS',
        'COMPLETION_COST_DETAILS', 'TRACE_ID', 'PARENT_RUN_IDS', 'DOTTED_ORDER', 'PROJECT_ID',
        'THREAD_ID', 'REFERENCE_EXAMPLE_ID', 'APP_PATH', 'IS_IN_DATASET', 'ATTACHMENTS',
      ],
    }), 10)
  }
  async llms() {
    return Array.fromAsync(this.client.runs.query({
      project_ids: [(await this.client.readProject({ projectName: 'x' })).id],
      is_root: true,
      run_type: RUN_TYPE.toUpperCase() as Langsmith.RunType,
      reference_examples: ['e'],
      min_start_time: '1970-01-01T00:00:00Z',
      selects: [
        'ID', 'NAME', 'RUN_TYPE', 'STATUS', 'ERROR', 'START_TIME', 'END_TIME', 'FIRST_TOKEN_TIME',
        'TAGS', 'INPUTS', 'OUTPUTS', 'EXTRA', 'EVENTS', 'FEEDBACK_STATS', 'TOTAL_TOKENS',
        'PROMPT_TOKENS', 'COMPLETION_TOKENS', 'PROMPT_TOKEN_DETAILS', 'COMPLETION_TOKEN_DETAILS',
        'TOTAL_COST', 'PROMPT_COST', 'COMPLETION_COST', 'PROMPT_COST_DETAILS',
        'COMPLETION_COST_DETAILS', 'TRACE_ID', 'PARENT_RUN_IDS', 'DOTTED_ORDER', 'PROJECT_ID',
        'THREAD_ID', 'REFERENCE_EXAMPLE_ID', 'APP_PATH', 'IS_IN_DATASET', 'ATTACHMENTS',
      ],
    }))
  }
  async *all(names: string[]) {
    yield* this.client.runs.query({
      project_ids: await Promise.all(names.map(async (projectName) => (await this.client.readProject({ projectName })).id)),
      min_start_time: '1970-01-01T00:00:00Z',
      selects: [
        'ID', 'NAME', 'RUN_TYPE', 'STATUS', 'ERROR', 'START_TIME', 'END_TIME', 'FIRST_TOKEN_TIME',
        'TAGS', 'INPUTS', 'OUTPUTS', 'EXTRA', 'EVENTS', 'FEEDBACK_STATS', 'TOTAL_TOKENS',
        'PROMPT_TOKENS', 'COMPLETION_TOKENS', 'PROMPT_TOKEN_DETAILS', 'COMPLETION_TOKEN_DETAILS',
        'TOTAL_COST', 'PROMPT_COST', 'COMPLETION_COST', 'PROMPT_COST_DETAILS',
        'COMPLETION_COST_DETAILS', 'TRACE_ID', 'PARENT_RUN_IDS', 'DOTTED_ORDER', 'PROJECT_ID',
        'THREAD_ID', 'REFERENCE_EXAMPLE_ID', 'APP_PATH', 'IS_IN_DATASET', 'ATTACHMENTS',
      ],
    })
  }
}

export async function between(client: Client, from?: Date, to?: Date) {
  const names: string[] = []
  for await (const run of client.runs.query({
    project_ids: [(await client.readProject({ projectName: 'x' })).id],
    min_start_time: from?.toISOString() ?? '1970-01-01T00:00:00Z',
    max_start_time: to?.toISOString(),
    selects: ['ID', 'NAME'],
  })) names.push(run.name!)
  return names
}

/** Yields at most `limit` runs, and all of them without a limit. */
async function* take<T>(runs: AsyncIterable<T>, limit?: number): AsyncGenerator<T> {
  let taken = 0
  for await (const run of runs) {
    yield run
    taken += 1
    if (taken === limit) return
  }
}

// 25 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 33 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 32 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 36 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 35 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 39 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 38 moved, silent change: nothing in this file calls the function that returns the runs: check which fields of the runs are read
// 45 moved, silent change: v2's end limits when a run started; whether v1's limits when it started or when it ended is not documented
