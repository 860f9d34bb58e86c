/** Filters of the nightly LangSmith export. */
export const RUN_FILTER = "eq(run_type, 'llm')" as const;
export const FILTERS: Record<string, string> = {
  slow: 'gt(latency, "5s")',
  failed: "eq(status, \"error\")",
  expensive: `gt(total_cost, ${0.5})`,
};
export enum Filters {
  Root = "eq(is_root, true)",
  Tool = 'eq(run_type, "tool")',
}
class Exporter {
  static readonly traceFilter = "has(tags, 'prod')";
  private filter = 'and(eq(is_root, true), neq(error, null))';

  run(filter = "eq(execution_order, 1)") {
    return [this.filter, filter];
  }
}
