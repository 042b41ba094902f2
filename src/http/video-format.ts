/**
 * Detects the container of a video from its first bytes.
 *
 * @module
 */

/** A kind of file, by its first bytes. */
export interface FileFormat {
  /** Completes the sentence "it is …". */
  readonly name: string;
  readonly type: string;
  /** Extensions that its files have, the usual one first. Empty for files that are not clips. */
  readonly extensions: readonly string[];
  readonly matches: (start: string) => boolean;
}

/** Bytes of a file that {@link detectFormat} needs. */
export const formatLength = 64;

const at = (offset: number, ...signatures: string[]) => {
  return (start: string): boolean => signatures.some((signature) => start.startsWith(signature, offset));
};

/** MP4 and QuickTime: files of boxes. */
export const mp4: FileFormat = {
  name: "an MP4 video",
  type: "video/mp4",
  extensions: ["mp4", "m4v", "mov", "qt", "3gp"],
  matches: (start) => at(4, "ftyp")(start) && !at(8, "avif", "avis", "heic", "heix", "mif1", "msf1", "crx ")(start),
};

const formats: readonly FileFormat[] = [
  {
    name: "a QuickTime video",
    type: "video/quicktime",
    extensions: ["mov", "qt"],
    matches: (start) => at(4, "ftypqt  ")(start) || at(4, "moov", "mdat", "wide", "free", "skip")(start),
  },
  mp4,
  {
    name: "an AVI video",
    type: "video/x-msvideo",
    extensions: ["avi"],
    matches: (start) => at(0, "RIFF")(start) && at(8, "AVI ")(start),
  },
  {
    name: "a WebM video",
    type: "video/webm",
    extensions: ["webm", "mkv"],
    matches: (start) => at(0, "\x1aE\xdf\xa3")(start) && start.includes("webm"),
  },
  { name: "a Matroska video", type: "video/x-matroska", extensions: ["mkv"], matches: at(0, "\x1aE\xdf\xa3") },
  { name: "a GIF", type: "image/gif", extensions: ["gif"], matches: at(0, "GIF87a", "GIF89a") },
  { name: "a Flash video", type: "video/x-flv", extensions: ["flv"], matches: at(0, "FLV\x01") },
  { name: "an Ogg video", type: "video/ogg", extensions: ["ogv", "ogg"], matches: at(0, "OggS\0") },
  {
    name: "a Windows Media video",
    type: "video/x-ms-wmv",
    extensions: ["wmv", "asf"],
    matches: at(0, "0&\xb2u\x8ef\xcf\x11"),
  },
  {
    name: "an MPEG video",
    type: "video/mpeg",
    extensions: ["mpg", "mpeg"],
    matches: at(0, "\0\0\x01\xba", "\0\0\x01\xb3"),
  },
  { name: "a PNG picture", type: "image/png", extensions: [], matches: at(0, "\x89PNG") },
  { name: "a JPEG picture", type: "image/jpeg", extensions: [], matches: at(0, "\xff\xd8\xff") },
  {
    name: "a WebP picture",
    type: "image/webp",
    extensions: [],
    matches: (start) => at(0, "RIFF")(start) && at(8, "WEBP")(start),
  },
  { name: "a ZIP archive", type: "application/zip", extensions: [], matches: at(0, "PK\x03\x04") },
  { name: "gzip data", type: "application/gzip", extensions: [], matches: at(0, "\x1f\x8b") },
];

/** The format of a file that starts with these bytes, if it is known. */
export function detectFormat(bytes: Uint8Array): FileFormat | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, formatLength));
  return formats.find(({ matches }) => matches(start));
}

/** Whether files of this format are clips. */
export const isVideo = (format: FileFormat | undefined): format is FileFormat =>
  format !== undefined && format.extensions.length > 0;

/** The extensions of all formats, with a dot, those of an MP4 first. */
export const videoExtensions: readonly string[] = [
  ...new Set([mp4, ...formats].flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))),
];

/** The extension of a path in lower case, with its dot. */
const extensionOf = (path: string): string => /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? "";

/** Whether a name has no extension, or one of `extensions`. ".2" is part of a name, such as take.2 */
export function hasExtension(path: string, extensions: readonly string[]): boolean {
  const extension = extensionOf(path);
  return !/^\.\d*[a-z]/.test(extension) || extensions.includes(extension);
}

/** Whether a file of this name may have the format: its extension is of the format, or of no format of clips. */
export function fitsName({ extensions }: FileFormat, path: string): boolean {
  const extension = extensionOf(path);
  return extensions.includes(extension.slice(1)) || !videoExtensions.includes(extension);
}
