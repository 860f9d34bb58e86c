// The pictures of the guide.

import { driven, picture, settled } from "./driven_page.mjs";

const size = { width: 1280, height: 760 };
const query = new URLSearchParams({ filter: 'and(gt(latency, 0.5), eq(run_type, "llm"), has(tags, "production"))' });
await driven({ viewport: size, fragment: `#${query}` }, async (page) => {
  await page.locator(".runs tbody a").first().waitFor();
  await settled(page);
  await picture(page, "exploring");
});
const failed = new URLSearchParams({ filter: 'and(eq(status, "error"), lt(latency, 1))' });
await driven({ viewport: size, fragment: `#${failed}`, colorScheme: "dark" }, async (page) => {
  await page.locator(".runs tbody a").first().click();
  await page.locator(".node").first().waitFor();
  await settled(page);
  await picture(page, "exploring_run");
});
