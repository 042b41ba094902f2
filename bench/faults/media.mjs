// The same image and the same clip in every process.
import { crc32, deflateSync } from "node:zlib";

export const prompt = "The model turns slowly to the right and smiles; guests chat softly behind her.";

/** Incompressible bytes, the same in every run. */
function noise(length) {
  const bytes = Buffer.alloc(length);
  let state = 0x2545f491;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}

const box = (type, content = Buffer.alloc(0)) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length, 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, content]);
};

/** The clip: the boxes of an MP4 around 512 KiB of noise. It is never played. */
export const clip = Buffer.concat([
  box("ftyp", Buffer.from("isom\0\0\x02\0isommp42", "latin1")),
  box("moov", box("mvhd", Buffer.alloc(100))),
  box("mdat", noise(512 * 1024)),
]);

/** A PNG of 1280 x 720: small in one color, or large with noise. */
export function picture({ large = false } = {}) {
  const [width, height] = [1280, 720];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + width, 0x80);
  row[0] = 0;
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  if (large)
    for (let y = 0; y < height; y++)
      rows.set(
        noise(width).map((byte) => byte ^ (y & 0xff)),
        y * row.length + 1,
      );
  const chunk = (type, content) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
    const frame = Buffer.alloc(8 + body.length);
    frame.writeUInt32BE(content.length, 0);
    frame.set(body, 4);
    frame.writeUInt32BE(crc32(body), 4 + body.length);
    return frame;
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
