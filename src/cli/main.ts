/**
 * The command `ugoku`. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 stopped by Ctrl-C.
 *
 * @module
 */
import { cac } from "cac";
import { version } from "../../package.json";
import { notImplemented } from "../errors.js";
import { type AnimateOptions, runAnimate, runPlan } from "./animate.js";
import { emit, errorObject, say, sayError } from "./output.js";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // The second time means: at once.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort(new DOMException(`stopped by ${signal === "SIGINT" ? "Ctrl-C" : signal}`, "AbortError"));
  });
}

const cli = cac("ugoku");

function sentence(command: ReturnType<typeof cli.command>) {
  return command
    .option("-p, --prompt <text>", "Who moves, how, and what the world around them does")
    .option("-d, --duration <seconds>", "Length of the clip (default: the model's)")
    .option("-s, --size <WxH>", "Width and height, such as 720x1280 (default: the image's shape)")
    .option("-m, --model <id>", "Model (default: the endpoint's)")
    .option("--fit <mode>", "auto, cover, contain or exact (default: auto)")
    .option("--background <how>", "For --fit contain: edge, blur or a CSS colour")
    .option("--lint <level>", "off, warn or error (default: warn)")
    .option("--max-cost <usd>", "Refuse what would cost more")
    .option("--key <key>", "The job's idempotency key")
    .option("--base-url <url>", "A server of the Videos API (default: UGOKU_BASE_URL)")
    .option("--dialect <name>", "How that server wants to be spoken to (default: openai)")
    .option("--preview", "Use the built-in preview engine")
    .option("--json", "Print one JSON object, and nothing else");
}

sentence(cli.command("animate <image>", "Turn one image into one MP4"))
  .option("-o, --output <file>", "Where the MP4 goes (default: the image's name with .mp4)")
  .option("--poster [file]", "Save a still of it as WebP too")
  .option("--force", "Replace files that exist")
  .option("--timeout <seconds>", "Stop waiting after this long (default: 1800)")
  .example('ugoku animate photo.jpg -p "She turns slowly to the right and smiles." -d 8')
  .action((image: unknown, options: AnimateOptions) => runAnimate(String(image), options, interrupted.signal));

sentence(cli.command("plan <image>", "Show what would be sent and what it would cost; send nothing")).action(
  (image: unknown, options: AnimateOptions) => runPlan(String(image), options, interrupted.signal),
);

for (const [name, description] of [
  ["lint [...prompts]", "Judge prompts (not in this version)"],
  ["batch [manifest]", "Animate many images (not in this version)"],
  ["serve", "The Videos API on loopback, on the preview engine (not in this version)"],
  ["doctor", "What is configured and which server answers (not in this version)"],
] as const) {
  cli
    .command(name, description)
    .allowUnknownOptions()
    .action(() => {
      throw notImplemented(`ugoku ${name.split(" ")[0]}`);
    });
}

cli.help();
cli.version(version);

/** Whether the parser refused the words themselves. */
const isUsage = (error: unknown) => error instanceof Error && error.name === "CACError";

async function main(): Promise<number> {
  const json = process.argv.includes("--json");
  try {
    cli.parse(process.argv, { run: false });
    if (cli.options.help || cli.options.version) return 0;
    if (!cli.matchedCommand) {
      const word = cli.args[0];
      say(word === undefined ? "" : `ugoku has no command "${word}".`);
      cli.outputHelp();
      return 2;
    }
    await cli.runMatchedCommand();
    return 0;
  } catch (error) {
    if (interrupted.signal.aborted && error === interrupted.signal.reason) {
      if (json) emit(JSON.stringify(errorObject(error)));
      else say("Stopped. Nothing was left half-written.");
      return 130;
    }
    if (isUsage(error)) {
      say(`${error instanceof Error ? error.message : ""}\nugoku --help shows all commands and options.`);
      return 2;
    }
    if (json) emit(JSON.stringify(errorObject(error)));
    else sayError(error);
    return 1;
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    sayError(error);
    process.exitCode = 1;
  },
);
