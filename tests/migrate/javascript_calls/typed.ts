import { Client } from 'langsmith'
import type { Run } from 'langsmith/schemas'

const client = new Client()
const RUN_TYPE = 'llm'

interface Options { project: string; since?: Date; limit?: number; runType?: string }

export async function recent({ project, since, limit, runType }: Options): Promise<string[]> {
  const names: string[] = []
  for await (const run of client.listRuns({ projectName: project, startTime: since, limit, runType })) {
    names.push(run.name)
  }
  return names
}

export async function errors(projectId: string | string[], ids?: string[]) {
  const query = {
    projectId,
    // only failures
    error: true,
    filter: 'and(eq(status, "error"), gt(latency, "5s"))',
  }
  const out = []
  for await (const run of client.listRuns(query)) out.push(run.id)
  return out
}

const base = { projectName: 'x', isRoot: true }
export class Store {
  constructor(private readonly client: Client) {}
  roots(projectName: string): AsyncIterable<{ id?: string }> {
    return this.client.listRuns({ ...base, projectName, limit: 10 })
  }
  async llms() {
    return Array.fromAsync(this.client.listRuns({ ...base, runType: RUN_TYPE, referenceExampleId: 'e' }))
  }
  async *all(names: string[]) {
    yield* this.client.listRuns({ projectName: names })
  }
}

export async function between(client: Client, from?: Date, to?: Date) {
  const names: string[] = []
  for await (const run of client.listRuns({ projectName: 'x', startTime: from, endTime: to })) names.push(run.name)
  return names
}
