const { Client } = require("langsmith");

const client = new Client();

(async () => {
  const project = await client.readProject({ projectName: "support-bot" });
  for await (const root of client.listRuns({ projectId: project.id, isRoot: true, filter: 'eq(status, "success")', limit: 3 })) {
    const children = [];
    for await (const child of client.listRuns({ projectId: project.id, parentRunId: root.id })) {
      children.push(child.name);
    }
    console.log(root.name, root.total_tokens, children.sort().join(","));
  }
})();
