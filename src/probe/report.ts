/**
 * What `probeEndpoint()` answers: plain data, without secrets.
 *
 * @module
 */
import type { Dialect } from "../dialects/types.js";

/** What a server of a dialect can do. */
export type Ability = keyof Dialect["can"];

/** How sure it is which dialect a server speaks: it says so itself, some of what it does says so, or nothing does. */
export type Confidence = "certain" | "likely" | "guess";

/** Which dialect a server speaks, and what told. */
export interface FoundDialect {
  /** One of `dialectNames`. */
  readonly name: string;
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
}

/** Where something that is configured was read from: the options, or a variable of the environment. */
export type ConfiguredFrom =
  | "options"
  | "UGOKU_BASE_URL"
  | "UGOKU_API_KEY"
  | "UGOKU_DIALECT"
  | "OPENAI_BASE_URL"
  | "OPENAI_API_KEY";

/** What a finding is about, for programs. */
export type FindingCode =
  // nothing was sent
  | "endpoint_missing"
  | "endpoint_retired"
  | "endpoint_invalid"
  | "option_invalid"
  | "key_withheld"
  // no answer
  | "host_unknown"
  | "connection_refused"
  | "certificate_untrusted"
  | "tls_not_spoken"
  | "tls_expected"
  | "timed_out"
  | "unreachable"
  // the wrong place
  | "redirected"
  | "web_page"
  | "base_url_elsewhere"
  | "no_videos_api"
  | "slash_at_end"
  // an answer
  | "reachable"
  | "key_missing"
  | "key_refused"
  | "key_not_allowed"
  | "key_accepted"
  | "key_not_asked"
  | "server_failing"
  | "models_listed"
  | "models_missing"
  | "dialect_found"
  | "dialect_guessed"
  | "dialect_mismatch"
  | "ability_missing";

/** One thing that was found, good or bad. */
export interface Finding {
  readonly level: "ok" | "warning" | "error";
  readonly code: FindingCode;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A read that was made. */
export interface ProbeRequest {
  readonly method: "GET";
  /** Path and the query that ugoku adds; what the base URL has as a query is left out. */
  readonly path: string;
  /** Whether it bore the key and the configured headers. */
  readonly withHeaders: boolean;
  /** HTTP status; `null` if no answer came. */
  readonly status: number | null;
  /** Milliseconds until the answer was read, or until it was given up. */
  readonly ms: number;
}

/** What a base URL was found to be. */
export interface EndpointReport {
  /** Without its query; `null` if none is configured, or if it is no address. */
  readonly baseURL: string | null;
  /** What was configured, and where. */
  readonly configured: {
    readonly baseURL: ConfiguredFrom | null;
    readonly apiKey: ConfiguredFrom | null;
    readonly dialect: { readonly name: string; readonly from: ConfiguredFrom } | null;
  };
  /** Whether anything answered. */
  readonly reachable: boolean;
  /** `null` if nothing answered, or if what answered does not speak the Videos API. */
  readonly dialect: FoundDialect | null;
  /** What that dialect can do (the configured one, if the found one is a guess), without what this server was seen to lack. */
  readonly can: Dialect["can"] | null;
  /** Which of those were seen to be there, and are not only the dialect's. */
  readonly confirmed: readonly Ability[];
  /** Ids from `/models`, in the server's order; `null` if it gives no list. */
  readonly models: readonly string[] | null;
  /** What became of the key: `"refused"` also where one is asked for and none is configured. */
  readonly auth: "accepted" | "refused" | "none-needed" | "unknown";
  readonly findings: readonly Finding[];
  /** Every request that was made, all of them reads. */
  readonly requests: readonly ProbeRequest[];
}
