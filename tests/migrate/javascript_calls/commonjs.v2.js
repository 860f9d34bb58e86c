'use strict'
const { Client } = require('langsmith')

const client = new Client()
const limit = Number(process.env.LIMIT)

async function* latest (projectName) {
    yield* take(client.runs.query({
        project_ids: [(await client.readProject({ projectName })).id],
        run_type: process.env.RUN_TYPE?.toUpperCase(),
        page_size: Math.min(limit, 1000),
        /* newest */ min_start_time: '1970-01-01T00:00:00Z',
        selects: ['ID']
    }), limit)
}

async function main () {
    for await (const run of latest('crowd')) console.log(run.id)
    const all = await Array.fromAsync(client.runs.query({
        project_ids: [(await client.readProject({ projectName: 'crowd' })).id, (await client.readProject({ projectName: 'bot' })).id],
        min_start_time: '1970-01-01T00:00:00Z',
        selects: ['ID'],
    }))
    console.log(all.length)
}

main()

/** Yields at most `limit` runs, and all of them without a limit. */
async function* take(runs, limit) {
    let taken = 0
    for await (const run of runs) {
        yield run
        taken += 1
        if (taken === limit) return
    }
}

// 8 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
// 18 moved, cost: the query still covers runs of any age: give it a later start where recent runs are enough
