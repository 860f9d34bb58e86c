import { Client } from 'langsmith'

interface Options {
  project: string
  since?: Date
  limit?: number
  runType?: string
}

const client = new Client()

async function names ({ project, since, limit, runType }: Options): Promise<string[]> {
  const found: string[] = []
  for await (const run of client.listRuns({ projectName: project, startTime: since, limit, runType })) {
    found.push(run.name)
  }
  return found
}

async function failures (projectId: string | string[]): Promise<number> {
  const query = {
    projectId,
    // only those that failed
    error: true,
    runType: 'chain',
  }
  let count = 0
  for await (const run of client.listRuns(query)) count += run.error ? 1 : 0
  return count
}

console.log(await names({ project: 'support-bot', limit: 4, runType: 'llm' }))
console.log((await names({ project: 'rag-prod', since: new Date('2025-06-10T00:00:00Z') })).length)
const { id } = await client.readProject({ projectName: 'rag-prod' })
console.log(await failures(id), await failures([id]))
