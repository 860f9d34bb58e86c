// Somebody who has only a keyboard, on a narrow screen and on a wide one.

import { counted, driven, picture, settled, state, texts } from "./driven_page.mjs";

const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return (
      element.getAttribute("aria-label") ??
      element.closest("[role=option]")?.getAttribute("aria-label") ??
      element.textContent.trim().slice(0, 60)
    );
  });

/** Presses Tab until an element has the focus; every stop on the way can be seen. */
async function tabTo(page, selector, seen) {
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate((selector) => {
      const element = document.activeElement;
      const { width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const marked = style.outlineStyle !== "none" || element.closest(".cm-editor, [role=option], h2, main");
      return {
        isThere: element.matches(selector),
        isSeen: Boolean(width && height && marked),
        what: element.outerHTML.slice(0, 120),
      };
    }, selector);
    if (!here.isSeen) seen.unseen.push(here.what);
    if (here.isThere) return;
  }
  throw new Error(`Tab does not come to ${selector}`);
}

await driven({}, async (page, seen) => {
  seen.unseen = [];
  await counted(page, 59);
  await page.keyboard.press("Tab");
  seen.first = await focused(page);
  await page.keyboard.press("?");
  seen.help = await page.locator("#keys").isVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type('neq(run_type, "lm")');
  await page.keyboard.press("Escape");
  await page.locator(".findings .fix").first().waitFor();
  await tabTo(page, ".findings .fix", seen);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector(".findings li"));
  await settled(page);
  seen.fixed = (await state(page)).filter;

  // A range of bars.
  await tabTo(page, ".chart [role=option]", seen);
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowRight");
  seen.chosen = await page.locator('.chart [aria-selected="true"]').count();
  await page.keyboard.press("Enter");
  await settled(page);
  seen.range = [(await state(page)).since, (await state(page)).until];
  await page.goBack();
  await settled(page);
  seen.back = (await state(page)).since ?? null;

  // Sorted by a heading, which keeps the focus.
  await tabTo(page, ".runs thead button", seen);
  await page.keyboard.press("Enter");
  await settled(page);
  seen.sort = (await state(page)).sort;
  seen.kept = await page.evaluate(() => document.activeElement.matches(".runs thead button"));

  // A run is opened, its trace walked through, and closed; the focus goes back to its row.
  await tabTo(page, ".runs tbody a", seen);
  await page.keyboard.press("ArrowDown");
  const row = await focused(page);
  await page.keyboard.press("Enter");
  await page.locator('.tree [role="treeitem"]').first().waitFor();
  await settled(page);
  seen.opened = await page.evaluate(() => document.activeElement.id);
  await tabTo(page, "[role=treeitem]", seen);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowLeft");
  seen.folded = await page.locator('[role="treeitem"]:not([hidden])').count();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  seen.unfolded = await page.locator('[role="treeitem"]:not([hidden])').count();
  await tabTo(page, ".run .by-value", seen);
  seen.offered = await focused(page);
  await page.keyboard.press("Escape");
  await settled(page);
  seen.returned = (await focused(page)) === row;
  seen.run = (await state(page)).run ?? null;

  // The forms to copy.
  await page.keyboard.press("Control+Home");
  await page.locator("header button").first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".forms h3").first().waitFor();
  seen.forms = await texts(page, ".forms h3");
  await picture(page, "forms");
  await page.keyboard.press("Escape");
});
