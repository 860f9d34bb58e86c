// Somebody writes a filter, corrects it by a button, and looks at what it finds.

import { counted, driven, picture, settled, state, texts, url } from "./driven_page.mjs";

await driven({}, async (page, seen) => {
  const editor = page.locator(".cm-content").first();
  await counted(page, 59);
  seen.address = page.url() === url.replace(/\?.*/, "");
  seen.title = await page.title();
  seen.styled = await page
    .locator(".cm-scroller")
    .first()
    .evaluate((element) => getComputedStyle(element).display);

  // A finding is underlined and written below; its button corrects the filter.
  await editor.click();
  await page.keyboard.type('and(eq(run_type, "lm"), gt(latency, 0.5)'); // the editor closes the bracket
  await page.keyboard.press("Escape");
  await page.locator(".findings .fix").first().waitFor();
  seen.underline = await page
    .locator(".cm-lintRange-error")
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundImage.slice(0, 4));
  seen.findings = await texts(page, ".findings li");
  await page.locator(".findings .fix").first().click();
  await page.waitForFunction(() => !document.querySelector(".findings li"));
  seen.fixed = (await state(page)).filter;
  await counted(page, 21);
  seen.counted = await texts(page, ".count > p:first-child");
  seen.announced = await page
    .waitForFunction(() => document.querySelector('[role="status"]').textContent.startsWith("21 of"))
    .then(() => true);

  // What each condition leaves; pointing at one marks it in the editor.
  seen.funnel = await texts(page, ".step");
  await page.locator(".step .condition").nth(1).hover();
  seen.pointed = (await texts(page, ".cm-editor .pointed")).join("");
  seen.bars = await page.locator('.chart [role="option"]').count();
  seen.inBars = await page
    .locator('.chart [role="option"]')
    .evaluateAll((bars) =>
      bars.reduce((sum, bar) => sum + Number(/: ([\d,]+) run/.exec(bar.getAttribute("aria-label"))[1]), 0),
    );

  // Sorted, twice.
  const latency = page.locator(".runs thead button", { hasText: "Latency" });
  const sorted = async () => {
    await latency.click();
    await settled(page);
    const order = await page.locator(".runs thead th[aria-sort]").getAttribute("aria-sort");
    return [
      order,
      await page.evaluate(() => {
        const column = [...document.querySelectorAll(".runs thead th")].findIndex((cell) => cell.hasAttribute("aria-sort"));
        return [...document.querySelectorAll(".runs tbody tr")].slice(0, 3).map((row) => row.children[column].textContent);
      }),
    ];
  };
  seen.sorted = [await sorted(), await sorted()];

  // A run opens with its trace.
  await page.locator(".runs tbody a").first().click();
  await page.locator('.tree [role="treeitem"]').first().waitFor();
  await settled(page);
  seen.run = {
    heading: (await texts(page, ".run h2"))[0],
    focused: await page.evaluate(() => document.activeElement.id),
    nodes: await texts(page, ".node .name"),
    why: (await texts(page, ".why summary"))[0],
    verdicts: await texts(page, ".verdicts li code"),
    sections: await texts(page, ".section > summary"),
  };
  await picture(page, "run");

  // A value of it is added to the filter.
  const byValue = page.locator(".section.metadata .by-value").first();
  await byValue.hover();
  seen.hint = (await texts(page, ".hint"))[0];
  await byValue.click();
  await settled(page);
  seen.added = (await state(page)).filter;

  // The address holds all of it: after a reload, and back step by step.
  const before = await state(page);
  await page.reload();
  await settled(page);
  seen.reloaded =
    JSON.stringify(before) === JSON.stringify(await state(page)) &&
    (await page.locator(".run").isVisible()) &&
    (await texts(page, ".cm-content"))[0] === before.filter;
  await page.goBack();
  await settled(page);
  seen.back = (await state(page)).filter;
  await page.keyboard.press("Escape");

  // A condition that empties the result is named.
  await page.locator(".filter-block .actions button", { hasText: "Clear" }).first().click();
  await page.keyboard.type('and(eq(status, "error"), eq(run_type, "llm"))');
  await counted(page, 0);
  seen.emptied = await texts(page, ".funnel > .note");
  seen.empties = await texts(page, ".step.empties .condition");
  seen.none = await texts(page, ".results > .note");

  // A wrong filter keeps what was found before, greyed.
  await page.keyboard.press("Home");
  await page.keyboard.type("(");
  await page.locator(".problem:not([hidden])").waitFor();
  seen.problem = (await texts(page, ".problem"))[0];
  seen.outdated = await page.evaluate(() => document.body.classList.contains("outdated"));
});
