// The commands of the palette.
"use strict";

const vscode = require("vscode");

/** Registers the commands. */
function commands(session) {
  const run = {
    "langsmith-filter.restart": () => session.restart(),
    "langsmith-filter.showOutput": () => session.output.show(),
  };
  return Object.entries(run).map(([name, command]) => vscode.commands.registerCommand(name, command));
}

module.exports = { commands };
