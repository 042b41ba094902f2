/** The header readers that bench/probe.mjs compares: each returns the stored size and the orientation, or throws. */
export const loaders = {
  ugoku: async () => {
    const { probeImage } = await import("../dist/index.js");
    return (bytes) => {
      const { storedWidth: width, storedHeight: height, orientation } = probeImage(bytes);
      return { width, height, orientation };
    };
  },
  "image-size": async () => (await import("image-size")).imageSize,
  "image-meta": async () => (await import("image-meta")).imageMeta,
  "probe-image-size": async () => {
    const { default: probe } = await import("probe-image-size/sync.js");
    return (bytes) => {
      const found = probe(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if (!found) throw new TypeError("null");
      return found;
    };
  },
};
