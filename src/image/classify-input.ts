/**
 * Distinguishes the forms that an image input can have.
 *
 * @module
 */
import { asBytes } from "../utils/bytes.js";
import { describeValue, ImageError } from "../utils/errors.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import type { ByteStream } from "./read-stream.js";

/**
 * Anything that can be the still image.
 *
 * A string is a path, an `http(s):` URL, a `data:` URL or a `file:` URL. `{ url, send: "reference" }` passes the URL on
 * to the server, as does any URL where the server takes addresses only; `{ fileId }` names a file that the server already
 * has; every other form is read here. A stream is read once, however often it is used. At most 20 MiB. JPEG, PNG or WebP,
 * detected from the bytes, not from name or `type`.
 */
export type ImageInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | File
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | { readonly path: string }
  | { readonly url: string | URL; readonly send?: "fetch" | "reference" }
  | { readonly fileId: string }
  | { readonly bytes: Uint8Array | ArrayBuffer; readonly type?: string };

/** An input with its form. */
export type ClassifiedInput =
  | { readonly kind: "path"; readonly path: string | URL }
  | { readonly kind: "web"; readonly url: URL }
  | { readonly kind: "data"; readonly url: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "blob"; readonly blob: Blob; readonly name: string | undefined }
  | { readonly kind: "stream"; readonly stream: ByteStream }
  | { readonly kind: "reference"; readonly url: string }
  | { readonly kind: "file_id"; readonly fileId: string };

const accepted = text`${codeOnly(
  "Pass a path, an http(s) or data URL, bytes (Uint8Array, ArrayBuffer, Buffer), a Blob, a File, a stream, " +
    "or { path }, { url }, { fileId } or { bytes }.",
)}`;

/**
 * Determines the form of `input` without reading it.
 *
 * @throws {ImageError} `image_input_invalid`, which names the value and the accepted forms.
 */
export function classifyInput(input: unknown): ClassifiedInput {
  if (typeof input === "string") return classifyText(input);
  if (typeof input !== "object" || input === null) throw invalid(`An image cannot be ${describeValue(input)}.`);
  if (isUrl(input)) return classifyUrl(input);
  const bytes = asBytes(input);
  if (bytes) return { kind: "bytes", bytes };
  if (isBlob(input)) return { kind: "blob", blob: input, name: getFileName(input) };
  // Before plain objects: Node's streams have a `path` or `url` property.
  if (isStream(input)) return { kind: "stream", stream: input };
  return classifyObject(input);
}

function classifyText(text: string): ClassifiedInput {
  if (text === "") throw invalid("An image cannot be an empty string.");
  if (/^data:/i.test(text)) return { kind: "data", url: text };
  if (/^(https?|file):/i.test(text)) return classifyUrl(parseUrl(text));
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1];
  if (scheme !== undefined) throw unsupportedScheme(scheme);
  if (text.includes("\0")) throw invalid("A path cannot contain a NUL character.");
  if (text.length > 1024 && /^[A-Za-z0-9+/_\s-]+=*\s*$/.test(text))
    throw invalid("The string looks like base64 and not like a path.", `Prefix it with "data:image/jpeg;base64,".`);
  return { kind: "path", path: text };
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw invalid(`${describeValue(text)} is not a valid URL.`);
  return new URL(text);
}

function classifyUrl(url: URL): ClassifiedInput {
  if (url.protocol === "http:" || url.protocol === "https:") return { kind: "web", url };
  if (url.protocol === "data:") return { kind: "data", url: url.href };
  if (url.protocol === "file:") return { kind: "path", path: url };
  throw unsupportedScheme(url.protocol.slice(0, -1));
}

function unsupportedScheme(scheme: string): ImageError {
  return invalid(
    `An image cannot be fetched by ${describeValue(`${scheme}:`)}; only http:, https:, data: and file: URLs can.`,
    text`${codeOnly(scheme === "blob" ? "Pass the Blob itself." : "Download the image, and pass its bytes or its stream.")}`,
  );
}

function classifyObject(input: object): ClassifiedInput {
  const { path, url, fileId, bytes, send } = input as Record<string, unknown>;
  if ("then" in input && typeof input.then === "function")
    throw invalid("An image cannot be a Promise.", "Await it first.");
  const tag = getTag(input);
  if (tag === "Response") throw invalid("An image cannot be a Response.", "Pass its body: response.body.");
  const given = [path, url, fileId, bytes].filter((value) => value !== undefined);
  if (given.length === 0 || tag === "Request") throw invalid(`An image cannot be ${describeValue(input)}.`);
  if (given.length > 1) throw invalid("An image is one of path, url, fileId and bytes, not two.");
  if (path !== undefined) {
    if (typeof path === "string" && path !== "" && !path.includes("\0")) return { kind: "path", path };
    throw invalid(`{ path } cannot be ${describeValue(path)}.`);
  }
  if (fileId !== undefined) {
    if (typeof fileId === "string" && fileId.trim() !== "") return { kind: "file_id", fileId };
    throw invalid(`{ fileId } cannot be ${describeValue(fileId)}.`, "Pass the id that the server gave the file.");
  }
  if (bytes !== undefined) {
    const view = asBytes(bytes);
    if (view) return { kind: "bytes", bytes: view };
    throw invalid(
      `{ bytes } cannot be ${describeValue(bytes)}.`,
      text`${codeOnly("Pass a Uint8Array or an ArrayBuffer.")}`,
    );
  }
  return classifyReference(url, send);
}

function classifyReference(url: unknown, send: unknown): ClassifiedInput {
  if (send !== undefined && send !== "fetch" && send !== "reference")
    throw invalid(`{ send } cannot be ${describeValue(send)}.`, `Pass "fetch" (the default) or "reference".`);
  if (typeof url !== "string" && !(typeof url === "object" && url !== null && isUrl(url)))
    throw invalid(`{ url } cannot be ${describeValue(url)}.`);
  const parsed = typeof url === "string" ? parseUrl(url) : url;
  if (send !== "reference") return classifyUrl(parsed);
  if (parsed.protocol === "http:" || parsed.protocol === "https:") return { kind: "reference", url: parsed.href };
  throw invalid(
    `A ${describeValue(parsed.protocol)} URL cannot be passed on to the server; only http: and https: can.`,
  );
}

function invalid(message: string, hint: Message = accepted): ImageError {
  return new ImageError("image_input_invalid", message, { hint });
}

// By properties and not by instanceof: objects may be of another realm or a polyfill.

function getTag(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isUrl(value: object): value is URL {
  return value instanceof URL || (getTag(value) === "URL" && "href" in value);
}

function isBlob(value: object): value is Blob {
  const blob = value as Partial<Blob>;
  return typeof blob.arrayBuffer === "function" && typeof blob.stream === "function" && typeof blob.size === "number";
}

function getFileName(blob: Blob): string | undefined {
  const { name } = blob as Partial<File>;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function isStream(value: object): value is ByteStream {
  return ("getReader" in value && typeof value.getReader === "function") || Symbol.asyncIterator in value;
}
