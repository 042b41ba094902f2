import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { expect } from "vitest";

export { failure } from "../helpers/failure.js";

export type Format = "png" | "jpeg" | "webp";

/** A picture with something in it, so that the bytes are those of a real file. */
export function picture(width: number, height: number, channels: 3 | 4 = 3) {
  return sharp({
    create: {
      width,
      height,
      channels,
      background: channels === 4 ? { r: 200, g: 80, b: 40, alpha: 0.5 } : { r: 200, g: 80, b: 40 },
      ...(channels === 3 ? { noise: { type: "gaussian" as const, mean: 120, sigma: 40 } } : {}),
    },
  });
}

/** A file of `format`, with an EXIF orientation if it is not 1. */
export async function file(format: Format, width = 64, height = 48, orientation = 1): Promise<Buffer> {
  const image = picture(width, height);
  if (orientation !== 1) image.withMetadata({ orientation });
  return image.toFormat(format).toBuffer();
}

/** Raw pixels whose colour depends on where they are: four quarters, so that turning and cropping show. */
export function quarters(width: number, height: number) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = quarterColours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)]!;
      data.set(colour, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Upper left red, upper right green, lower left blue, lower right white. */
export const quarterColours = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
] as const;

/** Reads single pixels of an encoded image, as it is stored. */
export async function pixels(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
  };
}

export function near(actual: readonly number[], expected: readonly number[], tolerance = 12): void {
  for (const [index, value] of expected.entries()) {
    expect(Math.abs((actual[index] ?? Number.NaN) - value), `${actual} is not ${expected}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
}

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly requests: string[];
  /** Number of connections so far. */
  connections(): number;
  /** Number of open connections. */
  open(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real server on loopback. */
export async function serve(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  host = "127.0.0.1",
): Promise<TestServer> {
  let connections = 0;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    handler(request, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    requests,
    connections: () => connections,
    open: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
