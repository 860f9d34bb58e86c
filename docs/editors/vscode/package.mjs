// Packages the extension: `npm install`, then `node package.mjs [FILE [REPOSITORY]]`. Nothing is downloaded.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const { name, version } = JSON.parse(readFileSync(join(here, "package.json"), "utf-8"));
const target = resolve(process.argv[2] ?? join(here, `${name}-${version}.vsix`));
const repository = resolve(process.argv[3] ?? join(here, "..", "..", ".."));
const require = createRequire(join(here, "package.json"));

for (const [from, to] of [
  ["grammar/filter.tmLanguage.json", "grammar/filter.tmLanguage.json"],
  ["grammar/injections", "grammar/injections"],
  ["LICENSE", "LICENSE.txt"],
]) {
  rmSync(join(here, to), { recursive: true, force: true });
  cpSync(join(repository, from), join(here, to), { recursive: true });
}

const { metafile } = require("esbuild").buildSync({
  absWorkingDir: here,
  entryPoints: ["source/extension.js"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  external: ["vscode"],
  legalComments: "none",
  metafile: true,
});
writeFileSync(join(here, "dist", "NOTICES.txt"), notices(Object.keys(metafile.inputs)));

/** The licences of the packages that files of the bundle belong to. */
function notices(files) {
  const folders = new Set(files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf-8"));
    const file = readdirSync(join(here, folder)).find((file) => /^licen[cs]e/i.test(file));
    const text = file ? readFileSync(join(here, folder, file), "utf-8") : "";
    return `${name} ${version} (${license})\n\n${text}`;
  }).join("\n\n----\n\n");
}

const words = ["package", "--no-dependencies", "--allow-missing-repository", "--out", target];
execFileSync(process.execPath, [require.resolve("@vscode/vsce/vsce"), ...words], { cwd: here, stdio: "inherit" });
