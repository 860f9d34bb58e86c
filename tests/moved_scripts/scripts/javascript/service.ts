import { Client } from "langsmith";
import type { Run } from "langsmith/schemas";

export interface Trace { root: Run; children: Run[] }

export class TraceService {
  #client: Client;
  constructor(apiKey = process.env.LANGSMITH_API_KEY) {
    this.#client = new Client({ apiKey });
  }

  async *roots(projectName: string, limit: number): AsyncGenerator<Run> {
    yield* this.#client.listRuns({ projectName, isRoot: true, limit });
  }

  async trace(projectName: string, root: Run): Promise<Trace> {
    const children: Run[] = [];
    for await (const run of this.#client.listRuns({ projectName, traceId: root.trace_id })) {
      if (run.id !== root.id) children.push(run);
    }
    return { root, children: children.sort((a, b) => (a.dotted_order ?? "").localeCompare(b.dotted_order ?? "")) };
  }
}

const service = new TraceService();
for await (const root of service.roots("rag-prod", 2)) {
  const { children } = await service.trace("rag-prod", root);
  console.log(root.name, root.status, children.map((c) => `${c.name}:${c.run_type}`).join(" > "));
}
