// Finds the program filterlang: by the setting, beside the workspace's Python, or on the PATH.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
const vscode = require("vscode");

const INSTALL = 'pip install ".[lsp]"';
const PROGRAM = process.platform === "win32" ? "filterlang.exe" : "filterlang";
const BIN = process.platform === "win32" ? "Scripts" : "bin";
const ENVIRONMENTS = [".venv", "venv"];

/** The server for a document as { command, folder, reason }; undefined when there is none. */
async function findServer(uri) {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
  const own = vscode.workspace.getWorkspaceFolder(uri) ?? folders[0];
  const roots = [own, ...folders.filter((folder) => folder !== own)].filter(Boolean).map((folder) => folder.uri.fsPath);
  for (const [reason, command] of await candidates(uri, roots)) {
    if (isProgram(command)) {
      return { command, reason, folder: roots[0] ?? os.homedir() };
    }
  }
  return undefined;
}

/** The programs to try, each with the reason, the surest first. */
async function candidates(uri, roots) {
  const setting = vscode.workspace.getConfiguration("filterlang", uri).get("path", "").trim();
  if (setting) {
    return [["the setting filterlang.path", expanded(setting, roots[0])]];
  }
  const interpreter = await selectedInterpreter(uri);
  const onPath = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return [
    ...(interpreter ? [["the selected Python interpreter", path.join(path.dirname(interpreter), PROGRAM)]] : []),
    ...roots.flatMap((root) => ENVIRONMENTS.map((name) => [`${name} of the workspace`, path.join(root, name, BIN, PROGRAM)])),
    ...onPath.map((folder) => ["the PATH", path.join(folder, PROGRAM)]),
  ];
}

/** A path of the settings, with the home folder and the folder of the workspace written out. */
function expanded(setting, root) {
  const home = setting.replace(/^~(?=$|[\\/])/, os.homedir());
  return path.resolve(root ?? os.homedir(), home.replaceAll("${workspaceFolder}", root ?? ""));
}

/** The interpreter that the Python extension uses for a document, when it is installed. */
async function selectedInterpreter(uri) {
  try {
    const python = await vscode.extensions.getExtension("ms-python.python")?.activate();
    const environments = python?.environments;
    return (await environments?.resolveEnvironment(environments.getActiveEnvironmentPath(uri)))?.executable.uri?.fsPath;
  } catch {
    return undefined;
  }
}

function isProgram(command) {
  try {
    fs.accessSync(command, fs.constants.X_OK);
    return fs.statSync(command).isFile();
  } catch {
    return false;
  }
}

module.exports = { findServer, INSTALL };
