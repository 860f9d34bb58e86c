// Runs of a workflow engine, with a method of the same name.
const engine = {
  async listRuns({ limit }) {
    return Array.from({ length: limit }, (_, i) => ({ id: i, state: "done" }));
  },
};

for (const run of await engine.listRuns({ limit: 2 })) console.log(run.id, run.state);
