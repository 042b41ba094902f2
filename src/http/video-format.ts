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

const format = (name: string, type: string, extensions: string, pattern: string): FileFormat => ({
  name,
  type,
  extensions: extensions.split(" ").filter(Boolean),
  matches: (start) => new RegExp(`^${pattern}`, "s").test(start),
});

/** MP4 and QuickTime: files of boxes. */
export const mp4: FileFormat = format(
  "an MP4 video",
  "video/mp4",
  "mp4 m4v mov qt 3gp",
  ".{4}ftyp(?!avif|avis|heic|heix|mif1|msf1|crx )",
);

const formats: readonly FileFormat[] = [
  format("a QuickTime video", "video/quicktime", "mov qt", ".{4}(ftypqt  |moov|mdat|wide|free|skip)"),
  mp4,
  format("an AVI video", "video/x-msvideo", "avi", "RIFF.{4}AVI "),
  format("a WebM video", "video/webm", "webm mkv", "\x1aE\xdf\xa3.*webm"),
  format("a Matroska video", "video/x-matroska", "mkv", "\x1aE\xdf\xa3"),
  format("a GIF", "image/gif", "gif", "GIF8[79]a"),
  format("a Flash video", "video/x-flv", "flv", "FLV\x01"),
  format("an Ogg video", "video/ogg", "ogv ogg", "OggS\0"),
  format("a Windows Media video", "video/x-ms-wmv", "wmv asf", "0&\xb2u\x8ef\xcf\x11"),
  format("an MPEG video", "video/mpeg", "mpg mpeg", "\0\0\x01[\xba\xb3]"),
  format("a PNG picture", "image/png", "", "\x89PNG"),
  format("a JPEG picture", "image/jpeg", "", "\xff\xd8\xff"),
  format("a WebP picture", "image/webp", "", "RIFF.{4}WEBP"),
  format("a ZIP archive", "application/zip", "", "PK\x03\x04"),
  format("gzip data", "application/gzip", "", "\x1f\x8b"),
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
