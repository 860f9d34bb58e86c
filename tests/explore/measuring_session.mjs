// How long the page takes: to its first paint and first count after the navigation, and from a key to the new count.

import { driven } from "./driven_page.mjs";

await driven({}, async (page, seen) => {
  const began = Date.now();
  await page.waitForFunction(() => /\d/.test(document.querySelector(".count b")?.textContent ?? ""));
  Object.assign(
    seen,
    await page.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
      counted: performance.now(),
    })),
  );
  await page.evaluate(() => {
    const count = document.querySelector(".count b");
    window.counts = [];
    document.addEventListener(
      "keydown",
      () => {
        window.pressed = performance.now();
      },
      true,
    );
    new MutationObserver(() => window.counts.push(performance.now() - window.pressed)).observe(count, { childList: true });
  });
  await page.waitForTimeout(3000 - Math.min(2000, Date.now() - began)); // the values are learned meanwhile
  await page.locator(".cm-content").first().click();
  await page.keyboard.type("gt(latency, 1");
  seen.keys = [];
  for (const digit of "23456789") {
    await page.keyboard.press("Backspace");
    await page.waitForTimeout(1500);
    await page.evaluate(() => {
      window.counts = [];
    });
    await page.keyboard.press(digit);
    await page.waitForFunction(() => window.counts.length);
    seen.keys.push(await page.evaluate(() => window.counts[0]));
    await page.waitForTimeout(1500);
  }
});
