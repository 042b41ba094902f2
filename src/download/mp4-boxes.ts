/** Follows the boxes of a streamed MP4 to detect whether the file itself is cut off. */
export class Mp4BoxScanner {
  /** Bytes until the next box; infinite in a box that extends to the end of the file. */
  #left = 0;
  readonly #header = new Uint8Array(16);
  #filled = 0;
  #type = "";
  #hasMovie = false;
  #hasMedia = false;
  #isInvalid = false;

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength && !this.#isInvalid; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.byteLength - at);
        this.#left -= step;
        at += step;
        continue;
      }
      this.#header[this.#filled] = bytes[at] ?? 0;
      this.#filled += 1;
      at += 1;
      this.#readHeader();
    }
  }

  #readHeader(): void {
    if (this.#filled < 8) return;
    const view = new DataView(this.#header.buffer);
    const short = view.getUint32(0);
    if (short === 1 && this.#filled < 16) return;
    const size = short === 1 ? Number(view.getBigUint64(8)) : short === 0 ? Number.POSITIVE_INFINITY : short;
    const type = String.fromCharCode(...this.#header.subarray(4, 8));
    // Data behind the last box, such as padding.
    this.#isInvalid = size < this.#filled || !/^[\x20-\x7e\xa9]{4}$/.test(type);
    if (this.#isInvalid) return;
    this.#type = type;
    this.#hasMovie ||= type === "moov";
    this.#hasMedia ||= type === "mdat" || type === "moof";
    this.#left = size - this.#filled;
    this.#filled = 0;
  }

  /** What the boxes say is missing if the file ends here; `undefined` if nothing is. */
  missing(isLengthKnown: boolean): string | undefined {
    if (!this.#isInvalid && this.#filled > 0) return "it ends inside the header of a box";
    if (!this.#isInvalid && this.#left > 0 && this.#left !== Number.POSITIVE_INFINITY)
      return `${this.#left} bytes of its "${this.#type}" box are missing`;
    // A few bytes that only begin like an MP4 are a stand-in of a test, and not half a clip.
    if (this.#hasMedia && !this.#hasMovie) return 'it has no "moov" box, without which no player can read it';
    return this.#hasMovie && !this.#hasMedia && !isLengthKnown
      ? 'it has no "mdat" box, which contains the pictures'
      : undefined;
  }
}
