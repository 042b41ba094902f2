import { type Environment, proxyVariable } from "../utils/env.js";

/** Hosts on this machine, which are never reached through a proxy. */
const localHosts = ["localhost", "127.0.0.1", "::1", "[::1]"];

/** The dispatcher for the proxy of HTTPS_PROXY or HTTP_PROXY, without the hosts of NO_PROXY; `undefined` if none is set. */
export async function proxyDispatcher(env: Environment) {
  if (proxyVariable(env) === undefined) return undefined;
  const { EnvHttpProxyAgent } = await import("undici");
  const noProxy = [env.no_proxy || env.NO_PROXY, ...localHosts].filter(Boolean).join(",");
  const httpProxy = env.http_proxy || env.HTTP_PROXY;
  const httpsProxy = env.https_proxy || env.HTTPS_PROXY || httpProxy;
  return new EnvHttpProxyAgent({ ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), noProxy });
}

/** Sends all requests of this process through that proxy. */
export async function useProxy(env: Environment): Promise<void> {
  const dispatcher = await proxyDispatcher(env);
  if (!dispatcher) return;
  const { setGlobalDispatcher } = await import("undici");
  setGlobalDispatcher(dispatcher);
}
