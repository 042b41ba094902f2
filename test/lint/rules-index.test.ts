// @module-tag node-independent

/**
 * docs/rules/README.md is made from the rules, the presets and the first sentence of each rule's page.
 * `UPDATE_DOCS=1` writes it anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { type LintContext, type LintRule, lintPrompt, presets, rules, type Severity } from "../../src/lint.js";

const folder = resolve(import.meta.dirname, "../../docs/rules");
const path = join(folder, "README.md");
const pages = new Map(rules.map(({ id }) => [id, readFileSync(join(folder, `${id}.md`), "utf8")]));
const getPage = ({ id }: LintRule) => pages.get(id) ?? "";

/** The presets that a rule is in, and how much it weighs there. */
function getSeverities({ id }: LintRule): [preset: string, severity: Severity][] {
  return Object.entries(presets).flatMap(([preset, settings]): [string, Severity][] => {
    const setting = settings[id];
    const severity = typeof setting === "string" ? setting : setting?.[0];
    return severity === undefined || severity === "off" ? [] : [[preset, severity]];
  });
}

/** The line below a page's title: `Severity: info (warning in article) · Family: completeness · In: strict, article`. */
function getFacts(rule: LintRule): string {
  const inPresets = getSeverities(rule);
  const others = inPresets.filter(([, severity]) => severity !== rule.severity);
  const apart = [...new Set(others.map(([, severity]) => severity))].map((severity) => {
    const where = others.filter(([, other]) => other === severity).map(([preset]) => preset);
    return `${severity} in ${where.join(" and ")}`;
  });
  const aside = apart.length > 0 ? ` (${apart.join(", ")})` : "";
  const names = inPresets.map(([preset]) => preset).join(", ");
  return `Severity: ${rule.severity}${aside} · Family: ${rule.family} · In: ${names}`;
}

/** The first sentence of the page, below the facts: "Finds more actions than the clip has time for." */
function getSummary(rule: LintRule): string {
  const [paragraph = ""] = getPage(rule).split("\n\n").slice(2);
  const [sentence] = paragraph
    .trim()
    .replaceAll(/\s+/g, " ")
    .split(/(?<=[.:])$|(?<=\.) /);
  return (sentence ?? "")
    .replace(/^Finds /, "")
    .replace(/[.:]$/, "")
    .replaceAll("|", "\\|");
}

/** Whether one of the page's own bad prompts is mended by `fixPrompt()`. */
function hasFix({ id }: LintRule): boolean {
  let context: LintContext = {};
  for (const line of (pages.get(id) ?? "").split("\n")) {
    const given = /^With `(\{.*\})`:$/.exec(line);
    if (given) context = JSON.parse(given[1] ?? "{}") as LintContext;
    if (line.startsWith("#")) context = {};
    const [, , cell] = /^\| (`+) ?(.+?) ?\1 \|/.exec(line) ?? [];
    const bad = cell?.replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    if (bad === undefined) continue;
    const { messages } = lintPrompt(bad, { preset: "strict", context });
    if (messages.some(({ ruleId, fix }) => ruleId === id && fix)) return true;
  }
  return false;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function index(): string {
  const families = [...new Set(rules.map(({ family }) => family))];
  const sorted = families.flatMap((family) => rules.filter((rule) => rule.family === family));
  const overview = sorted.map((rule) => {
    const names = getSeverities(rule).map(([name, severity]) =>
      severity === rule.severity ? name : `${name}: ${severity}`,
    );
    const link = `[${rule.id}](${rule.id}.md)`;
    return [link, rule.family, rule.severity, names.join(", "), hasFix(rule) ? "yes" : "no", getSummary(rule)];
  });
  const options = sorted.flatMap((rule) =>
    Object.entries(rule.defaults ?? {}).map(([name, value]) => {
      const elsewhere = Object.entries(presets).flatMap(([preset, { [rule.id]: setting }]) => {
        const own = typeof setting === "object" ? (setting[1] as Record<string, unknown>)[name] : undefined;
        return own === undefined ? [] : [`; \`${JSON.stringify(own)}\` in ${preset}`];
      });
      return [`[${rule.id}](${rule.id}.md)`, `\`${name}\``, `\`${JSON.stringify(value)}\`${elsewhere.join("")}`];
    }),
  );
  return `# Rules of the prompt linter

Each page describes the findings of a rule and the reason for it, with prompts that break the rule and prompts that follow it.
[The linter](../linter.md) explains how to choose rules and presets.

A safe fix does not change the meaning of the prompt: \`fixPrompt()\` and \`ugoku lint --fix\` apply it. If a rule has another
severity in a preset, the column of the presets contains it.

${table(["rule", "family", "severity", "presets", "safe fix", "what it finds"], overview)}

## Options

As in \`{ rules: { "max-camera-moves": ["warning", { "max": 1 }] } }\`. The pages say what each one means.

${table(["rule", "option", "default"], options)}

Other checks concern [the image](../image-checks.md).
`;
}

test("the index matches the rules", () => {
  if (process.env.UPDATE_DOCS) writeFileSync(path, index());
  else expect(readFileSync(path, "utf8")).toBe(index());
});

test.each(rules.map((rule) => [rule.id, rule] as const))(
  "%s: its page gives its severity, family and presets",
  (_, rule) => {
    const [title, facts = ""] = getPage(rule).split("\n\n");
    expect(title).toBe(`# ${rule.id}`);
    // In a preset whose options are others, a page may say what they come to.
    const [said = "", inPresets = ""] = facts.split(" · In: ");
    expect(`${said} · In: ${inPresets.replace(/ \([^()]*\)/g, "")}`).toBe(getFacts(rule));
    expect(getSummary(rule)).not.toBe("");
  },
);
