import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { DialectName } from "../../src/dialects/dialect-names.js";
import type { Ugoku, UgokuOptions } from "../../src/index.js";
import type { Relay } from "./relay.js";

/** Where `scripts/interop/install.mjs` installs the servers. */
const cache = process.env.UGOKU_INTEROP_CACHE ?? join(homedir(), ".cache/ugoku-interop");

/** The folder of a server. */
export const folderOf = (id: string): string => join(cache, id);

export const isInstalled = (id: string): boolean => existsSync(join(folderOf(id), "installed.json"));

/** A create request as the program behind the server's routes received it. */
export interface ReceivedCreate {
  readonly prompt: string;
  readonly size?: string | undefined;
  readonly seconds?: string | number | undefined;
  /** The image, which may have been encoded anew, or its URL. */
  readonly image?: Uint8Array | string | undefined;
}

export interface RunningServer extends AsyncDisposable {
  readonly origin: string;
  /** The bytes of every completed clip. */
  readonly clip: Uint8Array;
  /** The create requests so far, oldest first; `undefined` if the server does not show them. */
  received?(): Promise<readonly ReceivedCreate[]>;
  /** The end of its output. */
  log(): string;
}

/** What is requested in vain, and the error that it must become. */
export interface Refusal {
  readonly title: string;
  readonly client?: UgokuOptions;
  readonly prompt?: string;
  readonly size?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly error: { readonly status: number; readonly code: string };
  readonly message: RegExp;
}

export interface StepContext {
  readonly running: RunningServer;
  readonly relay: Relay;
  createClient(options?: UgokuOptions): Ugoku;
}

/** What only one server does. */
export interface Step {
  readonly title: string;
  run(context: StepContext): Promise<void>;
}

/** A server that the tests start, and what it can do. One file of `servers/` each. */
export interface RealServer {
  /** Its name and version, as in docs/servers.md. */
  readonly name: string;
  /** Its folder in the cache, and the argument of `scripts/interop/install.mjs`. */
  readonly id: string;
  readonly dialect: DialectName;
  /** Path of its base URL. */
  readonly base: string;
  readonly model: string;
  readonly apiKey?: string;
  /** `false` if its list of models does not contain the model. */
  readonly isModelListed?: false;
  /** What `ugoku doctor` must detect. */
  readonly verdict: { readonly name: DialectName; readonly confidence: "certain" | "likely" | "guess" };
  /** Whether it takes the URL of an image: it passes it on, or fetches it itself. */
  readonly reference?: "passed" | "fetched";
  /** `false` if it has no list, although its dialect has one. */
  readonly list?: false;
  /** The outcome of cancelling a running job; `undefined` if it has no route for it. */
  readonly cancel?: "confirmed" | "refused" | "unknown";
  /** A prompt whose job fails, and the error. */
  readonly failing?: { readonly prompt: string; readonly code: string; readonly message: RegExp };
  readonly refusals: readonly Refusal[];
  readonly steps?: readonly Step[];
  start(): Promise<RunningServer>;
}
