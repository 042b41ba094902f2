/**
 * The Videos API's objects.
 *
 * Source: OpenAI's specification (2026-08-21) and responses seen in public code. Early responses leave keys out,
 * and compatible servers add their own, so unknown keys are kept and missing ones accepted.
 *
 * @module
 */

/**
 * A job and its video: the server's own object, with the protocol's fields read from wherever it has them. Times are in
 * seconds since 1970; unknown fields are kept.
 */
export interface Video {
  readonly id: string;
  /** The server's own status word. */
  readonly status: string;
  readonly object?: string | null | undefined;
  readonly model?: string | null | undefined;
  /** Percent. */
  readonly progress?: number | null | undefined;
  readonly created_at?: number | null | undefined;
  readonly completed_at?: number | null | undefined;
  readonly expires_at?: number | null | undefined;
  readonly prompt?: string | null | undefined;
  readonly size?: string | null | undefined;
  readonly seconds?: string | number | null | undefined;
  readonly remixed_from_video_id?: string | null | undefined;
  /** Why the job failed, with a `code` such as `"moderation_blocked"`. Some servers send a string. */
  readonly error?: VideoError | string | null | undefined;
  readonly [field: string]: unknown;
}

/** Why a job failed. */
export interface VideoError {
  readonly code?: string | number | null | undefined;
  readonly message?: string | null | undefined;
  readonly [field: string]: unknown;
}

/** One page of jobs. */
export interface VideoList {
  readonly data: readonly Video[];
  readonly first_id?: string | null | undefined;
  readonly last_id?: string | null | undefined;
  /** Missing on some servers. */
  readonly has_more?: boolean | null | undefined;
  readonly [field: string]: unknown;
}

/** The id for a response that is the clip itself, without a job. */
export const inlineId = "inline";

/** The fields of a create request that every server of the protocol accepts. */
export interface CreateFields {
  readonly model: string;
  readonly prompt: string;
  /** A string on the wire: OpenAI refuses an integer. */
  readonly seconds: string;
  readonly size: string;
}
