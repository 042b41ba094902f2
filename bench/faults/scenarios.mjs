// What goes wrong, as data. Each row is played to each client by a server of its own.
//
// `create`, `look` and `content` list what happens to the first, second… request of that kind; what is not listed goes
// well. `taken: true` means that the server starts the job, and so bills it, before its answer goes wrong.

const taken = true;
const error500 = { status: 500 };
const html502 = { status: 502, html: true };

/** Milliseconds after which a client that still waits is stopped. */
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
  { id: "create-reset", title: "create: **taken**, then connection reset", create: [{ taken, reset: "late" }] },
  { id: "create-500", title: "create: **taken**, answers 500", create: [{ taken, ...error500 }] },
  { id: "create-502", title: "create: **taken**, a proxy's 502 page", create: [{ taken, ...html502 }] },
  { id: "create-cut", title: "create: **taken**, 200 with half of the JSON", create: [{ taken, cut: true }] },
  {
    id: "create-silent",
    title: "create: **taken**, never answers; time limit 3 s",
    create: [{ taken, silent: true }],
    requestTimeout: 3_000,
    cap: 40_000,
  },

  { id: "look-500", title: "waiting: one 500", look: [error500] },
  { id: "look-429", title: "waiting: one 429, `Retry-After: 2`", look: [{ status: 429, retryAfter: 2 }] },
  { id: "look-reset", title: "waiting: one connection reset", look: [{ reset: "late" }] },
  { id: "look-502", title: "waiting: one 502 page", look: [html502] },
  { id: "look-six", title: "waiting: six 500 in a row", look: Array.from({ length: 6 }, () => error500) },
  { id: "look-outage", title: "waiting: server gone for 20 s", downFor: 20_000, downFrom: "created" },
  { id: "look-404", title: "waiting: one 404 right after the create", look: [{ status: 404 }] },
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
