const imageCodes = [
  "image_not_found",
  "image_not_a_file",
  "image_unreadable",
  "image_empty",
  "image_input_invalid",
  "image_type_unsupported",
  "image_truncated",
  "image_dimensions_invalid",
  "image_too_large",
  "image_size_mismatch",
  "image_url_blocked",
  "image_url_failed",
  "image_decoder_missing",
  "image_runtime_unsupported",
] as const;

const previewCodes = ["preview_unavailable", "preview_failed"] as const;

/** The codes that no server but ugoku's own renderer reports about a job. */
export const rendererCodes: readonly ErrorCode[] = [...imageCodes, ...previewCodes];

/**
 * Every `code` an error can carry. Stable: a code is never renamed within a major version.
 * Each one has an anchor of the same name in `docs/errors.md`.
 */
export const errorCodes = [
  // endpoint
  "endpoint_missing",
  "endpoint_retired",
  "endpoint_invalid",
  "endpoint_unreachable",
  // image
  ...imageCodes,
  // request
  "prompt_missing",
  "prompt_too_long",
  "duration_unsupported",
  "size_unsupported",
  "option_invalid",
  "field_unsupported",
  "idempotency_key_reused",
  "ticket_invalid",
  "ticket_endpoint_mismatch",
  // money and lint
  "cost_above_maximum",
  "cost_unknown",
  "prompt_lint",
  // what the server said
  "unauthorized",
  "insufficient_credit",
  "not_found",
  "rate_limited",
  "request_rejected",
  "server_error",
  "response_invalid",
  "request_timeout",
  "connection_failed",
  "submit_uncertain",
  "submit_late",
  // the job
  "moderation_blocked",
  "job_failed",
  "job_timeout",
  // the clip
  "download_incomplete",
  "download_not_a_video",
  "download_expired",
  "download_refused",
  "download_format_mismatch",
  "output_exists",
  "output_folder_missing",
  "output_not_writable",
  // many images
  "manifest_invalid",
  "ledger_locked",
  "ledger_invalid",
  "ledger_not_writable",
  // the preview engine
  ...previewCodes,
  // the rest
  "webhook_invalid",
  "webhook_replayed",
  "webhook_event_unknown",
  "unsupported",
] as const;

/** A stable, documented reason. See `docs/errors.md` for the cause and the way out of each. */
export type ErrorCode = (typeof errorCodes)[number];
