import { Client } from "langsmith";

interface Options { names?: string[]; minTokens?: number; tag?: string; metadata?: Record<string, string> }

export function buildFilter({ names, minTokens, tag, metadata }: Options): string {
  const clauses: string[] = ['eq(is_root, true)'];
  if (tag) clauses.push(`has(tags, ${JSON.stringify(tag)})`);
  if (minTokens !== undefined) {
    clauses.push(`gt(total_tokens, ${minTokens})`);
  }
  if (names?.length) {
    clauses.push(`or(${names.map((name) => `eq(name, "${name}")`).join(", ")})`);
  }
  for (const [key, value] of Object.entries(metadata ?? {})) {
    clauses.push(`and(eq(metadata_key, '${key}'), eq(metadata_value, '${value}'))`);
  }
  return clauses.length === 1 ? clauses[0] : `and(${clauses.join(", ")})`;
}

const client = new Client();
export const runs = (options: Options) => client.listRuns({ filter: buildFilter(options) });

export const optional = (model?: string, failed = false) =>
  client.listRuns({
    filter: `and(${["eq(run_type, 'llm')", model && `eq(name, "${model}")`, failed ? 'eq(status, "error")' : null]
      .filter(Boolean)
      .join(", ")})`,
  });

export const wrong = (parts: string[]) => client.listRuns({ filter: parts.join(" and ") });
