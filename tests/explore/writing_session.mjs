// Somebody types over what is selected, reads which arguments a call takes, and opens a dialog meanwhile.

import { counted, driven, picture, settled, state } from "./driven_page.mjs";

for (const width of [1280, 400]) {
  await driven({ viewport: { width, height: 800 } }, async (page, seen) => {
    const signature = page.locator(".cm-filter-signature");
    await counted(page, 59);
    await page.locator(".cm-content").first().click();
    await page.keyboard.type('eq(run_type, "llm"');
    await signature.waitFor();
    await settled(page);
    seen.below = await page.evaluate(() => {
      const [line, shown] = [".cm-line", ".cm-filter-signature"].map((name) => document.querySelector(name).getBoundingClientRect());
      return shown.top > (line.top + line.bottom) / 2;
    });
    await picture(page, `signature_${width}`);
    await page.locator("header button").first().click();
    await page.locator(".forms h3").first().waitFor();
    seen.behindDialog = await signature.count();
    await page.locator(".jumps button", { hasText: "SQL" }).click();
    seen.jumped = await page
      .locator(".forms section", { hasText: "SQL (DuckDB)" })
      .evaluate((section) => section.contains(document.activeElement) && section.getBoundingClientRect().top < innerHeight - 40);
    await picture(page, `forms_${width}`);
    await page.locator(".forms button").first().click();
    await page.locator("#forms .head button").first().click();

    // Coloured text is typed over; a bracket goes around what is selected.
    await page.locator(".cm-content").first().click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("neq");
    await page.keyboard.press("Shift+Home");
    await page.keyboard.type("(");
    await settled(page);
    seen.typed = (await state(page)).filter;
    await page.keyboard.press("Control+a");
    await page.keyboard.type('eq(run_type, "lm"');
    await page.keyboard.press("Escape");
    await signature.waitFor();
    await page.locator(".findings .fix").first().click();
    await settled(page);
    seen.afterFix = await signature.count();
  });
}
