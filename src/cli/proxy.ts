import { type Environment, proxyVariable } from "../utils/env.js";
import { usageError } from "./parse-args.js";

/** Hosts on this machine, which are never reached through a proxy. */
const localHosts = ["localhost", "127.0.0.1", "::1", "[::1]"];

/** The proxies of HTTPS_PROXY or HTTP_PROXY, and the hosts that are reached without one; `undefined` if none is set. */
function readProxies(env: Environment) {
  if (proxyVariable(env) === undefined) return undefined;
  for (const name of ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"]) {
    const value = env[name];
    // Not shown: it may contain a password.
    if (value && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)))
      throw usageError(`${name} is not the URL of an HTTP proxy.`, "Use the form http://host:port, or unset it.");
  }
  const httpProxy = env.http_proxy || env.HTTP_PROXY;
  const httpsProxy = env.https_proxy || env.HTTPS_PROXY || httpProxy;
  const noProxy = [env.no_proxy || env.NO_PROXY, ...localHosts].filter(Boolean).join(",");
  return { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), noProxy };
}

/** The dispatcher for the proxy of HTTPS_PROXY or HTTP_PROXY, without the hosts of NO_PROXY; `undefined` if none is set. */
export async function proxyDispatcher(env: Environment) {
  const proxies = readProxies(env);
  if (proxies === undefined) return undefined;
  const { EnvHttpProxyAgent } = await import("undici");
  return new EnvHttpProxyAgent(proxies);
}

/** Sends all requests of this process through that proxy. */
export async function useProxy(env: Record<string, string | undefined>): Promise<void> {
  const proxies = readProxies(env);
  if (proxies === undefined) return;
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import("undici");
  setGlobalDispatcher(new EnvHttpProxyAgent(proxies));
  // Bun and Deno ignore a dispatcher and read the variables themselves, at the first request.
  for (const [name, value] of [
    ["https_proxy", proxies.httpsProxy],
    ["no_proxy", proxies.noProxy],
  ] as const) {
    if (value === undefined) continue;
    env[name] = value;
    env[name.toUpperCase()] = value;
  }
}
