// One visit to the playground in a new Chromium: prints seconds and megabytes, for Python to collect.
// Arguments: the address, the program of Chromium, a file of almost 50 MB. MODULES is a node_modules folder with playwright-core.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.MODULES}/`)("playwright-core");
const [url, executablePath, file] = process.argv.slice(2);
const FILTERS = {
  scalar: "gt(latency, 1)",
  "three conditions": 'and(eq(run_type, "llm"), gt(latency, 1), has(tags, "prod"))',
  "a pair of metadata": 'and(eq(metadata_key, "langgraph_node"), eq(metadata_value, "retrieval"))',
};
const server = await chromium.launchServer({ executablePath, args: ["--no-sandbox"] });
const browser = await chromium.connect(server.wsEndpoint());
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
page.setDefaultTimeout(180_000);
const measured = {};
let began = performance.now();
const note = (what) => { measured[what] = (performance.now() - began) / 1000; };
/** The numbers of the processes of pages that a pattern finds in a file of /proc, the largest of them: that of the page with its worker. */
const largest = async (file, pattern) => {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const processes = processInfo.filter(({ type }) => type === "renderer");
  const texts = processes.map(({ id }) => readFileSync(`/proc/${id}/${file}`, "utf8"));
  return Math.max(...texts.map((text) => pattern.exec(text).slice(1).reduce((sum, number) => sum + Number(number), 0)));
};
const memory = async (what) => { measured[what] = (await largest("status", /VmRSS:\s+(\d+)/)) / 1000; };
const processor = async (what) => { measured[what] = (await largest("stat", /\) (?:\S+ ){11}(\d+) (\d+)/)) / 100; };
const idle = () => page.waitForFunction(() => globalThis.playground.python.isReady && !globalThis.playground.python.job && !globalThis.playground.python.queue.length);

try {
  await page.goto(url);
  await page.locator(".cm-content").first().click();
  note("page to first key, s");
  await page.keyboard.type("eq(status, eror)");
  await page.waitForFunction(() => globalThis.playground.python.isReady);
  note("page to Python, s");
  await processor("page to Python, s of processor time");
  await page.locator(".findings li").first().waitFor();
  note("page to first finding, s");
  await page.locator(".findings .fix").first().click();
  await page.locator(".count b").filter({ hasText: "2" }).waitFor();
  note("page to first count, s");
  await idle();
  await memory("memory with the example, MB");
  await page.getByRole("button", { name: "Clear" }).first().click();
  await idle();
  began = performance.now();
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator(".count > p").first().filter({ hasNotText: "of 59 runs" }).waitFor();
  note("50 MB: opened and counted, s");
  await idle();
  for (const [name, filter] of Object.entries(FILTERS)) {
    began = performance.now();
    await page.evaluate((filter) => globalThis.playground.python.ask({ request: "count", query: { filter } }), filter);
    note(`50 MB: count, ${name}, s`);
  }
  await memory("memory with 50 MB, MB");
} finally {
  await browser.close();
  await server.close();
}
console.log(JSON.stringify(measured));
