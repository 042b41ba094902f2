import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { closedPort } from "../helpers/servers.js";

const has = (command: string, word: string): boolean => spawnSync(command, [word]).error === undefined;
export const hasNginx = has("nginx", "-v");
export const hasTinyproxy = has("tinyproxy", "-v");
if (!hasNginx || !hasTinyproxy) console.warn("skipped: nginx or tinyproxy is not installed (test/runtimes/proxies)");

export interface ProxyServer extends AsyncDisposable {
  readonly port: number;
  log(): Promise<string>;
}

async function run(command: string, words: readonly string[], port: number, host: string, logFile: string) {
  const child = spawn(command, words, { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += String(text);
  });
  const stop = async () => {
    const ended = once(child, "exit");
    if (child.exitCode === null && child.kill("SIGTERM")) await ended;
  };
  try {
    await listening(child, port, host, () => stderr);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, log: () => readFile(logFile, "utf8"), [Symbol.asyncDispose]: stop };
}

async function listening(child: ChildProcess, port: number, host: string, stderr: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${stderr()}`);
    const socket = connect(port, host);
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It does not listen: ${stderr()}`);
}

/** tinyproxy of Debian, which asks for `user:word`. */
export async function startTinyproxy(folder: string): Promise<ProxyServer & { readonly url: string }> {
  const port = await closedPort();
  const [file, logFile] = [join(folder, "tinyproxy.conf"), join(folder, "tinyproxy.log")];
  const lines = [`Port ${port}`, "Listen 127.0.0.1", "Timeout 60", "LogLevel Info", "BasicAuth user word"];
  await writeFile(
    file,
    [...lines, `LogFile "${logFile}"`, `PidFile "${join(folder, "tinyproxy.pid")}"`, ""].join("\n"),
  );
  const server = await run("tinyproxy", ["-d", "-c", file], port, "127.0.0.1", logFile);
  return { ...server, url: `http://user:word@127.0.0.1:${port}` };
}

export interface NginxOptions {
  /** The address that it passes requests on to. */
  readonly upstream: string;
  /** Directives of its `server`. */
  readonly server?: string;
  readonly http?: string;
  /** With TLS: the files of the certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly host?: string;
}

/** nginx of Debian in front of a server. */
export async function startNginx(
  folder: string,
  { upstream, server = "", http = "", tls, host = "127.0.0.1" }: NginxOptions,
): Promise<ProxyServer & { readonly baseURL: string }> {
  const port = await closedPort();
  const [file, logFile] = [join(folder, "nginx.conf"), join(folder, "access.log")];
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  for (const name of temporary) await mkdir(join(folder, name), { recursive: true });
  await writeFile(
    file,
    `daemon off; ${process.getuid?.() === 0 ? "user root;" : ""} pid ${join(folder, "nginx.pid")}; error_log ${join(folder, "error.log")}; worker_processes 1;
events { worker_connections 256; }
http {
  access_log ${logFile};
  client_max_body_size 20m;
  ${temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join(" ")}
  ${http}
  server {
    listen ${host}:${port}${tls ? " ssl" : ""};
    ${tls ? `ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key};` : ""}
    ${server}
    location / { proxy_pass ${upstream}; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`,
  );
  const child = await run("nginx", ["-c", file, "-p", folder], port, host, logFile);
  return { ...child, baseURL: `http${tls ? "s" : ""}://${host}:${port}/v1` };
}
