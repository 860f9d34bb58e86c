// Runs scripts that list runs, and prints what each of them printed, as JSON.
import { readFileSync } from "node:fs";
import { format } from "node:util";

const AsyncFunction = (async () => {}).constructor;
const printed = [];
for (const { runs, text } of JSON.parse(readFileSync(0, "utf-8"))) {
  const lines = [];
  const client = {
    async *listRuns() {
      yield* structuredClone(runs);
    },
  };
  try {
    await new AsyncFunction("client", "console", text)(client, { log: (...values) => lines.push(format(...values)) });
  } catch (error) {
    lines.push(String(error));
  }
  printed.push(lines.join("\n"));
}
process.stdout.write(JSON.stringify(printed));
