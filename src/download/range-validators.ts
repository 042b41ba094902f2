/**
 * Which file an answer is of, and whether a second answer goes on with the same one (RFC 9110, sections 8.8, 13.1.5 and
 * 14): what a broken download needs before it may be put together from parts.
 *
 * @module
 */

/** What an answer says of the file that it is of. */
export interface FileIdentity {
  /** What `If-Range` may bear: a strong entity tag, or a date that is as good as one. */
  readonly validator: string | undefined;
  readonly totalBytes: number | undefined;
}

/** A tag that promises the same bytes. `W/"…"` promises only the same meaning; one without quotes is none at all. */
const strongTag = /^"[\x21\x23-\x7e\x80-\xff]*"$/;

/** What `response`, the whole of a file, says of it. */
export function identify(response: Response): FileIdentity {
  const { headers } = response;
  // What was compressed on the way has another length when it arrives, and parts of it are parts of something else.
  if (isEncoded(headers)) return { validator: undefined, totalBytes: undefined };
  return { validator: validatorOf(headers), totalBytes: wholeNumber(headers.get("content-length")) };
}

function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get("etag");
  // A date may not stand in for a tag that is too weak.
  if (tag !== null) return strongTag.test(tag) ? tag : undefined;
  const modified = headers.get("last-modified");
  const age = Date.parse(headers.get("date") ?? "") - Date.parse(modified ?? "");
  // Within the same second the file may have changed again under the same date.
  return modified !== null && age >= 1_000 ? modified : undefined;
}

/** Whether both are provably the same bytes. */
export function isSameRepresentation(one: FileIdentity, other: FileIdentity): boolean {
  if (one.validator === undefined || one.totalBytes === undefined) return false;
  return one.validator === other.validator && one.totalBytes === other.totalBytes;
}

/** Whether they are provably different bytes. */
export function isDifferentRepresentation(one: FileIdentity, other: FileIdentity): boolean {
  return differs(one.validator, other.validator) || differs(one.totalBytes, other.totalBytes);
}

const differs = <T>(one: T | undefined, other: T | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

/** The headers that ask for the rest of a file, if it is still that file. */
export function askForRest(from: number, validator: string): Record<string, string> {
  return { range: `bytes=${from}-`, "if-range": validator };
}

/**
 * The file that a 206 goes on with, or `undefined` if it is not the rest that was asked for: another part, of another
 * length, of another file, or a part of something compressed.
 */
export function identifyRest(response: Response, from: number, file: FileIdentity): FileIdentity | undefined {
  const { headers } = response;
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(headers.get("content-range")?.trim() ?? "");
  if (!range || isEncoded(headers)) return undefined;
  const [first, last] = [Number(range[1]), Number(range[2])];
  const totalBytes = wholeNumber(range[3] ?? null) ?? file.totalBytes;
  if (first !== from || last < first || totalBytes === undefined || last >= totalBytes) return undefined;
  if (differs(file.totalBytes, totalBytes)) return undefined;
  if (differs(wholeNumber(headers.get("content-length")), last - first + 1)) return undefined;
  if (!keepsValidator(headers, file.validator)) return undefined;
  return { validator: file.validator, totalBytes };
}

/** A 206 repeats the tag of its file, but need not repeat the date. */
function keepsValidator(headers: Headers, validator: string | undefined): boolean {
  if (validator === undefined) return true;
  if (validator.startsWith('"')) return headers.get("etag") === validator;
  return (headers.get("last-modified") ?? validator) === validator;
}

const isEncoded = (headers: Headers): boolean => !/^(identity)?$/i.test(headers.get("content-encoding")?.trim() ?? "");

function wholeNumber(text: string | null): number | undefined {
  if (text === null || !/^\d+$/.test(text.trim())) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
