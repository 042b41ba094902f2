// Runs examples/cloudflare-worker.ts in workerd, Cloudflare's own runtime, against the fake on a loopback socket. It is
// bundled as wrangler does, without Node's compatibility flag. workerd is installed from npm into its own folder.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import sharp from "sharp";
import { createFakeVideosApi } from "../dist/testing.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const home = join(root, "test/workers");
const { dependencies } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
const installed = join(home, "node_modules/workerd/package.json");
if (!existsSync(installed) || JSON.parse(readFileSync(installed, "utf8")).version !== dependencies.workerd)
  execFileSync("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: home,
    stdio: ["ignore", "inherit", "inherit"],
  });

const work = mkdtempSync(join(tmpdir(), "ugoku-workerd-"));
let failed = 0;
let passed = 0;
/** One check of a response. */
function check(name, holds, came) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok   " : "FAIL "} ${name}${holds ? "" : `: ${came}`}`);
}

/** The example as wrangler deploys it. */
async function bundle() {
  await build({
    entryPoints: [join(root, "examples/cloudflare-worker.ts")],
    outfile: join(work, "worker.js"),
    alias: { ugoku: join(root, "dist/index.js") },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    conditions: ["workerd", "worker", "browser"],
    // This repository's tsconfig maps "#node" to the sources.
    tsconfigRaw: {},
    logLevel: "error",
  });
  const code = readFileSync(join(work, "worker.js"), "utf8");
  const reach = /(?:from|import\(|require\()\s*["'](node:[\w/]+)/.exec(code)?.[1];
  check("the bundle imports nothing of Node's", reach === undefined, reach);
}

/** Starts workerd with the bundle, and returns its origin. */
async function serve(videosURL, compatibilityDate) {
  writeFileSync(
    join(work, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "internet", network = (allow = ["private"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [(name = "UGOKU_BASE_URL", text = "${videosURL}"), (name = "UGOKU_API_KEY", text = "key-of-the-worker")],
);
`,
  );
  const command = join(home, "node_modules/workerd/bin/workerd");
  const words = ["serve", "--control-fd=3", join(work, "config.capnp")];
  const child = spawn(command, words, { stdio: ["ignore", "inherit", "inherit", "pipe"], detached: true });
  for await (const line of createInterface({ input: child.stdio[3] })) {
    const { event, port } = JSON.parse(line);
    if (event === "listen") return { child, origin: `http://127.0.0.1:${port}` };
  }
  throw new Error("workerd ended before it listened.");
}

/** Submits, polls and downloads through the Worker. */
async function journey(origin, fake) {
  const post = (path, body) => fetch(origin + path, { method: "POST", body });
  const form = new FormData();
  const picture = sharp({ create: { width: 720, height: 1280, channels: 3, background: "#c8803c" } });
  form.set("image", new Blob([await picture.jpeg().toBuffer()], { type: "image/jpeg" }), "photo.jpg");
  form.set("prompt", "The woman slowly turns to the right and smiles.");
  const submitted = await post("/", form);
  const ticket = await submitted.text();
  check("POST / submits, and returns the ticket", submitted.status === 202 && ticket.includes('"id"'), ticket);
  check("exactly one job was created", fake.jobs.length === 1, fake.jobs.length);
  const { body } = fake.requests[0] ?? {};
  const file = body?.kind === "multipart" ? Object.values(body.files)[0] : undefined;
  check("the image arrived as a JPEG of a form", file?.type === "image/jpeg" && file.bytes.length > 1_000, body?.kind);

  let polled;
  for (let polls = 0; polls < 20; polls++) {
    polled = await post("/poll", ticket);
    if (polled.status !== 202) break;
    await polled.arrayBuffer();
  }
  check("POST /poll reports the end of the job", polled?.status === 200, await polled?.text());
  const clip = await post("/clip", ticket);
  const bytes = Buffer.from(await clip.arrayBuffer());
  check(
    "POST /clip streams an MP4",
    clip.status === 200 && bytes.toString("latin1", 4, 8) === "ftyp",
    bytes.toString(),
  );

  form.set(
    "image",
    new Blob(
      [
        await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } })
          .png()
          .toBuffer(),
      ],
      { type: "image/png" },
    ),
    "small.png",
  );
  const refused = await post("/", form);
  const words = await refused.text();
  check(
    "an image of another size is refused with its code",
    refused.status === 422 && words.includes("image_size_mismatch"),
    words,
  );
  check(
    "and the hint names the required size, not a crop",
    words.includes("exactly 720x1280 or 1280x720") && !words.includes(".fit("),
    words,
  );
  const forged = await post("/poll", JSON.stringify({ ...JSON.parse(ticket), baseURL: "http://elsewhere.example/v1" }));
  const said = await forged.text();
  check("a ticket of another server is refused", said.includes("ticket_endpoint_mismatch"), said);
}

try {
  await bundle();
  // The oldest date is before AbortSignal.any() and others were available without a flag.
  for (const date of ["2023-12-01", "2026-11-01"]) {
    console.log(`compatibility date ${date}`);
    const fake = createFakeVideosApi({ apiKey: "key-of-the-worker" });
    const videos = await fake.listen();
    const { child, origin } = await serve(videos.url, date);
    try {
      await journey(origin, fake);
    } finally {
      // Where the package's install step did not run, the command is a script that starts workerd: the group is both.
      const ended = once(child, "exit");
      process.kill(-child.pid, "SIGKILL");
      await ended;
      await videos.close();
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
