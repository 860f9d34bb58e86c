// The commands of the palette.
"use strict";

const vscode = require("vscode");

/** Registers the commands. */
function commands(session) {
  return [
    vscode.commands.registerCommand("langsmith-filter.restart", () => session.restart()),
    vscode.commands.registerCommand("langsmith-filter.showOutput", () => session.output.show()),
  ];
}

module.exports = { commands };
