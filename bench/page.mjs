// bench/results/*.json → docs/benchmarks.md. No figure of the page is written by hand.
import { existsSync, readFileSync } from "node:fs";
import { peersAhead } from "./compare.mjs";
import { benches } from "./list.mjs";

export const resultFile = (id) => new URL(`results/${id}.json`, import.meta.url);

const resultOf = (id) => (existsSync(resultFile(id)) ? JSON.parse(readFileSync(resultFile(id), "utf8")) : undefined);

/** The output of a benchmark up to and including its table number `count`. */
function upToTable(markdown, count = Number.POSITIVE_INFINITY) {
  let tables = 0;
  const lines = markdown.split("\n");
  const end = lines.findIndex(
    (line, at) => !line.startsWith("|") && lines[at - 1]?.startsWith("|") && ++tables === count,
  );
  return (end < 0 ? lines : lines.slice(0, end)).join("\n").trim();
}

const sentence = (text) => `- ${text}.`;

function section(bench) {
  const { id, title, file, env = {}, about, limits, compare, tables } = bench;
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  const command = `\`${settings.join("")}node bench/${file}\``;
  const result = resultOf(id);
  const head = `## ${title}\n\n${about}\n\n**Limits.** ${limits}\n\n`;
  if (!result) return `${head}${command} has not been run yet.\n`;
  const { date, node, machine, ugoku, seconds, markdown } = result;
  const when = `${command}, ${date}, ugoku ${ugoku}, Node ${node}, ${machine}; ${Math.ceil(seconds)} s.`;
  return `${head}${when}\n\n${upToTable(markdown, tables)}\n\n${verdict(compare, markdown, tables)}\n`;
}

function verdict(compare, markdown, tables) {
  if (!compare) return "No comparison.";
  const ahead = peersAhead(upToTable(markdown, tables), compare);
  if (ahead.length === 0) return "**Where a peer is ahead:** nowhere in this table.";
  return `**Where a peer is ahead:**\n\n${ahead.map(sentence).join("\n")}`;
}

/** The sections with a peer ahead, for the top of the page. */
function summary() {
  const behind = benches.filter(({ id, compare, tables }) => {
    const result = resultOf(id);
    return result && compare && peersAhead(upToTable(result.markdown, tables), compare).length > 0;
  });
  if (behind.length === 0) return "No peer is ahead in any section below.";
  const links = behind.map(
    ({ title }) =>
      `[${title}](#${title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-")})`,
  );
  return `A peer is ahead in at least one figure of: ${links.join("; ")}. Each section lists them.`;
}

export function page() {
  return `# Benchmarks

\`npm run bench\` measures everything on one machine and writes this page from the output; no figure is written by hand.
\`npm run bench -- import cycle\` runs these two benchmarks, and \`npm run bench -- --page\` only writes the page.
\`bench/results/\` contains the output. Peers are installed at the exact versions of \`bench/package.json\` and
\`bench/faults/package.json\`.

All figures are from loopback or from simulated time: no service was called. They compare clients, not vendors, and are valid for
the machine and the date of each section. The page computes who is ahead from the figures; a difference below 5 % counts as equal.

**${summary()}**

${benches.map(section).join("\n")}`;
}
