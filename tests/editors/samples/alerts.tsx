import { Client } from "langsmith";

export const Failed = (client: Client) => <Runs client={client} filter='eq(status, "error")' title="eq(status, 'error')" />;
export const slow = (client: Client) => client.listRuns({ filter: `gt(latency, 5)`, treeFilter: "eq(name, 'rerank')" });
