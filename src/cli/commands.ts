/**
 * The commands, as help and the argument parser need them. The code of a command is in the file of its name, and is loaded when it runs.
 *
 * @module
 */
import type { LintLevel } from "../client/builder-state.js";
import type { Command, Option, ParsedArgs, Values } from "./parse-args.js";

/** The services by their names on the command line. */
export const serviceNames = [
  ...["runway", "fal", "replicate", "veo", "kling"],
  ...["luma", "xai", "minimax", "seedance", "wan"],
] as const;

const json = { name: "json", description: "Print one JSON object, and nothing else" } as const satisfies Option;

/** The options that choose the endpoint. */
export const endpointOptions = [
  { name: "service", value: "<name>", description: `${serviceNames.join(", ")} (default: UGOKU_SERVICE)` },
  { name: "base-url", value: "<url>", description: "A server of the Videos API (default: UGOKU_BASE_URL)" },
  { name: "dialect", value: "<name>", description: "Protocol dialect of that server (default: openai)" },
  { name: "preview", description: "Use the built-in preview engine" },
] as const satisfies readonly Option[];

export type EndpointValues = Values<typeof endpointOptions>;

/** The option for the price of a clip. */
const rateOption = {
  name: "rate",
  value: "<usd>",
  description: "US dollars for each second of video, such as those of your GPU; 0 for none (default: the model's)",
} as const satisfies Option;

export const lintLevels = ["off", "warn", "error"] as const satisfies readonly LintLevel[];

/** The options of a clip, which `batch` has for lines that do not set them. */
export const clipOptions = [
  { name: "prompt", short: "p", value: "<text>", description: "Who moves, how, and what happens around them" },
  { name: "duration", short: "d", value: "<seconds>", description: "Length of the clip (default: the model's)" },
  {
    name: "size",
    short: "s",
    value: "<WxH>",
    description: "Width and height, such as 720x1280 (default: the image's shape)",
  },
  { name: "model", short: "m", value: "<id>", description: "Model (default: the endpoint's)" },
  { name: "last-frame", value: "<image>", description: "The image that the clip ends on, if the model takes one" },
  { name: "seed", value: "<n>", description: "Random seed, if the model takes one" },
  { name: "negative-prompt", value: "<text>", description: "What should not appear, if the model takes it" },
  { name: "audio", value: "<on|off>", description: "Whether the clip has sound, if the model can choose" },
  { name: "fit", value: "<mode>", description: "auto, cover, contain or exact (default: auto)" },
  { name: "background", value: "<how>", description: "For --fit contain: edge, blur or a CSS color" },
] as const satisfies readonly Option[];

/** The options of what a finished job becomes, which `animate` and `wait` share. */
export const outputOptions = [
  { name: "poster", value: "[=file]", description: "Also save a still as WebP (default: the MP4's name with .webp)" },
  { name: "force", description: "Replace files that exist, but never the image itself" },
  { name: "timeout", value: "<seconds>", description: "Stop waiting after this long (default: 1800)" },
] as const satisfies readonly Option[];

export type OutputValues = Values<typeof outputOptions>;

/** The options of `animate`. `plan` has the same: one command becomes the other by its name. */
export const animateOptions = [
  ...clipOptions,
  { name: "lint", value: "<level>", description: "off, warn or error (default: warn)" },
  { name: "max-cost", value: "<usd>", description: "Stop before sending anything if the clip would cost more" },
  rateOption,
  { name: "key", value: "<key>", description: "The job's idempotency key" },
  ...endpointOptions,
  json,
  {
    name: "output",
    short: "o",
    value: "<file>",
    description:
      "Where the MP4 goes (default: the image's name with .mp4, in this folder; -2, -3 … if it is taken, unless --force)",
  },
  ...outputOptions,
] as const satisfies readonly Option[];

export type AnimateValues = Values<typeof animateOptions>;

export const commands = [
  {
    name: "animate",
    operand: "<image>",
    summary: "Turn one image into one MP4",
    options: animateOptions,
    examples: ['ugoku animate photo.jpg -p "She turns slowly to the right and smiles." -d 8'],
  },
  {
    name: "plan",
    operand: "<image>",
    summary: "Show what animate would send and what it would cost; send nothing",
    options: animateOptions,
    examples: ['ugoku plan photo.jpg -p "She turns slowly to the right and smiles." -d 8'],
  },
  {
    name: "wait",
    operand: "<job>",
    summary: "Wait for a job that exists, and save its clip: a ticket file, or a job's id",
    options: [
      {
        name: "output",
        short: "o",
        value: "<file>",
        description: "Where the clip goes (default: the ticket's name, or the job's id, with .mp4)",
      },
      ...outputOptions,
      ...endpointOptions,
      json,
    ],
    examples: [
      "ugoku wait photo.ticket.json -o photo.mp4",
      "ugoku wait video_123 -o photo.mp4 --base-url http://localhost:8091/v1",
      "ugoku wait 17f20503-6c24-4c16-946b-35dbbce2af2f -o photo.mp4 --service runway",
    ],
  },
  {
    name: "jobs",
    summary: "List the jobs of a server or a service, newest first",
    options: [
      { name: "limit", value: "<count>", description: "Maximum number of jobs (default: 20)" },
      ...endpointOptions,
      json,
    ],
    examples: ["ugoku jobs --base-url http://localhost:8091/v1", "ugoku jobs --service replicate --limit 100 --json"],
  },
  {
    name: "cancel",
    operand: "<job>",
    summary: "Ask the server to delete a job: a ticket file, or a job's id",
    options: [...endpointOptions, json],
    examples: [
      "ugoku cancel photo.ticket.json",
      "ugoku cancel video_123 --base-url http://localhost:8091/v1",
      "ugoku cancel 17f20503-6c24-4c16-946b-35dbbce2af2f --service runway",
    ],
  },
  {
    name: "lint",
    operand: "<prompts...>",
    summary: "Lint prompts: text, files (.txt, .md, .jsonl, .csv, .tsv), or - for standard input",
    options: [
      { name: "format", short: "f", value: "<name>", description: "stylish, json, github or sarif (default: stylish)" },
      { name: "json", description: "The same as --format json" },
      {
        name: "preset",
        value: "<name>",
        description: "recommended, strict, minimal or article (default: recommended)",
      },
      {
        name: "rules",
        value: "<list>",
        description: "Severities by rule, such as no-command=off,require-manner=error",
      },
      { name: "locale", value: "<locale>", description: "Language of the messages, en or ja (default: the prompt's)" },
      { name: "fix", description: "Apply safe fixes: to files in place; for text or -, to standard output" },
      {
        name: "max-warnings",
        value: "<n>",
        description: "Allowed number of warnings (default: 0); errors are never allowed",
      },
      {
        name: "duration",
        short: "d",
        value: "<seconds>",
        description: "Length of the clip, where a file does not set it",
      },
      { name: "size", short: "s", value: "<WxH>", description: "Its width and height, such as 720x1280" },
      { name: "model", short: "m", value: "<id>", description: "Model of the clip" },
    ],
    examples: [
      'ugoku lint "She turns slowly to the right and smiles." -d 4',
      "ugoku lint prompts/*.md --preset strict",
      "ugoku lint prompts.jsonl --format sarif > prompts.sarif",
      "pbpaste | ugoku lint --fix -",
    ],
  },
  {
    name: "batch",
    operand: "<manifest>",
    summary: "Animate many images: a .csv, .tsv or .jsonl with the columns image and prompt, or a folder of images",
    options: [
      {
        name: "out",
        short: "o",
        value: "<folder>",
        description: "Folder for the clips (default: the manifest's name with -clips, or -previews)",
      },
      {
        name: "ledger",
        value: "<file>",
        description: "Record of finished work (default: ugoku.ledger.jsonl in --out)",
      },
      {
        name: "report",
        value: "<file>",
        description: "Write an HTML page of all lines with their pictures, such as report.html",
      },
      { name: "dry-run", description: "Validate everything and show the cost; send nothing" },
      ...clipOptions.map((option) => ({
        ...option,
        description: `${option.description}; for lines that do not set it`,
      })),
      { name: "concurrency", short: "c", value: "<count>", description: "Maximum number of open jobs (default: 20)" },
      {
        name: "creates-per-minute",
        value: "<count>",
        description: "Maximum number of create requests per minute (default: what the server accepts)",
      },
      rateOption,
      { name: "max-cost", value: "<usd>", description: "Stop before sending anything if the run would cost more" },
      { name: "retry-failed", description: "Retry what failed in an earlier run; it is paid for again" },
      {
        name: "on-ambiguous",
        value: "<what>",
        description: "report, or resubmit, which may pay twice (default: report)",
      },
      { name: "lint", value: "<level>", description: "off, warn or error (default: warn)" },
      { name: "timeout", value: "<seconds>", description: "Stop waiting for a job after this long (default: 21600)" },
      ...endpointOptions,
      { name: "json", description: "Print each event as one line of JSON; the last one is the report" },
    ],
    examples: [
      "ugoku batch catalogue.csv --size 720x1280 --fit contain --dry-run",
      "ugoku batch catalogue.jsonl --out clips --report report.html --max-cost 50",
      'ugoku batch photos/ -p "The camera slowly pushes in."',
      "ugoku batch catalogue.jsonl --out clips --report report.html --retry-failed",
    ],
  },
  {
    name: "serve",
    summary: "Serve the Videos API on this machine, on the preview engine: real MP4s, no key, no cost",
    options: [
      { name: "port", value: "<number>", description: "Port to listen on; 0 chooses a free one (default: 8787)" },
      { name: "host", value: "<address>", description: "Address to listen on (default: 127.0.0.1, this machine only)" },
      { name: "allow-host", value: "<names>", description: "More host names to accept, separated by commas" },
      { name: "api-key", value: "<key>", description: "The key that clients must send (default: any or none)" },
      { name: "max-body", value: "<MiB>", description: "Largest request (default: 21)" },
      {
        name: "max-jobs",
        value: "<count>",
        description: "Maximum number of unfinished jobs; beyond it, 429 (default: 20)",
      },
      { name: "keep", value: "<count>", description: "Number of clips to keep; the oldest are deleted (default: 50)" },
      { name: "keep-size", value: "<MiB>", description: "Their maximum total size in memory (default: 256)" },
      { name: "json", description: "Print each event as one line of JSON" },
      { name: "quiet", description: "Print warnings and errors only" },
    ],
    examples: ["ugoku serve", "ugoku serve --port 0 --json", "ugoku serve --api-key secret --host 0.0.0.0"],
  },
  {
    name: "doctor",
    summary: "Report the configuration that the commands use, the server and its dialect; send GET requests only",
    options: [
      ...endpointOptions,
      { name: "timeout", value: "<seconds>", description: "Timeout of each request (default: 10)" },
      json,
    ],
    examples: ["ugoku doctor", "ugoku doctor --base-url http://localhost:8091/v1", "ugoku doctor --service runway"],
  },
  {
    name: "sample",
    operand: "[file]",
    summary: "Write a sample image to experiment with (default: photo.jpg)",
    options: [{ name: "force", description: "Replace a file that exists" }],
    examples: ["ugoku sample", "ugoku sample cafe.jpg"],
  },
] as const satisfies readonly Command[];

export type CommandName = (typeof commands)[number]["name"];

/** The arguments of a command, typed by its own option table. */
export type Args<Name extends CommandName> = ParsedArgs<Extract<(typeof commands)[number], { name: Name }>["options"]>;

/** Runs a command, and returns its exit code. */
export type Run<Name extends CommandName> = (args: Args<Name>, signal: AbortSignal) => Promise<number>;
