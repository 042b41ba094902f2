// The protocol of each client's own server: the kind of each request, and the responses.
// Faults and job states are the same for all vendors: see server.mjs.

/** The kind of a request: `create`, `poll`, `result`, `content`, `list`, `cancel`, or `undefined`. */
const first = (rules, method, path) => rules.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2];

const asVideo = (job, status) => ({
  id: job.id,
  object: "video",
  model: "sora-2",
  status,
  progress: status === "completed" ? 100 : 10,
  created_at: job.createdAt,
  prompt: job.prompt,
  seconds: "8",
  size: "1280x720",
});

const falQueue = "https://queue.fal.run/fal-ai/sora-2";
const asFalJob = (job) => ({
  request_id: job.id,
  status: "IN_QUEUE",
  response_url: `${falQueue}/requests/${job.id}`,
  status_url: `${falQueue}/requests/${job.id}/status`,
  cancel_url: `${falQueue}/requests/${job.id}/cancel`,
});
const falClip = { video: { url: "https://v3.fal.media/files/clip.mp4", content_type: "video/mp4" } };

const asPrediction = (job, status) => ({
  id: job.id,
  status,
  output: status === "succeeded" ? "https://replicate.delivery/clip.mp4" : null,
  error: null,
  urls: {
    get: `https://api.replicate.com/v1/predictions/${job.id}`,
    cancel: `https://api.replicate.com/v1/predictions/${job.id}/cancel`,
  },
});

const anyClip = ["GET", /\/clip\.mp4$/, "content"];

export const vendors = {
  videosApi: {
    kind: (method, path) =>
      first(
        [
          ["POST", /^\/v1\/videos$/, "create"],
          ["GET", /^\/v1\/videos$/, "list"],
          ["GET", /^\/v1\/videos\/[^/]+\/content$/, "content"],
          ["GET", /^\/v1\/videos\/[^/]+$/, "poll"],
          ["DELETE", /^\/v1\/videos\/[^/]+$/, "cancel"],
        ],
        method,
        path,
      ),
    words: { waiting: "in_progress", done: "completed" },
    created: (job) => asVideo(job, "queued"),
    poll: (job, word) => ({ body: asVideo(job, word) }),
    list: (jobs) => ({
      object: "list",
      data: jobs.map((job) => asVideo(job, job.word)),
      first_id: jobs[0]?.id ?? null,
      last_id: jobs.at(-1)?.id ?? null,
      has_more: false,
    }),
    error: (message) => ({ error: { message, type: "server_error", code: null } }),
  },

  fal: {
    kind: (method, path) =>
      first(
        [
          ["PUT", /\/cancel$/, "cancel"],
          ["GET", /\/status$/, "poll"],
          ["GET", /\/requests\/[^/]+$/, "result"],
          ["POST", /^\/fal-ai\//, "create"],
          anyClip,
        ],
        method,
        path,
      ),
    words: { waiting: "IN_PROGRESS", done: "COMPLETED" },
    created: asFalJob,
    poll: (job, word) => ({ status: word === "COMPLETED" ? 200 : 202, body: { ...asFalJob(job), status: word } }),
    result: () => falClip,
    error: (message) => ({ detail: message }),
  },

  /** The AI SDK's fal provider polls the result itself, and has no status words. */
  falResult: {
    kind: (method, path) =>
      first(
        [
          ["PUT", /\/cancel$/, "cancel"],
          ["GET", /\/requests\/[^/]+$/, "poll"],
          ["POST", /^\/fal-ai\//, "create"],
          anyClip,
        ],
        method,
        path,
      ),
    words: { waiting: "IN_PROGRESS", done: "COMPLETED" },
    created: asFalJob,
    poll: (_job, word) =>
      word === "COMPLETED" ? { body: falClip } : { status: 400, body: { detail: "Request is still in progress" } },
    error: (message) => ({ error: { message, code: 500 }, detail: message }),
  },

  runway: {
    kind: (method, path) =>
      first(
        [
          ["POST", /^\/v1\/image_to_video$/, "create"],
          ["GET", /^\/v1\/tasks\/[^/]+$/, "poll"],
          ["DELETE", /^\/v1\/tasks\/[^/]+$/, "cancel"],
          anyClip,
        ],
        method,
        path,
      ),
    words: { waiting: "RUNNING", done: "SUCCEEDED" },
    created: (job) => ({ id: job.id }),
    poll: (job, word) => ({
      body: {
        id: job.id,
        status: word,
        createdAt: new Date(job.createdAt * 1000).toISOString(),
        ...(word === "SUCCEEDED" ? { output: ["https://runway.example/clip.mp4"] } : { progress: 0.1 }),
      },
    }),
    error: (message) => ({ error: message }),
  },

  replicate: {
    kind: (method, path) =>
      first(
        [
          ["POST", /\/cancel$/, "cancel"],
          ["POST", /\/predictions$/, "create"],
          ["GET", /\/predictions\/[^/]+$/, "poll"],
          anyClip,
        ],
        method,
        path,
      ),
    words: { waiting: "processing", done: "succeeded" },
    created: (job) => asPrediction(job, "starting"),
    poll: (job, word) => ({ body: asPrediction(job, word) }),
    error: (message) => ({ detail: message }),
  },
};
