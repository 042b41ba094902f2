import { isIP } from "node:net";
import { loadSharp } from "../preview/optional-deps.js";
import { createPreviewRenderer, previewModels, previewNotice } from "../preview.js";
import icon from "../serve/page/icon.svg";
import script from "../serve/page/page.client.js";
import css from "../serve/page/page.css";
import html from "../serve/page/page.html";
import sharedCss from "../serve/page/shared.css";
import { isLoopback } from "../serve/request-guard.js";
import { defaultLimits, type ServeEvent, type ServeLimits, startServer } from "../serve/server.js";
import { formatBytes, formatTime } from "../utils/format.js";
import { chooseLogger, debugLevel } from "../utils/logger.js";
import { commandName } from "./command-name.js";
import type { Args, Run } from "./commands.js";
import { readNumber, usageError } from "./parse-args.js";
import { colors, log, logJson, print, stripControlChars } from "./terminal.js";

type ServeValues = Args<"serve">["values"];

const mebibyte = 1024 * 1024;

/** `ugoku serve`: the Videos API for any client in any language, on the preview engine. */
export const run: Run<"serve"> = async ({ values }, signal) => {
  const host = parseHost(values.host ?? "127.0.0.1");
  const port = parseInteger(values, "port");
  const allowedHosts = parseHostNames(values["allow-host"]);
  const limits = readLimits(values);
  const apiKey = values["api-key"];
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey))
    throw usageError(
      "--api-key takes ASCII letters, digits and signs, without spaces.",
      "Clients send the key in an HTTP header, which cannot have other characters.",
    );
  // A missing package is reported at the start, not by every job.
  await loadSharp();
  signal.throwIfAborted();

  const onEvent = values.json ? logEvent : values.quiet ? () => {} : printEvent;
  const server = await startServer({
    host,
    port,
    allowedHosts,
    apiKey,
    limits,
    renderer: createPreviewRenderer(),
    models: previewModels,
    page: { html, css: sharedCss + css, script, icon },
    onEvent,
  }).catch((error: unknown) => {
    throw listenError(error, host, port);
  });
  try {
    // The address at which this machine reaches a server on all addresses.
    const baseURL = server.url.replace(/\/\/(0\.0\.0\.0|\[::\])/, "//127.0.0.1");
    warnIfPublic(host, server.port, apiKey !== undefined);
    if (values.json) logJson({ event: "listening", baseURL, page: baseURL.replace(/v1$/, "") });
    else {
      if (!values.quiet) printUsage(baseURL, apiKey !== undefined);
      if (!process.stdout.isTTY) log(baseURL);
    }
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  } finally {
    await server.close();
  }
  throw signal.reason;
};

/** Prints commands to copy. */
function printUsage(baseURL: string, needsKey: boolean): void {
  const prompt = "The camera pushes in.";
  const header = needsKey ? ' -H "Authorization: Bearer $KEY"' : "";
  print(`${colors.bold("Videos API")}  ${baseURL}`);
  print(`${colors.bold("Jobs")}        ${baseURL.replace(/v1$/, "")}`);
  print(`${previewNotice}; nothing is paid. Ctrl-C stops it, and its jobs with it.`);
  print();
  const key = needsKey ? "process.env.KEY" : '"none"';
  const variable = needsKey ? "UGOKU_API_KEY=$KEY " : "";
  const fields = `-F prompt="${prompt}" -F size=1280x720 -F "input_reference=@photo.jpg;type=image/jpeg"`;
  const row = (name: string, line: string) => print(`${colors.dim(name.padEnd(8))}${line}`);
  row("ugoku", `${variable}${commandName()} animate photo.jpg -p "${prompt}" --base-url ${baseURL}`);
  row("openai", `new OpenAI({ baseURL: "${baseURL}", apiKey: ${key} })`);
  row("curl", `curl ${baseURL}/videos${header} ${fields}`);
  print();
}

/** Printed with --quiet too. */
function warnIfPublic(host: string, port: number, hasKey: boolean): void {
  if (isLoopback(host)) return;
  const clients = /^(0\.0\.0\.0|::)$/.test(host)
    ? "every machine that reaches this one"
    : `every machine that reaches ${host}`;
  const access = "make it render, and see and delete every job with its picture, prompt and clip";
  chooseLogger(undefined).warn(
    `${colors.yellow("warning")} On port ${port}, ${clients} can ${hasKey ? "try keys; with the key it can " : ""}${access}. ` +
      `There is no TLS${hasKey ? ": the key is sent unencrypted" : " and no key; --api-key asks for one"}. ` +
      "Omit --host to accept connections from this machine only.",
  );
}

const time = () => colors.dim(new Date().toTimeString().slice(0, 8));

function printEvent(event: ServeEvent): void {
  const line = (label: string, text: string) => print(`${time()} ${label}  ${text}`);
  if (event.event === "created") {
    const prompt = debugLevel() === "prompts" ? `  ${stripControlChars(event.prompt)}` : "";
    line("created ", `${event.jobId}  ${event.model}, ${event.seconds} s, ${event.size}${prompt}`);
  } else if (event.event === "rendered") {
    const queued = event.waitedMs < 1_000 ? "" : `, after ${formatTime(event.waitedMs)} in the queue`;
    const facts = `${formatBytes(event.bytes)} in ${formatTime(event.ms)}${queued}`;
    line(colors.green("rendered"), `${event.jobId}  ${facts}`);
  } else if (event.event === "failed") line(colors.red("failed  "), `${event.jobId}  ${event.message}`);
  else if (isLogged(event)) {
    const { status, method, path, code, message } = event;
    const known = code !== undefined && Object.hasOwn(reasons, code) ? reasons[code] : undefined;
    const text = known ?? message ?? code;
    const reason = text === undefined ? "" : colors.dim(`  ${stripControlChars(text)}`);
    const label = `${status}     `;
    line(status < 400 ? label : colors.red(label), `${method} ${stripControlChars(path)}${reason}`);
  }
}

/** Explains refusals that a browser hides from its console. */
const reasons: Readonly<Record<string, string>> = {
  host_not_allowed: "the Host header names another host; --allow-host accepts it",
  origin_not_allowed: "the request comes from a web page of another site (Origin header)",
};

/** Polls are logged only with UGOKU_DEBUG: clients and the page poll all the time. */
const isLogged = ({ method, path, status }: Extract<ServeEvent, { event: "request" }>) =>
  debugLevel() !== "off" || status >= 400 || method === "DELETE" || path.endsWith("/content");

function logEvent(event: ServeEvent): void {
  const { prompt: _, ...rest } = event as ServeEvent & { readonly prompt?: string };
  logJson({ time: new Date().toISOString(), ...(debugLevel() === "prompts" ? event : rest) });
}

const readLimits = (values: ServeValues): ServeLimits => ({
  ...defaultLimits,
  bodyBytes: parseInteger(values, "max-body") * mebibyte,
  unfinished: parseInteger(values, "max-jobs"),
  clips: parseInteger(values, "keep"),
  clipBytes: parseInteger(values, "keep-size") * mebibyte,
});

/** Minimum, maximum and default. */
const integers = {
  port: [0, 65_535, "8787; 0 takes a free one"],
  "max-body": [1, 1024, "21"],
  "max-jobs": [1, 1000, "20"],
  keep: [1, 1000, "50"],
  "keep-size": [1, 65_536, "256"],
} as const;

function parseInteger(values: ServeValues, name: keyof typeof integers): number {
  const [from, to, standard] = integers[name];
  const expected = `a whole number from ${from} to ${to}`;
  const accepts = (value: number) => Number.isInteger(value) && value >= from && value <= to;
  const given = readNumber(values, name, { expected, accepts }, `The default is --${name} ${standard}.`);
  return given ?? Number.parseInt(standard, 10);
}

function parseHost(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(host)) return host;
  throw usageError(
    `--host takes an address or a name of this machine, but got ${JSON.stringify(text)}.`,
    "For example: --host 127.0.0.1, --host ::1 or --host 0.0.0.0; the port goes into --port.",
  );
}

function parseHostNames(text: string | undefined): string[] {
  const names = (text ?? "").split(",").map((name) => name.trim().toLowerCase());
  for (const name of names)
    if (name !== "" && !/^(\[[\da-f:.]+\]|[a-z\d]([a-z\d.-]*[a-z\d])?)(:\d{1,5})?$/.test(name))
      throw usageError(
        `--allow-host takes names, but got ${JSON.stringify(name)}.`,
        "For example: --allow-host preview.test,localhost:9000, without http://.",
      );
  return names.filter((name) => name !== "");
}

function listenError(error: unknown, host: string, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const free = "Choose another one: --port 8788, or --port 0 for any free one.";
  if (code === "EADDRINUSE")
    return usageError(`Port ${port} of ${host} is in use, perhaps by another ugoku serve.`, free);
  if (code === "EACCES") return usageError(`Port ${port} of ${host} needs more permissions.`, free);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
    return usageError(`${host} is not an address of this machine.`, "Omit --host to use 127.0.0.1.");
  return error;
}
