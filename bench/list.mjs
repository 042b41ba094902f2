// Every benchmark of this repository: what it runs, what it shows, what it does not, and how its figures are compared.
// "limit" is in minutes: a run that takes longer is stopped, and its last result is kept.
import { existsSync } from "node:fs";

const less = (...columns) => Object.fromEntries(columns.map((column) => [column, "less"]));

const all = [
  {
    id: "import",
    title: "Import, and size in a bundle",
    file: "import.mjs",
    limit: 3,
    about:
      "Importing each package in a fresh process, and what an app's bundle grows by: what is loaded at once, and what ugoku loads when it is first used (the linter, pixels, reading a server's answers to `doctor`).",
    limits:
      "`openai` is the last one that Node 20 takes; openai 7 is in the next two sections. CPU milliseconds without Node's own start. Wall time depends on what else the machine does. esbuild, minified and gzipped, kB of 1,000 bytes.",
    compare: {
      ours: /^ugoku \d/,
      peers: /^(?!ugoku)/,
      columns: less("CPU ms, median", "CPU ms, least", "min+gzip kB at import"),
    },
  },
  {
    id: "install",
    title: "Install size",
    file: "install.mjs",
    limit: 4,
    about: "What `npm install` puts into an empty folder, with all that a package depends on.",
    limits:
      "`sharp` brings binaries for the platform, so that the size with the preview engine differs between platforms.",
    compare: { ours: /^ugoku/, columns: less("MB on the disk", "packages", "files") },
  },
  {
    id: "cycle",
    title: "One clip, from create to file",
    file: "cycle.mjs",
    limit: 6,
    about:
      "A fresh process that imports the client, creates a job with an image of 1280 x 720, waits and saves the clip of 512 KiB. Each client speaks to a loopback server that answers as its own vendor would.",
    limits:
      "The clip is ready at the third look, so that wall time is start-up, two or three intervals and the requests. Clients that end with a URL are given a fetch and a pipeline into a file. ugoku's linter is off, as the others have none. `@runwayml/sdk` looks every 6 seconds, whatever one wants: its wall time is that.",
    compare: {
      ours: /^ugoku/,
      peers: /^(?!nothing)/,
      columns: less("wall ms, median", "CPU ms, median", "peak RSS MiB, median", "requests"),
    },
  },
  {
    id: "poll",
    title: "Waiting for one job",
    file: "poll.mjs",
    // A quarter of what docs/guides/polling.md shows: enough for two figures, and a minute instead of four.
    env: { JOBS: "10000" },
    limit: 6,
    about:
      "How late the end of a job is noticed and for how many requests, by ugoku's poll interval and by those of others.",
    limits:
      "Simulated time, seeded: each run prints the same. Less lag can be bought with requests, so that an interval is ahead only if it is better in both. More shapes and spreads: [Waiting for a job](guides/polling.md).",
    compare: {
      ours: /^ugoku/,
      peers: /^(?!ugoku)/,
      columns: less("mean lag s", "requests a job"),
      together: true,
    },
    tables: 1,
  },
  {
    id: "poll-many",
    title: "Waiting for many jobs",
    file: "poll-many.mjs",
    limit: 6,
    about: "`waitForAll()` beside each job on its own and beside a list that is read every ten seconds.",
    limits: "Simulated time, seeded. A way is ahead only if it is better in lag and in requests.",
    compare: {
      name: "way",
      ours: /^waitForAll/,
      columns: less("mean lag s", "requests"),
      group: ["jobs"],
      together: true,
    },
  },
  {
    id: "faults",
    title: "When the network misbehaves",
    file: "faults/run.mjs",
    limit: 8,
    about: "What happens to a paid job in 23 kinds of trouble, played to each client on real sockets.",
    limits:
      "Needs Node 22 and gets one from npm. One run. Every cell, and what was left out and why: [Reliability](reliability.md). A create whose outcome is open is found again by a call of the program's own, `reconcile()`.",
    compare: {
      ours: /^ugoku/,
      columns: {
        clips: "more",
        ...less("rows with more than one job", "rows with a lost job", "rows with a bad file"),
      },
    },
    tables: 1,
  },
  {
    id: "lint",
    title: "The prompt linter",
    file: "lint.mjs",
    limit: 3,
    about: "How long a prompt takes, ordinary and hostile, and how large the linter is.",
    limits:
      "There is no peer that lints prompts for image-to-video. How well it judges needs labelled prompts, whose licences keep them out of this repository: `npm run bench:lint -- <folder>`; see [the linter](linter.md).",
  },
  {
    id: "probe",
    title: "Reading an image's header",
    file: "probe.mjs",
    limit: 3,
    about: "Files that are good, cut off or hostile, read by ugoku's own reader and by libraries.",
    limits: "35 good files made by `sharp`; one JPEG for the speed.",
    compare: {
      ours: /^ugoku/,
      columns: {
        "good files right": "more",
        ...less("cut-off files accepted", "slowest hostile file, ms", "median, µs"),
      },
    },
  },
  {
    id: "preview",
    title: "The preview engine",
    file: "preview.mjs",
    limit: 6,
    about: "Rendering `examples/cafe.jpg` into an MP4, beside ffmpeg's zoompan with libx264.",
    limits:
      "ffmpeg has to be installed; ugoku's engine comes with the package. Both encode H.264, and no picture quality is compared here.",
    compare: {
      ours: /^ugoku/,
      columns: less("wall s", "CPU s", "peak MiB", "MB out"),
      group: ["seconds of film"],
    },
  },
  {
    id: "download",
    title: "Saving a large clip",
    file: "download.mjs",
    limit: 4,
    about: "A clip of 100 MB from loopback into a file, also when the connection breaks in the middle.",
    limits: "The first two rows only read and throw away: they show what Node itself takes.",
    compare: {
      ours: /^ugoku/,
      peers: /^openai/,
      columns: less("seconds, median", "peak RSS above baseline, MB: median"),
    },
  },
  {
    id: "batch",
    title: "A whole catalogue",
    file: "batch.mjs",
    limit: 10,
    about:
      "`ugoku/batch` with its ledger on loopback: jobs a second, requests a job, memory, for 100 to 10,000 images.",
    limits:
      "No peer does this. The server is on the same machine, and makes a clip in 60 ms, 20 at once: its own time is in the figures.",
  },
];

/** Those that are there. */
export const benches = all.filter(({ file }) => existsSync(new URL(file, import.meta.url)));
