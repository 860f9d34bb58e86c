// Writes the JavaScript of TypeScript files beside them, and prints the compiler's errors, by file.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const files = process.argv.slice(2);
const ts = createRequire(`${process.cwd()}/`)("typescript");
const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  types: ["node"],
};
const program = ts.createProgram(files, options);
const errors = {};
for (const file of files) {
  const source = program.getSourceFile(file);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  errors[file] = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  const { outputText } = ts.transpileModule(source.text, { compilerOptions: { ...options, module: ts.ModuleKind.ESNext } });
  writeFileSync(file.replace(/\.ts$/, ".compiled.mjs"), outputText);
}
console.log(JSON.stringify(errors));
