import { Command } from "commander";
import { Client } from "langsmith";

const program = new Command()
  .option("-f, --filter <expr>", "filter of runs", 'eq(status, "error")')
  .option("-p, --project <name>", "project", "p");
program.parse();
const { filter } = program.opts();
for await (const run of new Client().listRuns({ projectName: "p", filter })) console.log(run.id);
