// The pictures of the guide.

import { driven, picture, settled } from "./driven_page.mjs";

const size = { width: 1280, height: 760 };
const query = new URLSearchParams({ filter: 'and(gt(latency, 0.5), eq(run_type, "llm"), has(tags, "production"))' });
await driven({ viewport: size, fragment: `#${query}` }, async (page) => {
  await page.locator(".runs tbody a").first().waitFor();
  await settled(page);
  await picture(page, "exploring");
});
const slow = new URLSearchParams({
  filter: 'and(eq(run_type, "llm"), gt(latency, 1))',
  trace_filter: 'eq(name, "support_bot")',
});
await driven({ viewport: size, fragment: `#${slow}`, colorScheme: "dark" }, async (page) => {
  await page.locator(".runs tbody a").last().click();
  await page.locator(".node").first().waitFor();
  await settled(page);
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, "exploring_run");
});
