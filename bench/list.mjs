// The benchmarks: the file of each, its description and limits, and how its figures are compared.
// `limit` is in minutes: a longer run is stopped, and its last result is kept.
import { existsSync } from "node:fs";

const less = (...columns) => Object.fromEntries(columns.map((column) => [column, "less"]));

const all = [
  {
    id: "import",
    title: "Import, and size in a bundle",
    file: "import.mjs",
    limit: 3,
    about:
      "The import of each package in a fresh process, and the growth of an app's bundle: the part that is loaded at once, and the part that ugoku loads on first use (the linter, pixels, `doctor`).",
    limits:
      "`openai` is the last version that supports Node 20; openai 7 is in the next two sections. CPU milliseconds without the start of Node. Wall time depends on the load of the machine. esbuild, minified and gzipped, kB of 1,000 bytes.",
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
    about: "The size of `npm install` in an empty folder, with all dependencies.",
    limits: "`sharp` has binaries for each platform, so the size with the preview engine differs between platforms.",
    compare: { ours: /^ugoku/, columns: less("MB on the disk", "packages", "files") },
  },
  {
    id: "cycle",
    title: "One clip, from create request to file",
    file: "cycle.mjs",
    limit: 6,
    about:
      "A fresh process that imports the client, creates a job with an image of 1280 x 720, waits and saves the clip of 512 KiB. Each client uses a loopback server that responds as its own vendor does.",
    limits:
      "The clip is ready at the third poll, so wall time is start-up, two or three intervals and the requests. Clients that end with a URL get a fetch and a pipeline into a file. ugoku sends over `node:http`; a second row has it send with `fetch`, as all others do. Its linter is off, because the others have none. `@runwayml/sdk` has a fixed poll interval of 6 seconds, which is its wall time.",
    compare: {
      ours: /^ugoku \d/,
      peers: /^(?!nothing|ugoku)/,
      columns: less("wall ms, median", "CPU ms, median", "peak RSS MiB, median", "requests"),
    },
  },
  {
    id: "poll",
    title: "Waiting for one job",
    file: "poll.mjs",
    // A quarter of the jobs of docs/guides/polling.md: enough for two figures, in a minute instead of four.
    env: { JOBS: "10000" },
    limit: 6,
    about:
      "The lag between the end of a job and its detection, and the number of requests, with ugoku's poll interval and those of others.",
    limits:
      "Simulated time, seeded: each run prints the same. More requests reduce the lag, so an interval is ahead only if it is better in both. More shapes and spreads: [Waiting for a job](guides/polling.md).",
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
    about: "`waitForAll()` compared with polling each job on its own and with reading the list every ten seconds.",
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
    title: "Network faults",
    file: "faults/run.mjs",
    limit: 8,
    about: "The fate of a paid job under 28 faults, for each client, on real sockets.",
    limits:
      "Needs Node 22 and gets one from npm. One run. All cells, and what was left out and why: [Reliability](reliability.md). The program calls `reconcile()` itself after an unknown outcome.",
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
    about: "The time for ordinary and hostile prompts, and the size of the linter.",
    limits:
      "No other package lints image-to-video prompts. Measuring its accuracy needs labelled prompts, which are not in this repository because of their licences: `npm run bench:lint -- <folder>`; see [the linter](linter.md).",
  },
  {
    id: "probe",
    title: "Reading an image's header",
    file: "probe.mjs",
    limit: 3,
    about: "Valid, truncated and hostile files, with ugoku's own reader and with libraries.",
    limits:
      "35 valid files made by `sharp`; one JPEG of 1.7 MB for the speed, in nine fresh processes. The first read of a process includes compiling the reader.",
    compare: {
      ours: /^ugoku/,
      columns: {
        "good files right": "more",
        ...less("cut-off files accepted", "slowest hostile file, ms", "first read, µs", "one of many reads, µs"),
      },
    },
  },
  {
    id: "preview",
    title: "The preview engine",
    file: "preview.mjs",
    limit: 6,
    about: "Rendering `examples/cafe.jpg` into an MP4, compared with ffmpeg's zoompan with libx264.",
    limits:
      "ffmpeg has to be installed; ugoku's engine is part of the package. Both encode H.264; [decision 003](decisions/003-preview-encoder.md) compares the bytes at the same picture quality.",
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
    about: "A clip of 100 MB from loopback into a file, also with a broken connection.",
    limits: "The first two rows only read and discard: they show the cost of Node itself.",
    compare: {
      ours: /^ugoku/,
      peers: /^openai/,
      columns: less("seconds, median", "peak RSS above baseline, MB: median", "peak RSS in total, MB"),
    },
  },
  {
    id: "batch",
    title: "A catalogue",
    file: "batch.mjs",
    limit: 10,
    about:
      "`ugoku/batch` with its ledger on loopback: jobs a second, requests a job, memory, for 100 to 10,000 images.",
    limits:
      "No other package does this. The server is on the same machine, and renders a clip in 60 ms, 20 at once: its own time is included.",
  },
];

/** Those whose file exists. */
export const benches = all.filter(({ file }) => existsSync(new URL(file, import.meta.url)));
