// Drives VS Code in a browser, as a person does:
// `node drive.mjs PACKAGES ADDRESS BROWSER PICTURES FOLDER FOLDER_WITHOUT_PROGRAM`.
// Prints what is seen after each step as one JSON object. Files are saved, so that the caller can read them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, address, browserPath, pictures, folder, bareFolder] = process.argv.slice(2);
const { chromium } = createRequire(join(packages, "package.json"))("playwright-core");
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1100, height: 560 } });
page.setDefaultTimeout(30_000);

const SQUIGGLE = ".squiggly-error, .squiggly-warning";
const SUGGESTION = ".suggest-widget.visible .monaco-list-row";

/** Saves a picture of the screen, once animations have ended. */
async function picture(name) {
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

const visible = (selector) => page.locator(selector).first().waitFor();
const textsOf = async (selector) => (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll("\u00a0", " "));

async function openFolder(path) {
  await page.goto(`${address}/?folder=${path}`);
  await visible(".explorer-folders-view .monaco-list-row");
}

async function openFile(name) {
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).dblclick();
  await visible(`.tab.active[data-resource-name="${name}"]`);
  await visible(".editor-instance .view-line");
}

async function goTo(line, column) {
  await page.keyboard.press("Control+G");
  await visible(".quick-input-widget input");
  await page.keyboard.type(`${line}:${column}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

/** Saves a file, and waits until it is changed on the disk. */
async function save(name) {
  const read = () => readFileSync(join(folder, name), "utf-8");
  const before = read();
  await page.keyboard.press("Control+S");
  for (let tries = 0; read() === before; tries += 1) {
    if (tries === 100) {
      throw new Error(`${name} was not saved`);
    }
    await page.waitForTimeout(100);
  }
}

/** The texts of the tokens of a page with their colours. */
async function colours() {
  const spans = await page.locator(".view-line span span").evaluateAll((spans) => spans.map((span) => [span.textContent.trim(), getComputedStyle(span).color]));
  return Object.fromEntries(spans);
}

/** The tokens under which a squiggle of a problem is drawn, once the line is drawn in its tokens. */
async function squiggled() {
  for (let attempt = 1; ; attempt += 1) {
    const texts = await tokensUnderSquiggles();
    if (texts.every((text) => text !== "") || attempt === 200) return texts;
    await page.waitForTimeout(50);
  }
}

async function tokensUnderSquiggles() {
  const boxes = await page.locator(SQUIGGLE).evaluateAll((marks) => marks.map((mark) => mark.getBoundingClientRect().toJSON()));
  const spans = await page.locator(".view-line span span").evaluateAll((spans) => spans.map((span) => [span.textContent, span.getBoundingClientRect().toJSON()]));
  const isUnder = (box, span) => Math.abs(box.top - span.top) < 5 && span.left >= box.left - 1 && span.right <= box.right + 1;
  return boxes.map((box) => spans.filter(([, span]) => isUnder(box, span)).map(([text]) => text).join(""));
}

const seen = {};

async function fixAProblem() {
  await openFile("slow_runs.py");
  await visible(SQUIGGLE);
  seen.squiggled = await squiggled();
  seen.colours = await colours();
  await goTo(6, 33);
  await page.keyboard.press("F8");
  await visible(".zone-widget .descriptioncontainer");
  seen.message = await textsOf(".zone-widget .descriptioncontainer");
  await picture("problem");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+.");
  const actions = ".action-widget .monaco-list-row.action";
  await visible(actions);
  seen.actions = await textsOf(actions);
  await picture("actions");
  // The menu takes a click only after the pointer has moved.
  const box = await page.locator(actions).first().boundingBox();
  await page.mouse.move(box.x + 20, box.y + 5);
  await page.mouse.move(box.x + 25, box.y + 8);
  await page.mouse.click(box.x + 25, box.y + 8);
  await page.locator(SQUIGGLE).waitFor({ state: "detached" });
  await save("slow_runs.py");
}

async function hoverOverAField() {
  await goTo(6, 46);
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  await visible(".monaco-hover .hover-contents");
  seen.hover = (await textsOf(".monaco-hover .hover-contents")).join("\n");
  await picture("hover");
  await page.keyboard.press("Escape");
}

async function run(command) {
  await page.keyboard.press("F1");
  await visible(".quick-input-widget input");
  await page.keyboard.type(command);
  await visible(`.quick-input-list .monaco-list-row[aria-label*="${command}"]`);
  await page.keyboard.press("Enter");
}

async function showTexts() {
  await run("LangSmith Filters: Show the Filter as Python");
  await visible('.tab[data-resource-name="Builder.py"]');
  const other = '.editor-instance[aria-label*="Builder.py"] .view-line';
  await visible(other);
  seen.builder = (await textsOf(other)).join("\n").trim();
  await picture("builder");
  await page.keyboard.press("Control+1");
  await run("LangSmith Filters: Preview Matching Runs");
  const shown = page.frameLocator("iframe.webview").frameLocator("#active-frame").locator(".markdown-body p, .markdown-body h1");
  await shown.first().waitFor();
  seen.preview = (await shown.allInnerTexts()).join("\n");
  await picture("preview");
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+W");
}

async function completeACondition() {
  await openFile("failed.filter");
  await goTo(3, 1);
  await page.keyboard.type("eq(sta");
  await visible(SUGGESTION);
  seen.fields = await textsOf(`${SUGGESTION} .label-name`);
  await picture("fields");
  await page.keyboard.press("Tab");
  await page.keyboard.type(', "');
  await visible(`${SUGGESTION}[aria-label*="error"]`);
  seen.values = await textsOf(`${SUGGESTION} .label-name`);
  await picture("values");
  await page.keyboard.press("Enter");
  await page.locator(".suggest-widget.visible").waitFor({ state: "hidden" });
  await save("failed.filter");
}

async function openWithoutTheProgram() {
  await openFolder(bareFolder);
  await openFile("failed.filter");
  const notification = ".notifications-toasts .notification-list-item-message";
  await visible(notification);
  seen.missing = (await textsOf(notification)).join("\n");
  await picture("missing");
}

try {
  await openFolder(folder);
  for (const step of [fixAProblem, hoverOverAField, showTexts, completeACondition, openWithoutTheProgram]) {
    await step();
  }
  console.log(JSON.stringify(seen));
} catch (error) {
  await picture("failed");
  console.log(JSON.stringify(seen), error);
  process.exitCode = 1;
} finally {
  await browser.close();
}
