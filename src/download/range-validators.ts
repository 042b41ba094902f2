/**
 * Validators of HTTP range requests (RFC 9110, sections 8.8, 13.1.5 and 14): whether a response continues the same file,
 * which a download requires before it joins parts.
 *
 * @module
 */
import type { HttpHeaders, HttpResponse } from "../utils/http-response.js";

/** The version of a file that a response describes. */
export interface FileIdentity {
  /** The value for `If-Range`: a strong entity tag, or a date that counts as strong. */
  readonly validator: string | undefined;
  readonly totalBytes: number | undefined;
}

/** `W/"…"` guarantees only equivalent content, not the same bytes. A tag without quotes is invalid. */
const strongTag = /^"[\x21\x23-\x7e\x80-\xff]*"$/;

/** The identity of the file that a complete `response` transfers. */
export function identify({ headers }: HttpResponse): FileIdentity {
  // The length and the ranges of an encoded body are not those of the file.
  if (isEncoded(headers)) return { validator: undefined, totalBytes: undefined };
  return { validator: readValidator(headers), totalBytes: parseLength(headers.get("content-length")) };
}

function readValidator(headers: HttpHeaders): string | undefined {
  const tag = headers.get("etag");
  // A date may not replace a weak tag.
  if (tag !== null) return strongTag.test(tag) ? tag : undefined;
  const modified = headers.get("last-modified");
  const age = Date.parse(headers.get("date") ?? "") - Date.parse(modified ?? "");
  // Within the same second the file may have changed again.
  return modified !== null && age >= 1_000 ? modified : undefined;
}

/** Whether both are provably the same bytes. */
export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  if (one.validator === undefined || one.totalBytes === undefined) return false;
  return one.validator === other.validator && one.totalBytes === other.totalBytes;
}

/** Whether they are provably different bytes. */
export function isDifferentFile(one: FileIdentity, other: FileIdentity): boolean {
  return differs(one.validator, other.validator) || differs(one.totalBytes, other.totalBytes);
}

const differs = <T>(one: T | undefined, other: T | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

/** The headers that request the rest of a file, if it is still the same file. */
export function rangeHeaders(from: number, validator: string): Record<string, string> {
  return { range: `bytes=${from}-`, "if-range": validator };
}

/** The file that a 206 response continues, or `undefined` if it is not the requested rest of `file`. */
export function identifyRest({ headers }: HttpResponse, from: number, file: FileIdentity): FileIdentity | undefined {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(headers.get("content-range")?.trim() ?? "");
  if (!range || isEncoded(headers)) return undefined;
  const [first, last] = [Number(range[1]), Number(range[2])];
  const totalBytes = parseLength(range[3] ?? null) ?? file.totalBytes;
  if (first !== from || last < first || totalBytes === undefined || last >= totalBytes) return undefined;
  if (differs(file.totalBytes, totalBytes)) return undefined;
  if (differs(parseLength(headers.get("content-length")), last - first + 1)) return undefined;
  if (!matchesValidator(headers, file.validator)) return undefined;
  return { validator: file.validator, totalBytes };
}

/** A 206 response repeats the tag of its file, but need not repeat the date. */
function matchesValidator(headers: HttpHeaders, validator: string | undefined): boolean {
  if (validator === undefined) return true;
  if (validator.startsWith('"')) return headers.get("etag") === validator;
  return (headers.get("last-modified") ?? validator) === validator;
}

const isEncoded = (headers: HttpHeaders): boolean =>
  !/^(identity)?$/i.test(headers.get("content-encoding")?.trim() ?? "");

function parseLength(text: string | null): number | undefined {
  if (text === null || !/^\d+$/.test(text.trim())) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
