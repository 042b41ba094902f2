/**
 * The HTML report of a batch.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { BatchEvent } from "../../batch/types.js";
import script from "../../report/page/report.client.js";
import css from "../../report/page/report.css";
import html from "../../report/page/report.html";
import { type Report, type ReportRow, renderReport } from "../../report/render-html.js";
import { loadThumbnails, type MakeThumbnail } from "../../report/thumbnails.js";
import icon from "../../serve/page/icon.svg";
import sharedCss from "../../serve/page/shared.css";
import { Semaphore } from "../../utils/semaphore.js";
import { hintOf, messageOf } from "../error-hints.js";
import { saveText } from "../write-file-atomic.js";
import type { LintItem } from "./batch-plan.js";
import type { BatchState, LineState } from "./batch-state.js";

/** Concurrent thumbnails and still downloads. */
const maxConcurrent = 2;

export interface ReportWriter {
  handle(event: BatchEvent, line: LineState | undefined): void;
  /** Writes the page atomically. `inFull`: waits for unfinished pictures. */
  write(state: BatchState, about: Omit<Report, "rows">, inFull: boolean): Promise<void>;
}

type Pictures = { thumbnail?: string | undefined; poster?: string | undefined };

/** Makes the pictures while the batch runs. */
export async function startReport(path: string, lintItem: LintItem): Promise<ReportWriter> {
  const make = await loadThumbnails();
  const before = await readEarlierReport(path);
  const pictures = new Map<number, Pictures>();
  const slots = new Semaphore(maxConcurrent);
  const stop = new AbortController();
  const work = new Set<Promise<void>>();
  const getPictures = (index: number) => {
    const known = pictures.get(index) ?? {};
    pictures.set(index, known);
    return known;
  };
  const later = (task: () => Promise<void>) => {
    const promise = slots
      .enter(stop.signal, task)
      // A picture is an extra: without it there is still the link.
      .catch(() => {})
      .finally(() => work.delete(promise));
    work.add(promise);
  };
  return {
    handle: (event, line) => {
      if (!make) return;
      if (event.type === "start")
        for (const { item } of event.items ?? []) {
          const known = before.get(item.key);
          if (known?.thumbnail) getPictures(item.index).thumbnail = known.thumbnail;
          else if (!isAddress(item.image))
            later(async () => {
              getPictures(item.index).thumbnail = await make(item.image);
            });
        }
      if (event.type === "rendered" && line)
        later(() => addPoster(event.clip, make, getPictures(line.item.index), stop.signal));
    },
    write: async (state, about, inFull) => {
      if (!inFull) stop.abort();
      await Promise.all(work);
      const rows = state.lines.map((line) => toRow(line, pictures.get(line.item.index), before, { path, lintItem }));
      await saveText(path, renderReport({ ...about, rows }, { html, css: sharedCss + css, script, icon }));
    },
  };
}

async function addPoster(
  clip: Extract<BatchEvent, { type: "rendered" }>["clip"],
  make: MakeThumbnail,
  pictures: Pictures,
  signal: AbortSignal,
): Promise<void> {
  const still = await clip.thumbnail({ signal });
  pictures.poster = await make(new Uint8Array(await still.arrayBuffer()));
}

function toRow(
  { item, before: known, phase, plan, result, jobId, waitedMs, ranMs }: LineState,
  pictures: Pictures | undefined,
  before: ReadonlyMap<string, Partial<ReportRow>>,
  { path, lintItem }: { path: string; lintItem: LintItem },
): ReportRow {
  const status = getStatus(phase, known, result);
  const isEarlier = result?.reason === "completed" || (result === undefined && known === "completed");
  const earlier = isEarlier ? before.get(item.key) : undefined;
  const findings = plan ? [...(plan.lint?.messages ?? []), ...(plan.imageLint?.messages ?? [])] : lintItem(item);
  const warnings = plan?.warnings ?? [];
  const image = isAddress(item.image) ? item.image : resolve(item.image);
  return {
    line: item.line ?? item.index + 1,
    key: item.key,
    image: item.image,
    imageHref: isAddress(image) ? image : getHref(image, path),
    thumbnail: pictures?.thumbnail,
    // The clip starts with the image.
    poster: status === "done" ? (pictures?.poster ?? earlier?.poster ?? pictures?.thumbnail) : undefined,
    clip: status === "done" ? { name: basename(item.output), href: getHref(item.output, path) } : undefined,
    prompt: item.prompt,
    ...{ model: item.model, seconds: item.seconds, size: item.size },
    findings: findings.map(({ severity, ruleId, message, url }) => ({ severity, rule: ruleId, message, url })),
    notes: warnings.map(({ message }) => message),
    columns: item.columns,
    usd: item.usd,
    waitedMs: earlier ? (earlier.waitedMs ?? null) : waitedMs,
    ranMs: earlier ? (earlier.ranMs ?? null) : ranMs,
    status,
    remark: isEarlier ? "by an earlier run" : result?.reason === "duplicate" ? "the same as another" : undefined,
    error: result?.error && {
      code: result.error.code,
      message: messageOf(result.error),
      hint: hintOf(result.error, "batch"),
    },
    jobId,
  };
}

function getStatus(
  phase: LineState["phase"],
  known: LineState["before"],
  result: LineState["result"],
): ReportRow["status"] {
  if (result) {
    if (result.status === "completed" || result.reason === "completed") return "done";
    if (result.status !== "skipped") return result.status;
    return result.reason === "duplicate" ? "skipped" : "waiting";
  }
  if (phase === "sending") return "ambiguous";
  if (phase === "running" || phase === "saving" || known === "open") return "running";
  return known === "completed" ? "done" : known === "new" || known === "duplicate" ? "waiting" : known;
}

const isAddress = (image: string): boolean => /^https?:/i.test(image);

/** The link to a file from a page. */
function getHref(file: string, page: string): string {
  const near = relative(dirname(resolve(page)), file);
  // There is no relative path to another drive.
  if (near === resolve(file)) return pathToFileURL(file).href;
  return near
    .split(sep)
    .map((part) => encodeURIComponent(part))
    .join("/");
}

/** The lines of an earlier run's page: the ledger has no pictures and times. */
async function readEarlierReport(path: string): Promise<ReadonlyMap<string, Partial<ReportRow>>> {
  const rows = new Map<string, Partial<ReportRow>>();
  try {
    const [, text = ""] =
      /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(await readFile(path, "utf8")) ?? [];
    const { rows: found } = JSON.parse(text) as { rows: Readonly<Record<string, unknown>>[] };
    const picture = (value: unknown) =>
      typeof value === "string" && /^data:image\/webp;base64,[\w+/=]+$/.test(value) ? value : undefined;
    const time = (value: unknown) => (typeof value === "number" ? value : null);
    for (const { key, thumbnail, poster, waitedMs, ranMs } of found)
      if (typeof key === "string")
        rows.set(key, {
          thumbnail: picture(thumbnail),
          poster: picture(poster),
          waitedMs: time(waitedMs),
          ranMs: time(ranMs),
        });
  } catch {
    // It does not exist, or is not a report: a new page replaces it.
  }
  return rows;
}
