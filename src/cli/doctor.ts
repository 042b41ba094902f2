/**
 * `ugoku doctor`: what is configured, what is installed, and what answers. Sends reads only.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import pc from "picocolors";
import { engines, version } from "../../package.json";
import type { DialectName } from "../dialects/define-dialect.js";
import { dialects } from "../dialects/define-dialect.js";
import { findEncoder } from "../preview/optional-deps.js";
import { readConfigured } from "../probe/configured.js";
import { probeEndpoint } from "../probe/probe-endpoint.js";
import type { EndpointReport, Finding } from "../probe/report.js";
import { EndpointError } from "../utils/errors.js";
import { hintOf } from "./error-hints.js";
import { defineCommand, numberOf, secondsAboveZero } from "./parse-args.js";
import { log, shellQuote, stripControlChars } from "./terminal.js";

/** `ugoku doctor`: ends with 0 if nothing is wrong, 1 if something is, 2 for wrong usage. */
export const doctorCommand = defineCommand({
  name: "doctor",
  summary: "Show what is configured, which server responds and which dialect it speaks; sends GET requests only",
  options: [
    { name: "base-url", value: "<url>", description: "The server to check (default: UGOKU_BASE_URL)" },
    { name: "dialect", value: "<name>", description: "The dialect you intend to use: reports whether it fits" },
    { name: "timeout", value: "<seconds>", description: "How long to wait for each response (default: 10)" },
    { name: "json", description: "Print one JSON object, and nothing else" },
  ],
  examples: ["ugoku doctor", "ugoku doctor --base-url http://localhost:8091/v1"],
  async run({ values }, signal) {
    const timeout = readTimeout(values.timeout);
    const given = { baseURL: values["base-url"], dialect: values.dialect as DialectName | undefined };
    const configured = readConfigured(given);
    const endpoint = await probeEndpoint({ ...given, timeout, signal });
    const packages = await lookForPackages();
    const isWell = isNodeNewEnough() && !endpoint.findings.some(({ level }) => level === "error");
    const key = configured.apiKey && { from: configured.apiKey.from, characters: configured.apiKey.value.length };
    const report: Report = { endpoint, packages, key };
    if (values.json)
      log(
        JSON.stringify({
          ok: isWell,
          version,
          node: process.version,
          platform: `${process.platform}-${process.arch}`,
          apiKey: key ?? null,
          packages,
          endpoint,
          next: nextSteps(endpoint),
        }),
      );
    else print(report);
    return isWell ? 0 : 1;
  },
});

interface Report {
  readonly endpoint: EndpointReport;
  readonly packages: readonly Package[];
  readonly key: { readonly from: string; readonly characters: number } | undefined;
}

function readTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return numberOf("timeout", text, secondsAboveZero, "The default is --timeout 10.") * 1000;
}

/** An optional package, and whether it can be loaded here. */
interface Package {
  readonly name: string;
  /** `null` if it is not installed. */
  readonly version: string | null;
  /** Whether it can be: a package with a part for one platform may be of another one. */
  readonly loads: boolean;
  readonly use: string;
}

const optional: readonly (Pick<Package, "name" | "use"> & { readonly load: () => Promise<unknown> })[] = [
  { name: "sharp", use: "images that do not fit are cut and resized", load: () => import("sharp") },
  // Only looked for: it has no part for one platform, and loaded it would hook the process's last resorts.
  { name: "h264-mp4-encoder", use: "the built-in preview engine", load: findEncoder },
];

async function lookForPackages(): Promise<Package[]> {
  return Promise.all(
    optional.map(async ({ name, use, load }) => {
      const loads = await load().then(
        () => true,
        () => false,
      );
      return { name, version: versionOf(name), loads, use };
    }),
  );
}

/** The version that stands in the package's own file, which its "exports" may hide. */
function versionOf(name: string): string | null {
  try {
    let folder = dirname(createRequire(import.meta.url).resolve(name));
    for (; folder !== dirname(folder); folder = dirname(folder)) {
      const found = readPackage(join(folder, "package.json"));
      if (found?.name === name) return String(found.version);
    }
  } catch {
    // Not installed.
  }
  return null;
}

function readPackage(path: string): { readonly name?: unknown; readonly version?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** As package.json asks: `>=20.19`. */
function isNodeNewEnough(): boolean {
  const [major = 0, minor = 0] = (/\d+(\.\d+)?/.exec(engines.node)?.[0] ?? "").split(".").map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** What it prints is its result: it goes to standard output, so that is what must be a terminal. */
const colors = pc.createColors(Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb");

const marks = { ok: colors.green("✓"), warning: colors.yellow("!"), error: colors.red("✗") } as const;

const line = (level: Finding["level"], text: string, hint?: string) =>
  log(`${marks[level]} ${text}${hint ? `\n  ${colors.dim(hint)}` : ""}`);

const head = (text: string) => log(`${colors.bold(text)}`);

function print({ endpoint, packages, key }: Report): void {
  head("This machine");
  line("ok", `ugoku ${version}, ${process.platform}-${process.arch}`);
  if (isNodeNewEnough()) line("ok", `Node ${process.versions.node}`);
  else line("error", `Node ${process.versions.node}`, `ugoku needs ${engines.node}.`);
  for (const { name, version: installed, loads, use } of packages) {
    if (loads) line("ok", `${name} ${installed ?? ""}`.trimEnd() + colors.dim(`  ${use}`));
    else
      line(
        "warning",
        `${name} ${installed === null ? "is not installed" : `${installed} does not load`}`,
        `Needed for: ${use}. Run: npm install ${name}`,
      );
  }
  log("");
  head("Configured");
  const { configured, baseURL } = endpoint;
  log(`  base URL  ${baseURL ?? (configured.baseURL ? "not an address" : "none")}${source(configured.baseURL)}`);
  log(`  API key   ${key ? `set, ${key.characters} characters` : "none"}${source(key?.from)}`);
  log(
    `  dialect   ${configured.dialect ? configured.dialect.name : "none: the default is openai"}${source(configured.dialect?.from)}`,
  );
  log("");
  head("Endpoint");
  for (const finding of endpoint.findings) {
    const hint = hintFor(finding);
    line(finding.level, stripControlChars(finding.message), hint && stripControlChars(hint));
  }
  if (endpoint.can) log(`  ${abilities(endpoint)}`);
  if (endpoint.requests.length > 0) log(colors.dim(`  Sent: ${endpoint.requests.length} GET, and nothing else.`));
  const next = nextSteps(endpoint);
  if (next === null) return;
  log("");
  head("Next");
  log(`  ${stripControlChars(next.code)}`);
  log(`  ${stripControlChars(next.command)}`);
}

const source = (from: string | null | undefined) => {
  if (!from) return "";
  return colors.dim(`  from ${from === "options" ? "the command line" : from}`);
};

/** The hint in the words of a terminal. */
function hintFor({ code, message, hint }: Finding): string | undefined {
  if (code !== "endpoint_missing" && code !== "endpoint_retired" && code !== "endpoint_invalid") return hint;
  return hintOf(new EndpointError(code, message, { hint }));
}

function abilities({ can, confirmed }: EndpointReport): string {
  const all = Object.entries(can ?? {});
  const named = (wanted: boolean) => all.filter(([, there]) => there === wanted).map(([name]) => name);
  const seen = (name: string) => (confirmed.some((one) => one === name) ? `${name} (seen)` : name);
  const lacks = named(false);
  return `can: create, ${named(true).map(seen).join(", ") || "nothing else"}${lacks.length > 0 ? `; cannot: ${lacks.join(", ")}` : ""}`;
}

/** What to write now; `null` where there is nothing to speak to yet. */
export function nextSteps(endpoint: EndpointReport): { readonly code: string; readonly command: string } | null {
  const { baseURL, dialect, configured, models } = endpoint;
  if (baseURL === null || dialect === null || endpoint.auth === "refused") return null;
  // What the user knows stands above a guess.
  const name = dialect.confidence === "guess" ? (configured.dialect?.name ?? dialect.name) : dialect.name;
  const isReference = models?.some((id) => id.startsWith("sora-2")) ?? true;
  const needsModel = Object.hasOwn(dialects, name) && dialects[name as DialectName].create.needsModel;
  const [first] = models ?? [];
  const model = !isReference || needsModel ? (first ?? (needsModel ? "…" : undefined)) : undefined;
  const options = [
    `baseURL: ${JSON.stringify(baseURL)}`,
    `dialect: ${JSON.stringify(name)}`,
    ...(model === undefined ? [] : [`model: ${JSON.stringify(model)}`]),
    ...(configured.apiKey ? [`apiKey: process.env.${variableOf(configured.apiKey)}`] : []),
  ];
  const words = [
    'ugoku animate photo.jpg -p "…"',
    ...(configured.baseURL === "options" || configured.baseURL === null ? [`--base-url ${shellQuote(baseURL)}`] : []),
    `--dialect ${name}`,
    ...(model === undefined ? [] : [`-m ${shellQuote(model)}`]),
  ];
  return { code: `createUgoku({ ${options.join(", ")} })`, command: words.join(" ") };
}

const variableOf = (from: string) => (from === "options" ? "UGOKU_API_KEY" : from);
