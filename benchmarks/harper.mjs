// One text as JSON a line in, the text with the first suggestion of every lint applied out. Argument: harper.js's folder dist.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const dist = pathToFileURL(process.argv[2] + "/");
const { LocalLinter } = await import(new URL("index.js", dist));
const { binaryInlined } = await import(new URL("binaryInlined.js", dist));
const linter = new LocalLinter({ binary: binaryInlined });
await linter.setup();

for await (const line of createInterface({ input: process.stdin })) {
  let text = JSON.parse(line);
  const lints = await linter.lint(text, { language: "plaintext" });
  lints.sort((a, b) => b.span().start - a.span().start);
  let last = Infinity;
  for (const lint of lints) {
    if (lint.suggestion_count() === 0 || lint.span().end > last) continue;
    last = lint.span().start;
    text = await linter.applySuggestion(text, lint, lint.suggestions()[0]);
  }
  process.stdout.write(JSON.stringify(text) + "\n");
}
