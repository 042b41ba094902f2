/** `ugoku doctor`: reports the configuration, the optional packages and the endpoint. Sends GET requests only. */
import pc from "picocolors";
import { engines, version } from "../../package.json";
import { type ProbeOptions, probeEndpoint, readConfig } from "../diagnose/probe-endpoint.js";
import type { Ability, EndpointReport, Finding } from "../diagnose/report.js";
import type { DialectName } from "../dialects/dialect-names.js";
import { dialects } from "../dialects/find-dialect.js";
import { loadSharp } from "../preview/optional-deps.js";
import { environment } from "../utils/env.js";
import { findService, keyVariable } from "./choose-client.js";
import { type Run, serviceNames } from "./commands.js";
import { endpointHint, serverHint } from "./error-hints.js";
import { readNumber, secondsAboveZero } from "./parse-args.js";
import { hasColors, log, logJson, plural, shellQuote, stripControlChars } from "./terminal.js";

/** `ugoku doctor`: exits with 0 without errors, 1 with errors, 2 for wrong usage. */
export const run: Run<"doctor"> = async ({ values }, signal) => {
  const seconds = readNumber(values, "timeout", secondsAboveZero, "The default is 10 seconds.") ?? 10;
  const dialect = values.dialect as DialectName | undefined;
  const report = await createReport({ baseURL: values["base-url"], dialect, timeout: seconds * 1000, signal });
  if (values.json) logJson(report);
  else print(report);
  return report.ok ? 0 : 1;
};

type Report = Awaited<ReturnType<typeof createReport>>;

async function createReport(options: ProbeOptions) {
  const { apiKey } = readConfig(options);
  const packages = [
    { name: "sharp", use: "cropping and resizing images, and the preview engine", loads: await succeeds(loadSharp()) },
  ];
  const probed = await probeEndpoint(options);
  const other = probed.findings.some(({ code }) => code === "endpoint_missing")
    ? await findOtherEndpoint(packages.every(({ loads }) => loads))
    : undefined;
  const endpoint = other ? { ...probed, findings: [other.finding] } : probed;
  return {
    ok: isNodeSupported() && !endpoint.findings.some(({ level }) => level === "error"),
    version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    apiKey: apiKey ? { from: apiKey.from, characters: apiKey.value.length } : null,
    packages,
    services: await findServiceKeys(),
    endpoint,
    next: other?.next ?? nextSteps(endpoint),
  };
}

/** What the commands use without a server: the service of UGOKU_SERVICE, else the preview engine, if it can render. */
async function findOtherEndpoint(
  canPreview: boolean,
): Promise<{ finding: Finding; next: { code: string; command: string } } | undefined> {
  const command = 'ugoku animate photo.jpg -p "…"';
  const name = environment().UGOKU_SERVICE;
  if (name) {
    const service = await findService(name);
    if (!service) return undefined;
    const finding: Finding = keyVariable(service)
      ? { level: "ok", code: "endpoint_missing", message: `UGOKU_SERVICE is ${name}. Nothing was sent to it.` }
      : {
          level: "error",
          code: "key_missing",
          message: `UGOKU_SERVICE is ${name}, and its API key is not set.`,
          hint: `Set ${service.spec.auth.variables.join(" or ")}.`,
        };
    return { finding, next: { code: `createUgoku({ endpoint: ${name}() })`, command } };
  }
  if (!canPreview) return undefined;
  const message = "No server is configured: the built-in preview engine makes the clips. It moves the camera only.";
  return {
    finding: { level: "warning", code: "endpoint_missing", message, hint: serverHint },
    next: { code: "createUgoku({ endpoint: preview() })", command },
  };
}

/** The services whose key is in the environment. Nothing is sent to them. */
async function findServiceKeys() {
  const services = await Promise.all(serviceNames.map(async (name) => ({ name, service: await findService(name) })));
  return services.flatMap(({ name, service }) => {
    const variable = service && keyVariable(service);
    return variable === undefined ? [] : [{ name, variable }];
  });
}

const succeeds = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  );

/** Compares with `engines` of package.json, such as `>=20.19`. */
function isNodeSupported(): boolean {
  const [major = 0, minor = 0] = engines.node.replace(/^\D+/, "").split(".").map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** For standard output, which is where the report goes. */
const colors = pc.createColors(hasColors(process.stdout));

const marks = { ok: colors.green("✓"), warning: colors.yellow("!"), error: colors.red("✗") } as const;

function printLine(level: Finding["level"], text: string, hint?: string): void {
  log(`${marks[level]} ${stripControlChars(text)}`);
  if (hint) log(`  ${colors.dim(stripControlChars(hint))}`);
}

function print({ endpoint, packages, apiKey, services, platform, next }: Report): void {
  const { configured, baseURL, findings, can, confirmed, requests } = endpoint;
  log(colors.bold("This machine"));
  printLine("ok", `ugoku ${version}, ${platform}`);
  printLine(isNodeSupported() ? "ok" : "error", `Node ${process.versions.node} (required: ${engines.node})`);
  for (const { name, use, loads } of packages)
    if (loads) printLine("ok", `${name}: ${use}`);
    else printLine("warning", `${name} cannot be loaded. It is needed for ${use}.`, `Run: npm install ${name}`);

  log(`\n${colors.bold("Configuration")}`);
  const printSetting = (name: string, value: string, from: string | null | undefined) =>
    log(`  ${name.padEnd(10)}${value}${from ? `  from ${from === "options" ? "the command line" : from}` : ""}`);
  printSetting("base URL", baseURL ?? (configured.baseURL ? "not an address" : "none"), configured.baseURL);
  printSetting("API key", apiKey ? `set, ${apiKey.characters} characters` : "none", apiKey?.from);
  printSetting("dialect", configured.dialect?.name ?? "none: the default is openai", configured.dialect?.from);

  for (const { name, variable } of services)
    printSetting("service", `${name}: its key is set, use it with --service ${name}`, variable);

  log(`\n${colors.bold("Endpoint")}`);
  for (const { level, code, message, hint } of findings) {
    const hasNone = level === "error" && (code === "endpoint_missing" || code === "endpoint_retired");
    printLine(level, message, hasNone ? endpointHint : hint);
  }
  if (can) {
    const list = (isSupported: boolean) => Object.keys(can).filter((name) => can[name as Ability] === isSupported);
    const supported = list(true).map((name) => (confirmed.some((one) => one === name) ? `${name} (confirmed)` : name));
    log(`  supported: ${["create", ...supported].join(", ")}; not supported: ${list(false).join(", ") || "none"}`);
  }
  if (requests.length > 0) log(colors.dim(`  Sent ${plural(requests.length, "GET request")}, and nothing else.`));
  if (next === null) return;
  log(`\n${colors.bold("Next")}`);
  log(`  ${stripControlChars(next.code)}`);
  log(`  ${stripControlChars(next.command)}`);
}

/** The code and the command to use now; `null` if there is no usable endpoint. */
function nextSteps({ baseURL, dialect, configured, models, auth }: EndpointReport) {
  if (baseURL === null || dialect === null || auth === "refused") return null;
  const name = dialect.confidence === "guess" ? (configured.dialect?.name ?? dialect.name) : dialect.name;
  const needsModel = Object.hasOwn(dialects, name) && dialects[name as DialectName].create.needsModel;
  const hasDefaultModel = models?.some((id) => id.startsWith("sora-2")) ?? true;
  const model = needsModel || !hasDefaultModel ? (models?.[0] ?? (needsModel ? "…" : undefined)) : undefined;
  const key = configured.apiKey === "options" ? "UGOKU_API_KEY" : configured.apiKey;
  const options = [
    `baseURL: ${JSON.stringify(baseURL)}`,
    `dialect: ${JSON.stringify(name)}`,
    ...(model === undefined ? [] : [`model: ${JSON.stringify(model)}`]),
    ...(key ? [`apiKey: process.env.${key}`] : []),
  ];
  const command = [
    'ugoku animate photo.jpg -p "…"',
    ...(configured.baseURL === "options" ? [`--base-url ${shellQuote(baseURL)}`] : []),
    `--dialect ${name}`,
    ...(model === undefined ? [] : [`-m ${shellQuote(model)}`]),
  ];
  return { code: `createUgoku({ ${options.join(", ")} })`, command: command.join(" ") };
}
