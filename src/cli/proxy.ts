import type { Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { findCode, isConnectFailure, ProxyError, proxyAddress } from "../http/network-error.js";
import { type Environment, proxyVariable } from "../utils/env.js";
import { usageError } from "./parse-args.js";

/** Hosts on this machine, which are never reached through a proxy. */
const localHosts = ["localhost", "127.0.0.1", "::1", "[::1]"];

/** Milliseconds that a proxy has to open a connection. A request of `ugoku doctor` has 10 seconds, and must report the proxy. */
const tunnelTimeout = 8_000;

/** A proxy, and the variable that names it. */
interface ProxySetting {
  readonly name: string;
  readonly value: string;
}

interface Proxies {
  readonly http: ProxySetting | undefined;
  readonly https: ProxySetting | undefined;
  /** The hosts that are reached without a proxy. */
  readonly noProxy: string;
}

/** The proxies of HTTPS_PROXY and HTTP_PROXY; `undefined` if none is set. */
function readProxies(env: Environment): Proxies | undefined {
  if (proxyVariable(env) === undefined) return undefined;
  const read = (...names: readonly string[]): ProxySetting | undefined => {
    const settings = names.flatMap((name) => (env[name] ? [{ name, value: env[name] }] : []));
    // Not shown: it may contain a password.
    for (const { name, value } of settings)
      if (!(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)))
        throw usageError(`${name} is not the URL of an HTTP proxy.`, "Use the form http://host:port, or unset it.");
    return settings[0];
  };
  const https = read("https_proxy", "HTTPS_PROXY");
  const http = read("http_proxy", "HTTP_PROXY");
  const noProxy = [env.no_proxy || env.NO_PROXY, ...localHosts].filter(Boolean).join(",");
  return { http, https: https ?? http, noProxy };
}

async function createAgent({ http, https, noProxy }: Proxies): Promise<EnvHttpProxyAgent> {
  const { EnvHttpProxyAgent, Pool } = await import("undici");
  const nameOf = (url: URL) => [https, http].find((one) => one && new URL(one.value).href === url.href)?.name;
  return new EnvHttpProxyAgent({
    ...(http && { httpProxy: http.value }),
    ...(https && { httpsProxy: https.value }),
    noProxy,
    clientFactory: (url, options) =>
      withProxyErrors(
        new Pool(url, { ...options, headersTimeout: tunnelTimeout }),
        `${proxyAddress(url)} of ${nameOf(url)}`,
      ),
  });
}

/** Makes the connections through a proxy fail with a {@link ProxyError}: the errors of undici do not name the proxy. */
function withProxyErrors(pool: Pool, proxy: string): Pool {
  const connect: (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData> = pool.connect.bind(pool);
  return Object.assign(pool, {
    connect: async (options: Dispatcher.ConnectOptions) => {
      const answer = await connect(options).catch((cause: unknown) => {
        throw new ProxyError(proxy, describeFailure(cause), cause);
      });
      if (answer.statusCode === 200) return answer;
      answer.socket.on("error", () => {}).destroy();
      throw new ProxyError(proxy, `refused the connection: ${answer.statusCode}`);
    },
  });
}

function describeFailure(cause: unknown): string {
  const code = findCode(cause);
  // undici connects again without end after this one.
  if (code === "UND_ERR_SOCKET" || code === "ECONNRESET") return "closed the connection without a response";
  if (code === "UND_ERR_HEADERS_TIMEOUT") return `sent no response within ${tunnelTimeout / 1000} seconds`;
  return `${isConnectFailure(cause) ? "cannot be reached" : "cannot be used"}: ${code ?? (cause instanceof Error ? cause.message : String(cause))}`;
}

/** The dispatcher for the proxy of HTTPS_PROXY or HTTP_PROXY, without the hosts of NO_PROXY; `undefined` if none is set. */
export async function proxyDispatcher(env: Environment): Promise<EnvHttpProxyAgent | undefined> {
  const proxies = readProxies(env);
  return proxies && createAgent(proxies);
}

/** Sends all requests of this process through that proxy. */
export async function useProxy(env: Record<string, string | undefined>): Promise<void> {
  const proxies = readProxies(env);
  if (proxies === undefined) return;
  if (!("Bun" in globalThis || "Deno" in globalThis)) {
    const { setGlobalDispatcher } = await import("undici");
    return setGlobalDispatcher(await createAgent(proxies));
  }
  // These two ignore a dispatcher, and read the variables themselves at the first request.
  for (const [name, value] of [
    ["https_proxy", proxies.https?.value],
    ["no_proxy", proxies.noProxy],
  ] as const) {
    if (value === undefined) continue;
    env[name] = value;
    env[name.toUpperCase()] = value;
  }
}
