// Uses the playground in Chromium as a person does, and prints what is seen, for Python to compare.
// Arguments: the address, the program of Chromium, a folder for screenshots, and files to open: hostile.jsonl and runs.jsonl.gz in it.
// MODULES is a node_modules folder with playwright-core and axe-core.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.MODULES}/`);
const { chromium } = require("playwright-core");
const [url, executablePath, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
console.error(`Chromium ${browser.version()}`);
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
page.setDefaultTimeout(40_000);
const seen = { console: [], requests: [] };
page.on("console", (message) => seen.console.push(message.text()));
page.on("pageerror", (error) => seen.console.push(String(error)));
page.on("request", (request) => seen.requests.push(`${request.method()} ${request.url()}`));

const editor = page.locator(".cm-content").first();
const counted = async (text) => {
  await page.locator(".count > p").first().filter({ hasText: text }).waitFor();
};
const write = async (text) => {
  await editor.click();
  await page.keyboard.press("Control+A");
  await (text ? page.keyboard.insertText(text) : page.keyboard.press("Delete"));
};
const ready = () => page.waitForFunction(() => globalThis.playground?.python.isReady);
const state = () => page.locator(".python").innerText();
const shoot = (name) => page.screenshot({ path: `${folder}/${name}.png` });
const began = performance.now();
const seconds = () => (performance.now() - began) / 1000;

try {
  // Typing works before Python is there.
  await page.goto(url);
  await editor.click();
  await page.keyboard.type("eq(status, eror)");
  seen.early = { text: await editor.innerText(), isReady: await page.evaluate(() => globalThis.playground.python.isReady), state: await state() };
  await shoot("loading");
  console.error(`typed after ${seconds().toFixed(1)} s`);

  // Then the finding comes, and its fix is applied, and the example runs are counted.
  const finding = page.locator(".findings li").first();
  await finding.waitFor();
  console.error(`finding after ${seconds().toFixed(1)} s`);
  seen.finding = await finding.locator("button.plain").innerText();
  await finding.locator("button.fix").click();
  await counted("of 59 runs");
  console.error(`counted after ${seconds().toFixed(1)} s`);
  seen.fixed = await editor.innerText();
  seen.count = await page.locator(".count b").innerText();
  seen.state = await state();

  // A run opens.
  await page.locator("table.runs tbody a").first().click();
  await page.locator(".run").getByText("look_up_order").first().waitFor();
  await page.waitForLoadState("networkidle");
  await shoot("run");
  await page.keyboard.press("Escape");

  // Pasted lines that want to be executed are shown as texts.
  await write("");
  await page.getByText("Paste runs").click();
  await page.getByLabel("Runs as lines of JSON").fill(readFileSync(`${folder}/hostile.jsonl`, "utf8"));
  await page.getByRole("button", { name: "Look at these" }).click();
  await counted("of 3 runs");
  await page.locator("table.runs tbody").getByText("<img src=x").first().waitFor();
  for (const link of await page.locator("table.runs tbody a").all()) {
    await link.click();
    await page.locator(".run h2").first().waitFor();
    await page.keyboard.press("Escape");
  }
  seen.hacked = await page.evaluate(() => [globalThis.hacked ?? null, document.querySelectorAll("img[src], iframe, .run script, table script").length]);

  // A file is dropped, too large a one and one without runs are refused, and the runs stay.
  const drop = (name, base64, size = 0) =>
    page.evaluate(([name, base64, size]) => {
      const bytes = size ? new Uint8Array(size) : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, [name, base64, size]);
  const problem = page.locator(".playground .problem").first();
  await drop("runs.jsonl.gz", readFileSync(`${folder}/runs.jsonl.gz`).toString("base64"));
  await counted("of 4 runs");
  await drop("large.jsonl", "", 50_000_001);
  await problem.waitFor();
  seen.large = await problem.innerText();
  await drop("notes.txt", Buffer.from("no runs\n").toString("base64"));
  await problem.filter({ hasText: "notes.txt" }).waitFor();
  seen.wrong = await problem.innerText();
  await drop("deep.json", Buffer.from(`${"[".repeat(30_000)}${"]".repeat(30_000)}`).toString("base64"));
  await problem.filter({ hasText: "deep.json" }).waitFor();
  seen.deepFile = await problem.innerText();
  seen.axe = [];
  const axe = async () => {
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const { id, impact, nodes } of violations) if (["serious", "critical"].includes(impact)) seen.axe.push(`${id}: ${nodes[0].html}`);
  };
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  await axe();
  seen.calm = seen.console.splice(0);

  // Neither the page nor Python can send anything to another origin, of which one is there.
  const send = (address) => fetch(address, { mode: "no-cors" }).then(() => "sent", () => "refused");
  const elsewhere = url.replace("127.0.0.1", "localhost");
  seen.sent = [await page.evaluate(send, elsewhere), await page.workers()[0].evaluate(send, elsewhere)];

  // Too deep a filter is not asked for, and where it is, Python is started anew, with the same runs.
  await write("not(".repeat(600));
  seen.deep = await page.locator(".count .problem").filter({ hasText: "nested" }).innerText();
  await write('eq(run_type, "llm")');
  await counted("of 4 runs");
  const died = performance.now();
  seen.died = await page.evaluate(() => {
    const text = `${"not(".repeat(6_000)}eq(run_type, "llm")${")".repeat(6_000)}`;
    return globalThis.playground.python.ask({ request: "diagnostics", text });
  });
  await shoot("anew");
  await write('eq(run_type, "chain")');
  await ready();
  await page.locator(".count b").filter({ hasText: "1" }).waitFor();
  await counted("of 4 runs");
  console.error(`there again after ${((performance.now() - died) / 1000).toFixed(1)} s`);
  seen.again = await page.locator(".count").innerText();
  await axe();
} catch (error) {
  await shoot("failed");
  console.error(seen);
  throw error;
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
