// Starts the language server with the first document that may hold a filter, and stops it with the window.
"use strict";

const vscode = require("vscode");
const { LanguageClient, RevealOutputChannelOn, State } = require("vscode-languageclient/node");
const { commands, executed, ShownTexts } = require("./commands");
const { findServer, INSTALL } = require("./server");
const { contributes, activationEvents } = require("../package.json");

const LANGUAGES = activationEvents.map((event) => event.replace("onLanguage:", ""));
const SETTINGS = "filterlang";
// The settings that are not the server's. It warns of settings that it does not know.
const OWN_SETTINGS = ["path", "trace"];
const MENTIONS_FILTER = /langsmith|list_?runs|(?:run|trace|tree|thread)_?filter|\bfilters?\b["']?\s*[:=(]/i;

/** The session of a window: its language server, when it runs. */
class Session {
  constructor(output, texts) {
    this.output = output;
    this.texts = texts;
    this.client = undefined;
    this.hasReported = false;
    this.starting = undefined;
  }

  /** Starts the server, once, when a document may hold a filter. */
  async startFor(document) {
    if (this.client === undefined && mayHoldFilter(document)) {
      this.starting ??= this.start(document.uri).finally(() => (this.starting = undefined));
      await this.starting;
    }
  }

  /** Starts the server that is found for a document, or says how to install it. */
  async start(uri) {
    const server = await findServer(uri);
    if (server === undefined) {
      if (!this.hasReported) {
        this.hasReported = true;
        await this.reportMissing();
      }
      return;
    }
    this.output.info(`Starting ${server.command} (${server.reason})`);
    const client = new LanguageClient(
      SETTINGS,
      "LangSmith filters",
      { command: server.command, args: ["lsp"], options: { cwd: server.folder } },
      {
        documentSelector: LANGUAGES.flatMap((language) => [
          { language, scheme: "file" },
          { language, scheme: "untitled" },
        ]),
        outputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: serverSettings(vscode.workspace.getConfiguration(SETTINGS, uri)),
        middleware: {
          executeCommand: executed(this.texts),
          workspace: {
            configuration: async (params, token, next) => {
              const answers = await next(params, token);
              return Array.isArray(answers) ? answers.map(serverSettings) : answers;
            },
          },
        },
      },
    );
    client.onDidChangeState(({ newState }) => {
      vscode.commands.executeCommand("setContext", "langsmith-filter.isRunning", newState === State.Running);
    });
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.client = undefined;
      this.hasReported = true;
      this.output.error(String(error));
      await this.reportFailure(server);
    }
  }

  /** Stops the server, and starts it again if a document needs it. */
  async restart() {
    this.hasReported = false;
    await this.stop();
    for (const document of vscode.workspace.textDocuments) {
      await this.startFor(document);
    }
  }

  async stop() {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  async reportMissing() {
    const text = `LangSmith filters are not checked: filterlang is not installed. Install it in a checkout of filterlang: ${INSTALL}`;
    const choice = await vscode.window.showWarningMessage(text, "Copy Command", "Set Path");
    if (choice === "Copy Command") {
      await vscode.env.clipboard.writeText(INSTALL);
    } else if (choice === "Set Path") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "filterlang.path");
    }
  }

  async reportFailure(server) {
    const text = `The language server of LangSmith filters did not start: ${server.command} lsp. Install it in a checkout of filterlang: ${INSTALL}`;
    const choice = await vscode.window.showErrorMessage(text, "Copy Command", "Show Output");
    if (choice === "Copy Command") {
      await vscode.env.clipboard.writeText(INSTALL);
    } else if (choice === "Show Output") {
      this.output.show();
    }
  }
}

/** Whether a document is a file of filters, or its text mentions a filter. */
function mayHoldFilter(document) {
  const { languageId, uri } = document;
  if (!["file", "untitled"].includes(uri.scheme) || !LANGUAGES.includes(languageId)) {
    return false;
  }
  return languageId === contributes.languages[0].id || MENTIONS_FILTER.test(document.getText());
}

/** The settings that the server reads. Texts are shown here, as the results of commands. */
function serverSettings(settings) {
  const ofServer = Object.entries(settings ?? {}).filter(([name, value]) => !OWN_SETTINGS.includes(name) && typeof value !== "function");
  return { ...Object.fromEntries(ofServer), documents: "result" };
}

let session;

async function activate(context) {
  const output = vscode.window.createOutputChannel("LangSmith Filters", { log: true });
  const texts = new ShownTexts();
  session = new Session(output, texts);
  const startForAll = () => Promise.all(vscode.workspace.textDocuments.map((document) => session.startFor(document)));
  context.subscriptions.push(
    output,
    texts.register(),
    ...commands(session),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("filterlang.path") && session.restart()),
  );
  const begin = () => {
    context.subscriptions.push(
      vscode.workspace.onDidOpenTextDocument((document) => session.startFor(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => session.startFor(document)),
    );
    return startForAll();
  };
  // The program may come from the folder that is opened: nothing runs before the folder is trusted.
  if (vscode.workspace.isTrusted) {
    await begin();
  } else {
    context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(begin));
  }
}

async function deactivate() {
  await session?.stop();
}

module.exports = { activate, deactivate };
