// Packages the extension: `npm install`, then `node package.mjs [FILE]`. Nothing is downloaded.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const repository = process.env.FILTERLANG_REPOSITORY ?? join(here, "..", "..", "..");
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf-8"));
const target = process.argv[2] ?? join(here, `langsmith-filter-${version}.vsix`);
const require = createRequire(join(here, "package.json"));

for (const [from, to] of [["grammar/filter.tmLanguage.json"], ["grammar/injections"], ["LICENSE", "LICENSE.txt"]]) {
  rmSync(join(here, to ?? from), { recursive: true, force: true });
  cpSync(join(repository, from), join(here, to ?? from), { recursive: true });
}
require("esbuild").buildSync({
  entryPoints: [join(here, "source", "extension.js")],
  outfile: join(here, "dist", "extension.js"),
  bundle: true,
  minify: true,
  keepNames: true,
  platform: "node",
  target: "node20",
  external: ["vscode"],
  legalComments: "eof",
});
const words = ["package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", target];
execFileSync(process.execPath, [require.resolve("@vscode/vsce/vsce"), ...words], { cwd: here, stdio: "inherit" });
