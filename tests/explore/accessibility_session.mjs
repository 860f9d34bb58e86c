// axe looks at the page, in light and dark, wide and narrow, with a run and without, and where a filter is wrong.

import { readFileSync } from "node:fs";
import { axe, driven, overflow, picture, settled } from "./driven_page.mjs";

const program = readFileSync(axe, "utf-8");
const LOOKS = {
  light: {},
  dark: { colorScheme: "dark" },
  narrow: { viewport: { width: 360, height: 740 } },
  narrow_dark: { viewport: { width: 400, height: 740 }, colorScheme: "dark" },
  forced: { forcedColors: "active" },
};
const STATES = {
  all: "",
  funnel: `#${new URLSearchParams({ filter: 'and(eq(run_type, "llm"), gt(latency, 0.5))', tree_filter: 'eq(status, "success")' })}`,
  wrong: `#${new URLSearchParams({ filter: 'and(eq(run_type, "lm"), gt(latency, ' })}`,
  none: `#${new URLSearchParams({ filter: 'and(eq(run_type, "llm"), eq(name, "nobody"))' })}`,
};

for (const [look, options] of Object.entries(LOOKS)) {
  await driven({ ...options }, async (page, seen) => {
    seen.look = look;
    seen.faults = [];
    seen.overflow = {};
    const examine = async (name) => {
      await settled(page);
      await page.evaluate(program);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, impact, nodes } of violations)
        seen.faults.push([name, impact, id, nodes[0].html.slice(0, 200), nodes[0].failureSummary]);
      seen.overflow[name] = await overflow(page);
      await picture(page, `${look}_${name}`);
    };
    for (const [name, fragment] of Object.entries(STATES)) {
      await page.evaluate((fragment) => {
        location.hash = fragment;
      }, fragment);
      await page.waitForTimeout(300);
      await examine(name);
    }
    await page.evaluate((fragment) => {
      location.hash = fragment;
    }, STATES.funnel);
    await settled(page);
    await page.locator(".runs tbody a").first().click();
    await page.locator('.tree [role="treeitem"]').first().waitFor();
    await examine("run");
    await page.locator(".run .by-value").first().focus();
    await examine("hint");
    await page.locator(".run .close").click();
    await page.locator("header button").last().click();
    await examine("keys");
    await page.keyboard.press("Escape");
    await page.locator("header button").first().click();
    await page.locator(".forms h3").first().waitFor();
    await examine("forms");
  });
}
