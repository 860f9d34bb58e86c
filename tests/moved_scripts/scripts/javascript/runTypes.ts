import { Client } from "langsmith";
import type { Run } from "langsmith/schemas";

type Counter = { [runType: string]: number };

class RunStats {
  private readonly client: Client;

  constructor(client: Client = new Client()) {
    this.client = client;
  }

  async collect(projectName: string): Promise<Run[]> {
    const collected: Run[] = [];
    for await (const run of this.client.listRuns({ projectName })) {
      collected.push(run);
    }
    return collected;
  }

  count(runs: Run[]): Counter {
    return runs.reduce<Counter>((counter, run) => {
      counter[run.run_type] = (counter[run.run_type] ?? 0) + 1;
      return counter;
    }, {});
  }
}

const stats = new RunStats();
const runs = await stats.collect("rag-prod");
const counter = stats.count(runs);
console.log(Object.keys(counter).sort().map((type) => `${type}=${counter[type]}`).join(" "));
console.log("llm calls:", runs.filter((run) => run.run_type === "llm").length);
console.log("pending:", runs.filter((run) => run.status === "pending").length);
