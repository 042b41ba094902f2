/**
 * Maximum bytes of an image: 20 MiB (20,971,520).
 *
 * The Videos API's specification limits the reference image's URL, which holds the picture when it is a data URL, to
 * 20,971,520 characters.
 */
export const maxImageBytes = 20 * 1024 * 1024;

/**
 * Maximum pixels of an image: 134,217,728 (2^27), and half of it at 16 bits a channel: 512 MiB when it is decoded. A few kilobytes
 * of PNG can hold far more, and not every image can be decoded in parts.
 */
export const maxImagePixels = 2 ** 27;

/** Maximum width and height: as in JPEG. */
export const maxImageSide = 65_535;

/** `20971520` as `"20,971,520"`, independent of the locale. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
