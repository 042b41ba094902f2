import { readNumber } from "../http/read-values.js";
import type { Video } from "../http/schema.js";
import type { LazyLogger } from "../utils/logger.js";

/** What a create request asked for. */
interface Requested {
  readonly model: string;
  readonly seconds: number;
  readonly size: string;
}

/** Seconds and pixels that a server may round: it derives the length from frames, and sizes from blocks. */
const roundedSeconds = 0.5;
const roundedPixels = 16;

/** The differences that were told. A batch gets a warning once, not for each of its jobs. */
const told = new WeakMap<LazyLogger, Set<string>>();
const maxTold = 100;

/** Logs a warning if the response to a create request says that the server makes something else than was asked for. */
export function warnOfChanges(video: Video, requested: Requested, logger: LazyLogger): void {
  const changes = [
    isOther(video.seconds, requested.seconds, isOtherLength) && `${video.seconds} s in place of ${requested.seconds} s`,
    isOther(video.size, requested.size, isOtherSize) && `${video.size} in place of ${requested.size}`,
    isOther(video.model, requested.model, isOtherModel) && `the model ${video.model} in place of ${requested.model}`,
  ].filter(Boolean);
  if (changes.length === 0) return;
  const text = changes.join(", ");
  const known = told.get(logger) ?? new Set();
  told.set(logger, known);
  if (known.has(text) || known.size >= maxTold) return;
  known.add(text);
  logger.warn(
    `ugoku: the server makes something else than was asked for: ${text} (job ${video.id}). See its documentation for what it supports; the job continues.`,
  );
}

function isOther<A, T>(given: A | null | undefined, asked: T, compare: (given: A, asked: T) => boolean): boolean {
  return given !== undefined && given !== null && given !== "" && compare(given, asked);
}

function isOtherLength(given: string | number, asked: number): boolean {
  const seconds = readNumber(given);
  return seconds !== undefined && seconds > 0 && Math.abs(seconds - asked) > roundedSeconds;
}

/** Sizes such as `720p` or `16:9` are not compared: they may mean the same. */
function isOtherSize(given: string, asked: string): boolean {
  const [ours, theirs] = [asked, given].map((size) =>
    /^\s*(\d{2,})\s*[x×*:]\s*(\d{2,})\s*$/i.exec(size)?.slice(1).map(Number),
  );
  if (!ours || !theirs || theirs.some((side) => side < 64)) return false;
  return theirs.some((side, index) => Math.abs(side - (ours[index] ?? side)) > roundedPixels);
}

/** Names may have a vendor before them and a version behind them. */
function isOtherModel(given: string, asked: string): boolean {
  const [ours = "", theirs = ""] = [asked, given].map((name) => name.toLowerCase().split("/").at(-1) ?? "");
  return !ours.startsWith(theirs) && !theirs.startsWith(ours);
}
