/** The report of `probeEndpoint()`: plain data without secrets. */
import type { Dialect } from "../dialects/types.js";

/** An optional operation of the Videos API. */
export type Ability = keyof Dialect["can"];

/** The dialect of a server, and the evidence for it. */
export interface DetectedDialect {
  /** One of `dialectNames`. */
  readonly name: string;
  /** `certain`: the server identifies itself. `likely`: its responses match. `guess`: nothing matches. */
  readonly confidence: "certain" | "likely" | "guess";
  readonly reasons: readonly string[];
}

/** The source of a setting: the options, or an environment variable. */
export type ConfigSource =
  | "options"
  | "UGOKU_BASE_URL"
  | "UGOKU_API_KEY"
  | "UGOKU_DIALECT"
  | "OPENAI_BASE_URL"
  | "OPENAI_API_KEY";

/** A stable identifier of a finding. */
export type FindingCode =
  // configuration
  | "endpoint_missing"
  | "endpoint_retired"
  | "endpoint_invalid"
  | "option_invalid"
  | "key_withheld"
  // connection and base URL
  | "unreachable"
  | "redirected"
  | "no_api"
  | "no_videos_api"
  // server
  | "reachable"
  | "key_missing"
  | "key_refused"
  | "key_accepted"
  | "requests_failed"
  | "models_listed"
  | "models_missing"
  | "dialect_found"
  | "dialect_guessed"
  | "dialect_mismatch"
  | "ability_missing";

/** One result of the diagnosis. */
export interface Finding {
  readonly level: "ok" | "warning" | "error";
  readonly code: FindingCode;
  readonly message: string;
  /** The next step. */
  readonly hint?: string;
}

/** A request that was sent. */
export interface ProbeRequest {
  readonly method: "GET";
  /** Path and added query, without the query of the base URL, which may hold a secret. */
  readonly path: string;
  /** HTTP status; `null` if there was no response. */
  readonly status: number | null;
}

/** The diagnosis of an endpoint. */
export interface EndpointReport {
  /** Without its query; `null` if none is configured or it is invalid. */
  readonly baseURL: string | null;
  /** The source of each setting. */
  readonly configured: {
    readonly baseURL: ConfigSource | null;
    readonly apiKey: ConfigSource | null;
    readonly dialect: { readonly name: string; readonly from: ConfigSource } | null;
  };
  /** Whether a server responded. */
  readonly reachable: boolean;
  /** `null` if no server responded or it has no Videos API. */
  readonly dialect: DetectedDialect | null;
  /** Abilities of that dialect (of the configured one if the detected one is a guess), without those that the server lacks. */
  readonly can: Dialect["can"] | null;
  /** Abilities that the responses confirmed. */
  readonly confirmed: readonly Ability[];
  /** Ids from `/models`, in the server's order; `null` if there is no list. */
  readonly models: readonly string[] | null;
  /** `"refused"` also if a key is required and none is configured; `"none-needed"` if requests without a key succeed. */
  readonly auth: "accepted" | "refused" | "none-needed" | "unknown";
  readonly findings: readonly Finding[];
  readonly requests: readonly ProbeRequest[];
}
