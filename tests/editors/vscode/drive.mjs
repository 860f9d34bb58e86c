// Drives VS Code in a browser, as a person does: `node drive.mjs PACKAGES ADDRESS BROWSER PICTURES`.
// Prints what is seen after each step, as one JSON object on the last line. Files are saved, so that the caller can read them.
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, address, browserPath, pictures] = process.argv.slice(2);
const { chromium } = createRequire(join(packages, "package.json"))("playwright-core");
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1100, height: 620 } });
page.setDefaultTimeout(60_000);
const seen = {};
const mod = "Control";

const picture = (name) => page.screenshot({ path: join(pictures, `${name}.png`) });
const textsOf = async (selector) => (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\u00a0/g, " "));

async function open(name) {
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).dblclick();
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  await page.locator(".monaco-editor .view-line").first().waitFor();
}

/** Puts the cursor at a line and a column. */
async function goto(line, column) {
  await page.keyboard.press(`${mod}+G`);
  await page.locator(".quick-input-widget input").first().waitFor();
  await page.keyboard.type(`${line}:${column}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function save() {
  await page.keyboard.press(`${mod}+S`);
  await page.locator(".tab.active.dirty").waitFor({ state: "detached" });
}

try {
  await page.goto(address);
  await page.locator(".monaco-workbench").waitFor();
  await page.locator(".part.editor").waitFor();

  // A Python file: the squiggle, its message, and the colours inside of a string.
  await open("slow_runs.py");
  await page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
  seen.squiggles = await page.locator(".squiggly-error, .squiggly-warning").count();
  seen.colours = await page.evaluate(() =>
    Object.fromEntries([...document.querySelectorAll(".view-line span span")].map((span) => [span.textContent.trim(), getComputedStyle(span).color])),
  );
  await goto(6, 28);
  await page.keyboard.press(`${mod}+K`);
  await page.keyboard.press(`${mod}+I`);
  await page.locator(".monaco-hover:not(.hidden) .hover-contents").first().waitFor();
  seen.hover = await textsOf(".monaco-hover:not(.hidden) .hover-contents");
  await picture("hover");
  await page.keyboard.press("Escape");

  // The quick fix of the problem, chosen from the menu.
  await page.keyboard.press("F8");
  await page.locator(".peekview-widget, .zone-widget .marker-widget").first().waitFor();
  seen.message = await textsOf(".zone-widget .marker-widget .descriptioncontainer");
  await picture("problem");
  await page.keyboard.press("Escape");
  await page.keyboard.press(`${mod}+.`);
  await page.locator(".action-widget .monaco-list-row.action").first().waitFor();
  seen.actions = await textsOf(".action-widget .monaco-list-row.action");
  await picture("actions");
  await page.locator(".action-widget .monaco-list-row.action").first().click();
  await page.locator(".squiggly-error, .squiggly-warning").waitFor({ state: "detached" });
  await save();

  // A filter file: a completion, typed and accepted.
  await open("errors.filter");
  await goto(2, 100);
  await page.keyboard.press("Enter");
  await page.keyboard.type("eq(sta");
  await page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
  seen.fields = await textsOf(".suggest-widget.visible .monaco-list-row .label-name");
  await picture("completion");
  await page.keyboard.press("Tab");
  await page.keyboard.type(', "');
  await page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
  seen.values = await textsOf(".suggest-widget.visible .monaco-list-row .label-name");
  await picture("values");
  await page.keyboard.press("Tab");
  await save();
  seen.failed = null;
} catch (error) {
  seen.failed = String(error);
  await picture("failed");
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
