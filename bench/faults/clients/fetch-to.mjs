// The caller's code for clients that return a URL: fetch, and a pipeline into the file.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export async function fetchTo(url, file) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} from the clip's address`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
}
