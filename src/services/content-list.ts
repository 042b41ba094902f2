/**
 * The request format that MiniMax and ModelArk share: prompt and images are items of one list.
 *
 * @module
 */

/** An image of the list. */
export const frameItem = (role: "first_frame" | "last_frame", url: string) => ({
  type: "image_url",
  image_url: { url },
  role,
});

/** The statuses of a task. */
export const taskStatuses = {
  queued: "queued",
  running: "in_progress",
  succeeded: "completed",
  failed: "failed",
  cancelled: "cancelled",
  expired: "expired",
} as const;
