/** `ugoku doctor`: reports the configuration, the optional packages and the endpoint. Sends GET requests only. */
import pc from "picocolors";
import { engines, version } from "../../package.json";
import { type ProbeOptions, probeEndpoint, readConfig } from "../diagnose/probe-endpoint.js";
import type { Ability, EndpointReport, Finding } from "../diagnose/report.js";
import type { DialectName } from "../dialects/dialect-names.js";
import { dialects } from "../dialects/find-dialect.js";
import type { Dialect } from "../dialects/types.js";
import { loadSharp } from "../preview/optional-deps.js";
import { keyVariables } from "../services/missing-key.js";
import { environment } from "../utils/env.js";
import { isUgokuError } from "../utils/errors.js";
import { chooseEndpoint, type EndpointChoice, findService, keyVariable } from "./choose-client.js";
import { commandName } from "./command-name.js";
import { type EndpointValues, type Run, serviceNames } from "./commands.js";
import { endpointHint, serverHint } from "./error-hints.js";
import { omitUndefined, readNumber, secondsAboveZero } from "./parse-args.js";
import { hasColors, log, logJson, plural, shellQuote, stripControlChars } from "./terminal.js";

/** `ugoku doctor`: exits with 0 without errors, 1 with errors, 2 for wrong usage. */
export const run: Run<"doctor"> = async ({ values }, signal) => {
  const seconds = readNumber(values, "timeout", secondsAboveZero, "The default is 10 seconds.") ?? 10;
  const report = await createReport(values, { timeout: seconds * 1000, signal });
  if (values.json) logJson(report);
  else print(report);
  return report.ok ? 0 : 1;
};

type Report = Awaited<ReturnType<typeof createReport>>;

/** What is known about the endpoint that the commands use. */
interface Diagnosis {
  readonly uses: { readonly kind: EndpointChoice["kind"]; readonly name: string; readonly from: string | null } | null;
  readonly apiKey: { readonly from: string; readonly characters: number } | null;
  readonly endpoint: EndpointReport;
  readonly next: { readonly code: string; readonly command: string } | null;
}

async function createReport(values: EndpointValues, options: Pick<ProbeOptions, "timeout" | "signal">) {
  const packages = [
    { name: "sharp", use: "cropping and resizing images, and the preview engine", loads: await succeeds(loadSharp()) },
  ];
  const diagnosis = await diagnose(values, options, packages[0]?.loads ?? false);
  const { uses, apiKey, endpoint, next } = diagnosis;
  return {
    ok: isNodeSupported() && !endpoint.findings.some(({ level }) => level === "error"),
    version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    ...{ uses, ignored: uses ? ignoredVariables(uses) : [], apiKey, packages },
    services: (await findServiceKeys()).filter(({ name }) => name !== uses?.name),
    endpoint,
    next,
  };
}

/** Diagnoses the endpoint that the commands choose with the same options. */
async function diagnose(
  values: EndpointValues,
  options: Pick<ProbeOptions, "timeout" | "signal">,
  canPreview: boolean,
): Promise<Diagnosis> {
  const flags = (["service", "base-url", "dialect", "preview"] as const).filter((name) => values[name] !== undefined);
  const choice = await chooseEndpoint(values).catch((error: unknown) => {
    // A wrong variable is what the report is for.
    if (flags.length > 0 || !isUgokuError(error)) throw error;
    return { level: "error", code: "option_invalid", message: error.message, hint: error.hint ?? "" } as const;
  });
  if ("level" in choice) return { uses: null, apiKey: null, endpoint: withoutRequests([choice]), next: null };
  const command = [animateCommand()];
  if (choice.kind === "service") return diagnoseService(choice, values, command);
  if (choice.kind === "server") {
    const probing = { ...options, baseURL: values["base-url"], dialect: values.dialect as DialectName | undefined };
    const { apiKey } = readConfig(probing);
    const endpoint = await probeEndpoint(probing);
    return {
      uses: { kind: "server", name: endpoint.baseURL ?? "not an address", from: choice.from },
      apiKey: apiKey ? { from: apiKey.from, characters: apiKey.value.length } : null,
      endpoint,
      next: nextSteps(endpoint),
    };
  }
  return diagnosePreview(choice, command, canPreview);
}

function diagnoseService(
  { name, service, from }: Extract<EndpointChoice, { kind: "service" }>,
  { "base-url": baseURL }: EndpointValues,
  command: readonly string[],
): Diagnosis {
  const variable = keyVariable(service);
  const key = variable === undefined ? undefined : environment()[variable];
  const own = service(omitUndefined({ baseURL }));
  const found: Finding =
    variable !== undefined
      ? { level: "ok", code: "endpoint_missing", message: `${from} is ${name}. Nothing was sent to it.` }
      : {
          level: "error",
          code: "key_missing",
          message: `${from} is ${name}, and its API key is not set.`,
          hint: `Set ${keyVariables(service.spec)}.`,
        };
  return {
    uses: { kind: "service", name, from },
    apiKey: variable !== undefined && key ? { from: variable, characters: key.length } : null,
    endpoint: { ...withoutRequests([found]), baseURL: own.baseURL, can: (own.dialect as Dialect).can },
    next: {
      code: `createUgoku({ endpoint: ${name}(${baseURL === undefined ? "" : `{ baseURL: ${JSON.stringify(baseURL)} }`}) })`,
      command: [
        ...command,
        ...(from === "--service" ? [`--service ${name}`] : []),
        ...(baseURL === undefined ? [] : [`--base-url ${shellQuote(baseURL)}`]),
      ].join(" "),
    },
  };
}

function diagnosePreview(
  { from }: Extract<EndpointChoice, { kind: "preview" }>,
  command: readonly string[],
  canPreview: boolean,
): Diagnosis {
  const engine = "the built-in preview engine makes the clips. It moves the camera only.";
  const message = from === undefined ? `No server is configured: ${engine}` : `${from}: ${engine}`;
  const found: Finding = canPreview
    ? { level: from === undefined ? "warning" : "ok", code: "endpoint_missing", message, hint: serverHint }
    : { level: "error", code: "endpoint_missing", message: `${message} It needs sharp, which cannot be loaded.` };
  return {
    uses: { kind: "preview", name: "preview", from: from ?? null },
    apiKey: null,
    endpoint: withoutRequests([found]),
    next: canPreview
      ? { code: "createUgoku({ endpoint: preview() })", command: [...command, ...(from ? [from] : [])].join(" ") }
      : null,
  };
}

/** The report of an endpoint that gets no requests. */
const withoutRequests = (findings: readonly Finding[]): EndpointReport => ({
  baseURL: null,
  configured: { baseURL: null, apiKey: null, dialect: null },
  ...{ reachable: false, dialect: null, can: null, confirmed: [], models: null, auth: "unknown" },
  findings,
  requests: [],
});

/** The variables that would choose another endpoint, and are not used. */
function ignoredVariables({ kind, from }: NonNullable<Diagnosis["uses"]>): string[] {
  const all = ["UGOKU_SERVICE", "UGOKU_BASE_URL", "OPENAI_BASE_URL", ...(kind === "server" ? [] : ["UGOKU_DIALECT"])];
  return all.filter((name) => name !== from && environment()[name]);
}

/** The services whose key is in the environment. Nothing is sent to them. */
async function findServiceKeys() {
  const services = await Promise.all(serviceNames.map(async (name) => ({ name, service: await findService(name) })));
  return services.flatMap(({ name, service }) => {
    const variable = service && keyVariable(service);
    return variable === undefined ? [] : [{ name, variable }];
  });
}

/** Without the options that choose the endpoint. */
const animateCommand = () => `${commandName()} animate photo.jpg -p "…"`;

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

function print({ endpoint, packages, apiKey, services, platform, next, uses, ignored }: Report): void {
  const { configured, findings, can, confirmed, requests } = endpoint;
  log(colors.bold("This machine"));
  printLine("ok", `ugoku ${version}, ${platform}`);
  printLine(isNodeSupported() ? "ok" : "error", `Node ${process.versions.node} (required: ${engines.node})`);
  for (const { name, use, loads } of packages)
    if (loads) printLine("ok", `${name}: ${use}`);
    else printLine("warning", `${name} cannot be loaded. It is needed for ${use}.`, `Run: npm install ${name}`);

  log(`\n${colors.bold("Configuration")}`);
  const printSetting = (name: string, value: string, from: string | null | undefined) =>
    log(
      `  ${name.padEnd(10)}${value}${from ? `  from ${from.startsWith("-") || from === "options" ? "the command line" : from}` : ""}`,
    );
  if (uses?.kind === "server") {
    printSetting("base URL", uses.name, uses.from);
  } else if (uses) {
    printSetting(uses.kind, uses.kind === "preview" ? "the built-in engine" : uses.name, uses.from);
  }
  if (uses?.kind !== "preview")
    printSetting("API key", apiKey ? `set, ${apiKey.characters} characters` : "none", apiKey?.from);
  if (uses?.kind === "server")
    printSetting("dialect", configured.dialect?.name ?? "none: the default is openai", configured.dialect?.from);
  for (const name of ignored) printSetting("not used", name, null);
  for (const { name, variable } of services)
    printSetting("service", `${name}: its key is set, use it with --service ${name}`, variable);

  log(`\n${colors.bold("Endpoint")}`);
  for (const { level, code, message, hint } of findings)
    printLine(level, message, level === "error" && code === "endpoint_retired" ? endpointHint() : hint);
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
    animateCommand(),
    ...(configured.baseURL === "options" ? [`--base-url ${shellQuote(baseURL)}`] : []),
    `--dialect ${name}`,
    ...(model === undefined ? [] : [`-m ${shellQuote(model)}`]),
  ];
  return { code: `createUgoku({ ${options.join(", ")} })`, command: command.join(" ") };
}
