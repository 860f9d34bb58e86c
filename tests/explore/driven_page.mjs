// The page in Chromium, for a session that uses it as a person does and prints what is seen, for Python to compare.
// Arguments: the address of the page, the program of Chromium, a folder for pictures. MODULES is a node_modules folder.

import { createRequire } from "node:module";

const require = createRequire(`${process.env.MODULES}/`);
const { chromium } = require("playwright-core");
export const [url, executablePath, pictures] = process.argv.slice(2);
export const axe = require.resolve("axe-core/axe.min.js");

/**
 * Opens the page and takes steps on it; `seen` is what they note, and everything that the browser complained about.
 * @param {object} options  of the page, and `fragment`: the state that it begins with
 * @param {(page: any, seen: any) => Promise<void>} steps
 */
export async function driven({ fragment = "", ...options }, steps) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const seen = { browser: browser.version(), complaints: [] };
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: "reduce", ...options });
    page.setDefaultTimeout(30_000);
    page.on("console", (message) => seen.complaints.push(message.text()));
    page.on("pageerror", (error) => seen.complaints.push(String(error)));
    page.on("dialog", (dialog) => (seen.complaints.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
    page.pending = new Set();
    page.on("request", (request) => page.pending.add(request));
    for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => page.pending.delete(request));
    await page.addInitScript(() => {
      window.attacked = false;
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    await page.goto(url + fragment);
    await steps(page, seen);
    seen.attacked = await page.evaluate(() => window.attacked);
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(seen));
}

/** The state in the address. */
export const state = (page) => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
/** Waits until nothing that was asked is without an answer. */
export async function settled(page) {
  for (let quiet = 0; quiet < 3; quiet = page.pending.size ? 0 : quiet + 1) await page.waitForTimeout(70);
}
/** Waits until the page has counted so many runs, and everything else is shown. */
export async function counted(page, count) {
  await page.waitForFunction((count) => document.querySelector(".count b")?.textContent === count, String(count));
  await settled(page);
}
export const texts = (page, selector) =>
  page.locator(selector).evaluateAll((elements) => elements.map((element) => element.textContent.replace(/\s+/g, " ").trim()));
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
export const picture = (page, name) => page.screenshot({ path: `${pictures}/${name}.png` });
