/**
 * Walks over the boxes of an MP4 as it streams by, to tell whether it was cut off: for bodies whose length nobody says,
 * which end where the connection or the last chunk ends, whatever ended it.
 */
export class Mp4BoxScanner {
  /** Bytes of the box until the next one begins; infinite in one that reaches to the end of the file. */
  #left = 0;
  readonly #head = new Uint8Array(16);
  #filled = 0;
  #sawMovie = false;
  #lost = false;

  /** The next bytes of the file. */
  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength && !this.#lost; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.byteLength - at);
        this.#left -= step;
        at += step;
        continue;
      }
      this.#head[this.#filled] = bytes[at] ?? 0;
      this.#filled += 1;
      at += 1;
      this.#readHead();
    }
  }

  #readHead(): void {
    if (this.#filled < 8) return;
    const view = new DataView(this.#head.buffer);
    const short = view.getUint32(0);
    if (short === 1 && this.#filled < 16) return;
    const size = short === 1 ? Number(view.getBigUint64(8)) : short === 0 ? Number.POSITIVE_INFINITY : short;
    // Not a box: what follows cannot be judged.
    this.#lost = size < this.#filled;
    this.#sawMovie ||= String.fromCharCode(...this.#head.subarray(4, 8)) === "moov";
    this.#left = size - this.#filled;
    this.#filled = 0;
  }

  /** Whether the file may end here: no box is cut off, and the one without which no player plays has come. */
  get mayEnd(): boolean {
    if (this.#lost) return true;
    const atBoundary = this.#filled === 0 && (this.#left === 0 || this.#left === Number.POSITIVE_INFINITY);
    return atBoundary && this.#sawMovie;
  }
}
