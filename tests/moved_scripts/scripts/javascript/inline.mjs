import { Client } from "langsmith"
const client = new Client()
const runs = await Array.fromAsync?.(client.listRuns({ projectName: "rag-prod", isRoot: true })) ?? []
console.log(runs.length >= 0)
for await (const r of client.listRuns({projectName: 'support-bot', runType: 'llm', limit: 3})) console.log(r.name, r.id, r.parent_run_id === r.trace_id, r.end_time > r.start_time)
const ids = new Set()
for await (const run of client.listRuns({ projectName: "support-bot", parentRunId: "b41bc234-488a-527a-bd3b-30a44adfd283" })) ids.add(run.id)
console.log(ids.size)
const byId = {}
for await (const run of client.listRuns({ projectName: "nightly-evals", referenceExampleId: "153a6dfd-36dd-517e-b753-f7046b597eed" })) byId[run.id] = `${run.status}/${run.feedback_stats.correctness.avg}`
console.log(Object.values(byId).join(), Object.keys(byId).length)
