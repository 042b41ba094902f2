// node bench/probe-speed.mjs <reader> <file>: microseconds of the first read, and the median of many, as JSON.
import { readFileSync } from "node:fs";
import { loaders } from "./probe-readers.mjs";
import { median } from "./report.mjs";

const [, , key, file] = process.argv;
const read = await loaders[key]();
const bytes = new Uint8Array(readFileSync(file));
const measure = (count) => {
  const started = performance.now();
  for (let index = 0; index < count; index++) read(bytes);
  return ((performance.now() - started) * 1000) / count;
};
const first = measure(1);
const end = performance.now() + 200;
while (performance.now() < end) measure(10);
const count = Math.max(1, Math.round(2000 / measure(10)));
const warm = median(Array.from({ length: 50 }, () => measure(count)));
console.log(JSON.stringify({ first, warm }));
