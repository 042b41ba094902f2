/**
 * What an image may weigh and measure.
 *
 * @module
 */

/**
 * The most bytes of an image: 20 MiB (20,971,520).
 *
 * MiB and not MB, because that is the figure in the Videos API's specification: the reference image's URL, which
 * holds the picture when it is a data URL, is at most 20,971,520 characters long.
 */
export const maxImageBytes = 20 * 1024 * 1024;

/**
 * The most pixels of an image: 268,402,689, which is 16,383 x 16,383 (0x3FFF squared).
 *
 * It is the default `limitInputPixels` of sharp, the decoder, so nothing passes here that would fail there.
 */
export const maxImagePixels = 0x3fff * 0x3fff;

/** `20971520` as `"20,971,520"`, in the same way in every locale. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
