'use strict'
const { Client } = require('langsmith')

const client = new Client()
const limit = Number(process.env.LIMIT)

function latest (projectName) {
    return client.listRuns({
        projectName,
        runType: process.env.RUN_TYPE,
        limit,
        /* newest */ order: 'desc'
    })
}

async function main () {
    for await (const run of latest('crowd')) console.log(run.id)
    const all = await Array.fromAsync(client.listRuns({ projectName: ['crowd', 'bot'], query: undefined }))
    console.log(all.length)
}

main()
