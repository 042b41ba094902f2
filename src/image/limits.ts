/**
 * Maximum bytes of an image: 20 MiB (20,971,520).
 *
 * The Videos API's specification limits the reference image's URL, which holds the picture when it is a data URL, to
 * 20,971,520 characters.
 */
export const maxImageBytes = 20 * 1024 * 1024;

/**
 * Maximum pixels of an image: 268,402,689, which is 16,383 x 16,383 (0x3FFF squared).
 *
 * It is the default `limitInputPixels` of sharp, the decoder: an image that passes here passes there.
 */
export const maxImagePixels = 0x3fff * 0x3fff;

/** `20971520` as `"20,971,520"`, independent of the locale. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
