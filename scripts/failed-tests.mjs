/** Prints the failed tests of a vitest report (JSON): `node scripts/failed-tests.mjs report.json [run name]`. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const [file, run = "tests"] = process.argv.slice(2);
/** The first lines of a message, without colors. */
const short = (message) => stripVTControlCharacters(message).split("\n").slice(0, 12).join("\n    ");

for (const suite of JSON.parse(readFileSync(file, "utf8")).testResults) {
  const failed = suite.assertionResults.filter(({ status }) => status === "failed");
  const name = relative(process.cwd(), suite.name);
  for (const { fullName, failureMessages } of failed)
    console.log(`failed (${run}): ${name} > ${fullName}\n    ${short(failureMessages[0] ?? "")}`);
  if (failed.length === 0 && suite.status === "failed")
    console.log(`failed (${run}): ${name}\n    ${short(suite.message)}`);
}
