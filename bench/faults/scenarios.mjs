// The faults, as data. Each row runs against each client, with its own server.
//
// `create`, `poll` and `content` list the faults of the first, second… request of that kind; other requests succeed.
// `only`: the protocol that the scenario is about; clients of other protocols leave it out.
// `accepted: true`: the server starts and bills the job before its response fails.

const accepted = true;
const error500 = { status: 500 };
const html502 = { status: 502, html: true };

/** Milliseconds after which a client is stopped. */
export const usualCap = 90_000;

export const scenarios = [
  { id: "none", title: "nothing goes wrong" },

  { id: "create-refused", title: "create: connection refused for the first 1 s", downFor: 1_000, downFrom: "start" },
  { id: "create-429", title: "create: one 429, `Retry-After: 1`", create: [{ status: 429, retryAfter: 1 }] },
  {
    id: "create-early-reset",
    title: "create: connection reset before the image was read",
    create: [{ reset: "early" }],
    largeImage: true,
  },
  { id: "create-reset", title: "create: **accepted**, then connection reset", create: [{ accepted, reset: "late" }] },
  { id: "create-500", title: "create: **accepted**, answers 500", create: [{ accepted, ...error500 }] },
  { id: "create-502", title: "create: **accepted**, a proxy's 502 page", create: [{ accepted, ...html502 }] },
  { id: "create-cut", title: "create: **accepted**, 200 with half of the JSON", create: [{ accepted, cut: true }] },
  {
    id: "create-silent",
    title: "create: **accepted**, never answers; time limit 3 s",
    create: [{ accepted, silent: true }],
    requestTimeout: 3_000,
    cap: 40_000,
  },

  { id: "poll-500", title: "waiting: one 500", poll: [error500] },
  { id: "poll-429", title: "waiting: one 429, `Retry-After: 2`", poll: [{ status: 429, retryAfter: 2 }] },
  { id: "poll-reset", title: "waiting: one connection reset", poll: [{ reset: "late" }] },
  { id: "poll-502", title: "waiting: one 502 page", poll: [html502] },
  { id: "poll-six", title: "waiting: six 500 in a row", poll: Array.from({ length: 6 }, () => error500) },
  { id: "poll-outage", title: "waiting: server gone for 20 s", downFor: 20_000, downFrom: "created" },
  { id: "poll-404", title: "waiting: one 404 right after the create", poll: [{ status: 404 }] },
  {
    id: "status-unknown",
    title: 'waiting: status "warming_up" twice',
    words: ["warming_up", "warming_up"],
    cap: 40_000,
  },
  {
    id: "status-expired",
    title: 'waiting: the job ends as "expired"',
    words: Array.from({ length: 500 }, () => "expired"),
    endsBadly: true,
    cap: 40_000,
  },

  { id: "abort", title: "the caller aborts after 1 s", never: true, abortAfter: 1_000, givenUp: true, cap: 30_000 },
  { id: "timeout", title: "the caller's time limit for the job: 1.5 s", never: true, jobTimeout: 1_500, cap: 30_000 },

  {
    id: "answers-wrapped",
    title: 'a gateway wraps every answer: `{"code":"success","data":{…}}`',
    only: "videosApi",
    wrapped: true,
  },
  {
    id: "clip-elsewhere",
    title: "the clip is at `metadata.url` of the job, and `content` answers 404",
    only: "videosApi",
    clipUrl: true,
    file: true,
  },
  {
    id: "failed-as-400",
    title: "the poll of a failed job answers 400 with the job",
    only: "videosApi",
    failedAs400: true,
    endsBadly: true,
    cap: 60_000,
  },
  {
    id: "list-empty-page",
    title: "create: **accepted**, then connection reset; the list begins with an empty page",
    only: "videosApi",
    create: [{ accepted, reset: "late" }],
    emptyPage: true,
  },
  {
    id: "list-milliseconds",
    title: "create: **accepted**, then connection reset; times are in milliseconds",
    only: "videosApi",
    create: [{ accepted, reset: "late" }],
    milliseconds: true,
  },

  { id: "content-broken", title: "download: breaks off half way, once", content: [{ half: true }], file: true },
  {
    id: "content-no-range",
    title: "download: the same, and `Range` is ignored",
    content: [{ half: true }],
    ignoresRange: true,
    file: true,
  },
  {
    id: "content-error",
    title: "download: 200, but error JSON in place of the clip",
    errorAsContent: true,
    file: true,
  },
];
