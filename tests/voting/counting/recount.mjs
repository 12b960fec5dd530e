// Reads lines of JSON {file, settings} and answers each with a line of JSON: the recount by the page's own rules.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { parse, recount, sha256 } = await import(pathToFileURL(process.argv[2]).href);
for await (const line of createInterface({ input: process.stdin })) {
  const { file, settings, hash } = JSON.parse(line);
  if (hash !== undefined) {
    console.log(JSON.stringify(sha256(hash)));
    continue;
  }
  const counting = recount(parse(readFileSync(file, "utf8")), settings);
  let state = counting.next();
  while (!state.done) state = counting.next();
  console.log(JSON.stringify(state.value));
}
