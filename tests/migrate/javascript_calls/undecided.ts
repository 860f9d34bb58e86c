import { Client } from "langsmith";

const client = new Client();
const key = "projectName";
const shared: Record<string, unknown> = { projectName: "crowd" };

export const later = client.listRuns;
export async function undecided(options: Parameters<Client["listRuns"]>[0], id: string, name?: string) {
  const params = { projectName: "crowd", limit: 1 };
  params.limit = 5;
  return [
    client.listRuns(options),
    client.listRuns({ ...options, limit: 1 }),
    client.listRuns({ [key]: "crowd" }),
    client.listRuns(params),
    client.listRuns(shared),
    client.listRuns({ id: [id] }),
    client.listRuns({ projectName: name, projectId: id }),
    client.listRuns({ projectName: "crowd", query: "the slow ones" }),
    client.listRuns({ projectName: "crowd", select: fields() }),
    client.listRuns({ projectName: "crowd", limit: next() }),
    client.listRuns({ projectName: "crowd", filter: 'or(eq(status, "error"), eq(feedback_key, "score"))' }),
    client.readRun(id),
    client.getRunUrl({ runId: id }),
    client.shareRun(id),
    client.unshareRun(id),
    client.readRunSharedLink(id),
    client.listSharedRuns(id),
    client.getRunStats({ projectNames: ["crowd"] }),
    client.listThreads({ projectName: "crowd" }),
  ];
}
function fields(): string[] {
  return ["id"];
}
function next(): number {
  return 5;
}
export class Field {
  private readonly client = new Client();
  readonly runs = this.client.listRuns({ projectName: "crowd" });
}
