// The commands of the palette, most of which are the server's, and the texts that they result in.
"use strict";

const vscode = require("vscode");

const SCHEME = "langsmith-filter";
const SUFFIXES = { markdown: "md", python: "py", filter: "filter" };

/** Registers the commands, each given its session. */
function commands(session) {
  const run = {
    "langsmith-filter.explain": explain,
    "langsmith-filter.preview": () => vscode.commands.executeCommand("filterlang.preview", cursor()),
    "langsmith-filter.showBuilder": () => vscode.commands.executeCommand("filterlang.showBuilder", cursor()),
    "langsmith-filter.fixAll": () => vscode.commands.executeCommand("filterlang.fixAll", cursor()),
    "langsmith-filter.checkWorkspace": checkWorkspace,
    "langsmith-filter.restart": () => session.restart(),
    "langsmith-filter.showOutput": () => session.output.show(),
  };
  return Object.entries(run).map(([name, command]) => vscode.commands.registerCommand(name, command));
}

/** The document and the position of the cursor, as the server takes them. */
function cursor() {
  const { document, selection } = vscode.window.activeTextEditor;
  const { line, character } = selection.active;
  return { uri: document.uri.toString(), position: { line, character } };
}

/** Shows the page of the rule of a finding: the one at the cursor, or one that is chosen from those of the document. */
async function explain() {
  const { document, selection } = vscode.window.activeTextEditor;
  const findings = vscode.languages.getDiagnostics(document.uri).filter((finding) => finding.source === "filterlang");
  const near = findings.filter((finding) => finding.range.contains(selection.active));
  const codes = [...new Set((near.length ? near : findings).map((finding) => String(finding.code.value ?? finding.code)))];
  const code = codes.length > 1 ? await vscode.window.showQuickPick(codes, { title: "Explain which rule?" }) : codes[0];
  if (code) {
    await vscode.commands.executeCommand("filterlang.explain", code);
  } else if (!codes.length) {
    vscode.window.showInformationMessage("There is nothing to explain: the filters of this document have no findings.");
  }
}

async function checkWorkspace() {
  const result = await vscode.commands.executeCommand("filterlang.checkWorkspace");
  if (result?.summary) {
    const choice = await vscode.window.showInformationMessage(result.summary, "Show Problems");
    if (choice) {
      await vscode.commands.executeCommand("workbench.actions.view.problems");
    }
  }
}

/** Shows the texts that commands of the server result in, as documents that cannot be edited. */
class ShownTexts {
  constructor() {
    this.texts = new Map();
    this.changed = new vscode.EventEmitter();
    this.onDidChange = this.changed.event;
  }

  register() {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri) {
    return this.texts.get(uri.path);
  }

  async show({ title, language, text }) {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.${SUFFIXES[language] ?? "txt"}` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    if (language === "markdown") {
      await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
    } else {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
    }
  }
}

/** Runs a command of the server for the client, and shows the text that it results in, or why it did nothing. */
const executed = (texts) => async (command, args, next) => {
  try {
    const result = await next(command, args);
    if (typeof result?.text === "string") {
      await texts.show(result);
    }
    return result;
  } catch (error) {
    vscode.window.showInformationMessage(`LangSmith filters: ${error.message.replace(/^filterlang\.\w+:? /, "")}.`);
    return undefined;
  }
};

module.exports = { commands, executed, ShownTexts };
