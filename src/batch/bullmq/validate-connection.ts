import { describeValue, RequestError } from "../../utils/errors.js";
import { isRecord } from "../../utils/guards.js";
import { closestMatch } from "../../utils/suggest.js";

/** The methods by which BullMQ tells a client from options. */
const clientMethods = ["connect", "disconnect", "duplicate"];

/** The options of ioredis 5 and 6, and `url` and `skipVersionCheck` of BullMQ. */
export const optionNames =
  "url host port path family db username password tls name role sentinels sentinelUsername sentinelPassword sentinelTLS sentinelRetryStrategy sentinelReconnectStrategy sentinelCommandTimeout sentinelMaxConnections enableTLSForSentinelMode updateSentinels failoverDetector preferredSlaves natMap Connector connectTimeout disconnectTimeout socketTimeout commandTimeout blockingTimeout blockingTimeoutGrace keepAlive noDelay connectionName clientInfoTag disableClientInfo keyPrefix readOnly protocol replyMapping stringNumbers lazyConnect retryStrategy reconnectOnError maxRetriesPerRequest maxLoadingRetryTime enableReadyCheck enableOfflineQueue offlineQueue commandQueue autoResubscribe autoResendUnfulfilledCommands enableAutoPipelining autoPipeliningIgnoredCommands monitor scripts himportFieldsets showFriendlyErrorStack skipVersionCheck";

const connectionOptions: readonly string[] = optionNames.split(" ");

const addressHint = 'Pass { host, port }, { url: "redis://host:port" } or an ioredis client.';

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
const isPort = (value: unknown): boolean =>
  /^\d{1,5}$/.test(String(value)) && Number(value) > 0 && Number(value) < 65_536;

/** A socket's path, or a URL with a host: of other texts, ioredis takes a part and leaves out the rest. */
const isAddress = (value: unknown): boolean =>
  typeof value === "string" &&
  (value.startsWith("/") || (/^rediss?:\/\//i.test(value) && URL.canParse(value) && new URL(value).hostname !== ""));

/** The options that name a server; without one, BullMQ uses localhost. */
const addresses: Readonly<Record<string, (value: unknown) => boolean>> = {
  url: isAddress,
  host: isText,
  port: isPort,
  path: isText,
  sentinels: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => isText(one?.host) || isPort(one?.port)),
  Connector: (value) => typeof value === "function",
};

/**
 * Refuses what BullMQ would take for no connection: it uses localhost then, and each server has a ledger of its own. No value is
 * shown, because it may contain a password. `names`: the options of the call.
 */
export function validateConnection(call: string, connection: unknown, names: readonly string[]): void {
  const refuse = (what: string, hint = addressHint) =>
    new RequestError("option_invalid", `The connection of ${call} ${what}.`, { option: "connection", hint });
  if (connection === undefined) throw refuse("is missing");
  if (!isRecord(connection) || connection instanceof URL)
    throw refuse(`is ${isRecord(connection) ? "a URL" : describeType(connection)}`);
  const has = (method: string) => typeof connection[method] === "function";
  const missing = clientMethods.filter((method) => !has(method));
  if (missing.length === 0) return;
  if (clientMethods.some(has))
    throw refuse(`is ${describeValue(connection)} without ${missing.join("() and ")}(), so not a client for BullMQ`);
  for (const name of Object.keys(connection)) {
    if (name === "connection")
      throw refuse('has an option "connection"', `Pass what is in it: the connection itself. ${addressHint}`);
    // ioredis has a name, too: of a group of Sentinel.
    if (names.includes(name) && (name !== "name" || connection.sentinels === undefined))
      throw refuse(`has an option ${describeValue(name)}`, `It is an option of ${call}, beside the connection.`);
    if (connectionOptions.includes(name)) continue;
    const meant = closestMatch(name, connectionOptions);
    const own = `It takes the options of ioredis. ${addressHint}`;
    throw refuse(`has no option ${describeValue(name)}`, meant ? `Did you mean ${meant}? ${own}` : own);
  }
  const given = Object.entries(addresses).filter(([name]) => connection[name] !== undefined);
  for (const [name, accepts] of given) if (!accepts(connection[name])) throw refuse(`has an invalid ${name}`);
  if (given.length === 0) throw refuse("names no server");
}

const describeType = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "an array" : `of type ${typeof value}`;
