// Somebody looks at runs that try to harm the page.

import { counted, driven, overflow, picture, settled, texts } from "./driven_page.mjs";

/** The longest time, in milliseconds, in which the page did not react. */
const watch = (page) =>
  page.evaluate(() => {
    window.longest = 0;
    let before = performance.now();
    setInterval(() => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - before - 20);
      before = now;
    }, 20);
  });

await driven({ viewport: { width: 1400, height: 900 } }, async (page, seen) => {
  await counted(page, 8);
  await watch(page);
  seen.rows = await texts(page, ".runs tbody th");
  seen.overflow = await overflow(page);
  await picture(page, "hostile");
  seen.runs = [];
  for (const row of await page.locator(".runs tbody a").all()) {
    await row.click();
    await settled(page);
    for (let depth = 0; depth < 6; depth += 1) {
      await page.evaluate(() =>
        document.querySelectorAll(".run details").forEach((details) => {
          details.open = true;
        }),
      );
      await settled(page);
    }
    const more = page.locator(".run .rest").first();
    if (await more.count()) {
      await more.click();
      await settled(page);
    }
    seen.runs.push({
      heading: (await texts(page, ".run h2"))[0].slice(0, 80),
      hidden: (await texts(page, ".run h2 .hidden-character")).slice(0, 3),
      overflow: await overflow(page),
    });
  }
  await picture(page, "hostile_run");
  await page.locator(".run .by-value").first().click();
  await settled(page);
  await page.locator(".cm-content").first().click();
  await page.keyboard.press("Control+Home");
  seen.elements = await page.evaluate(
    () =>
      document.querySelectorAll(
        "script:not([src='/explore.js']), img:not(.cm-widgetBuffer), iframe, [onerror], a[href^='javascript']",
      ).length,
  );
  seen.polluted = await page.evaluate(() => ({}).polluted ?? null);
  seen.longest = await page.evaluate(() => window.longest);
});
