// Uses the demo in Chromium as a person does, and prints what is seen, for Python to compare.
// Arguments: the address of the demo, the program of Chromium, the file for a screenshot. MODULES is a node_modules folder.

import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.MODULES}/`)("playwright-core");
const [url, executablePath, screenshot] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
console.error(`Chromium ${browser.version()}`);
const page = await browser.newPage({ viewport: { width: 900, height: 420 } });
page.setDefaultTimeout(20_000);
const seen = { console: [] };
page.on("console", (message) => seen.console.push(message.text()));
page.on("pageerror", (error) => seen.console.push(String(error)));

const text = () => page.evaluate(() => window.editor.state.doc.toString());
const textIs = (expected) => page.waitForFunction((text) => window.editor.state.doc.toString() === text, expected);
const write = async (keys) => {
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.type(keys);
};

try {
  await page.goto(url);
  await page.locator(".cm-content").click();

  // A wrong filter is underlined at the right place, also behind a character of two units.
  await write('and(eq(name, "\u{1f600}"), eq(status, eror');
  const mark = page.locator(".cm-lintRange-error").first();
  await mark.waitFor();
  seen.typed = await text();
  seen.marked = await mark.textContent();
  seen.underline = await mark.evaluate((element) => getComputedStyle(element).backgroundImage.slice(0, 4));
  seen.colours = await page.evaluate(() => {
    const colour = (word) => {
      const span = [...document.querySelectorAll(".cm-line span")].find((element) => element.textContent === word);
      return span && getComputedStyle(span).color;
    };
    return new Set([colour("and"), colour("status"), colour('"\u{1f600}"')]).size;
  });

  // The mouse shows its message with a fix, and the fix is applied; the list of completions is closed before.
  await page.keyboard.press("Escape");
  await page.locator(".cm-tooltip-autocomplete").waitFor({ state: "detached" });
  await mark.hover();
  const finding = page.locator(".cm-tooltip .cm-diagnostic").first();
  await finding.waitFor();
  seen.message = await finding.locator(".cm-diagnosticText").textContent();
  seen.fix = await finding.locator(".cm-diagnosticAction").textContent();
  await page.screenshot({ path: screenshot });
  await finding.locator(".cm-diagnosticAction").click();
  await page.waitForFunction(() => !document.querySelector(".cm-lintRange-error"));
  seen.fixed = await text();

  // The mouse over a field shows what it is.
  await page.mouse.move(0, 0);
  await page.locator(".cm-line span", { hasText: /^status$/ }).hover();
  const hover = page.locator(".cm-filter-hover");
  await hover.waitFor();
  seen.hover = await hover.innerText();
  await page.mouse.move(0, 0);

  // A completion is accepted, with a value that the page knows.
  await page.locator(".cm-content").click();
  await write("eq(name, sup");
  const item = page.locator(".cm-tooltip-autocomplete li[aria-selected]");
  await item.waitFor();
  seen.offered = await item.innerText();
  seen.signature = await page.locator(".cm-filter-signature strong").innerText();
  await page.waitForTimeout(100); // CodeMirror takes no key for 75 ms, so that nobody accepts what has just appeared
  await page.keyboard.press("Enter");
  await textIs('eq(name, "support_bot")');

  // The filter is formatted, and all safe fixes are applied.
  await write("status = 'error' and latency>5");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Alt+X");
  await page.waitForFunction(() => window.editor.state.doc.toString().startsWith("and("));
  seen.allFixed = await text();
  await page.evaluate(() => window.editor.dispatch({ changes: { from: 0, to: window.editor.state.doc.length, insert: "eq(status,'error')" } }));
  await page.keyboard.press("Shift+Alt+F");
  await textIs('eq(status, "error")');
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
