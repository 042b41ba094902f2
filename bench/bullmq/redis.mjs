// Starts a `redis-server` on a free port, with its files in its own folder.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port.mjs";

const program = process.env.REDIS_SERVER ?? "redis-server";

/** Whether `redis-server` is installed. */
export const hasRedis = spawnSync(program, ["--version"]).status === 0;

async function answers(port) {
  for (let count = 0; count < 500; count++) {
    const isThere = await new Promise((resolve) => {
      const socket = new Socket();
      socket.on("error", () => resolve(false));
      socket.on("data", (chunk) => {
        socket.destroy();
        resolve(String(chunk).startsWith("+PONG"));
      });
      socket.connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`redis-server does not answer on port ${port}.`);
}

/** The response of Redis to a command line. */
async function ask(port, commands) {
  const socket = new Socket();
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  socket.connect(port, "127.0.0.1", () => socket.write(`${commands}\r\nQUIT\r\n`));
  await once(socket, "close");
  return text;
}

/** Bytes used by Redis. */
const usedMemory = async (port) => Number(/^used_memory:(\d+)/m.exec(await ask(port, "INFO memory"))?.[1]);

/** Bytes of the ledgers in it, each key by MEMORY USAGE. */
const ledgerMemory = async (port) => {
  const sum = `local sum = 0 for _, key in ipairs(redis.call('KEYS', '*:videos:*')) do
    sum = sum + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) end return sum`;
  return Number(/^:(\d+)/m.exec(await ask(port, `EVAL "${sum.replace(/\s+/g, " ")}" 0`))?.[1]);
};

/** Starts a server. `settings` override the configuration, which syncs the AOF at every write. */
export async function startRedis(settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), "ugoku-redis-"));
  const port = await freePort();
  const chosen = { appendonly: "yes", appendfsync: "always", save: "", "maxmemory-policy": "noeviction", ...settings };
  const words = Object.entries(chosen).flatMap(([name, value]) => [`--${name}`, ...value.split(" ")]);
  let child;
  const start = async () => {
    child = spawn(program, ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...words], {
      stdio: "ignore",
    });
    await answers(port);
  };
  const stop = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    port,
    connection: { host: "127.0.0.1", port },
    usedMemory: () => usedMemory(port),
    ledgerMemory: () => ledgerMemory(port),
    /** Simulates a crash; synced data survives. */
    async restart(downMs = 0) {
      await stop("SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await start();
    },
    async [Symbol.asyncDispose]() {
      await stop("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
