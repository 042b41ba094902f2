import { describeValue, RequestError } from "../../utils/errors.js";
import { isRecord } from "../../utils/guards.js";
import { closestMatch } from "../../utils/suggest.js";

/** The methods by which BullMQ tells a client from options. */
const clientMethods = ["connect", "disconnect", "duplicate"];

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

/** The options of ioredis and BullMQ that name a server. */
const addresses: Readonly<Record<string, (value: unknown) => boolean>> = {
  // A socket's path, or a URL with a host: of other texts, ioredis takes a part and leaves out the rest.
  url: (value) =>
    typeof value === "string" &&
    (value.startsWith("/") || (/^rediss?:\/\/./i.test(value) && URL.canParse(value) && new URL(value).host !== "")),
  host: isText,
  path: isText,
  sentinels: (value) => Array.isArray(value) && value.length > 0 && value.every((one) => isText(one?.host)),
  Connector: (value) => typeof value === "function",
};

const hint = 'Pass { host, port }, { url: "redis://host:port" } or an ioredis client.';

/**
 * Refuses what names no server: BullMQ would use localhost, and each server has a ledger of its own. No value is shown, because it may
 * contain a password. `names`: the options of the call.
 */
export function validateConnection(call: string, connection: unknown, names: readonly string[]): void {
  const refuse = (what: string, advice?: string) =>
    new RequestError("option_invalid", `The connection of ${call} ${what}.`, {
      option: "connection",
      hint: advice ? `${advice} ${hint}` : hint,
    });
  if (!isRecord(connection)) throw refuse(describeType(connection));
  const has = (method: string) => typeof connection[method] === "function";
  const missing = clientMethods.filter((method) => !has(method));
  if (missing.length === 0) return;
  if (clientMethods.some(has))
    throw refuse(`is ${describeValue(connection)} without ${missing.join("() and ")}(), so not a client for BullMQ`);
  // As BullMQ copies it: the host of a URL is not in it.
  const options = { ...connection };
  // ioredis has a name, too: of a group of Sentinel.
  const misplaced = Object.keys(options).find(
    (name) => names.includes(name) && (name !== "name" || options.sentinels === undefined),
  );
  if (misplaced !== undefined)
    throw refuse(`has an option ${describeValue(misplaced)}`, `That is an option of ${call} itself.`);
  const given = Object.entries(addresses).filter(([name]) => options[name] !== undefined);
  const [wrong] = given.find(([name, accepts]) => !accepts(options[name])) ?? [];
  if (wrong !== undefined) throw refuse(`has an invalid ${wrong}`);
  if (given.length > 0) return;
  const [meant] = Object.keys(options).flatMap((name) => closestMatch(name, Object.keys(addresses)) ?? []);
  throw refuse("names no server", meant && `Did you mean ${meant}?`);
}

function describeType(value: unknown): string {
  if (value === undefined) return "is missing";
  return `is ${value === null ? "null" : Array.isArray(value) ? "an array" : `of type ${typeof value}`}`;
}
