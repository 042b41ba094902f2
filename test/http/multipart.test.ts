import * as undici from "undici";
import { expect, test } from "vitest";
import { encodeMultipart } from "../../src/http/multipart.js";

const fields = {
  prompt: 'He says "go"; 猫が\r\nゆっくり\n動く\r.',
  'odd "name"\n': "1",
  empty: "",
  seconds: "4",
};

/** Bytes that hold what ends lines and parts. */
const bytes = new Uint8Array([
  13,
  10,
  45,
  45,
  0,
  255,
  13,
  10,
  45,
  45,
  ...Array.from({ length: 70_000 }, (_, at) => at % 256),
]);
const file = { field: "input_reference", bytes, type: "image/png", filename: 'a "b"\n猫.png' };

/** The entries of a form, in order. */
async function read(form: { entries(): Iterable<[string, unknown]> }): Promise<unknown[]> {
  return Promise.all(
    [...form.entries()].map(async ([name, value]) => {
      if (typeof value === "string") return [name, value];
      const { name: filename, type } = value as File;
      const inside = Buffer.from(await (value as File).arrayBuffer()).toString("base64");
      return [name, { filename, type, inside }];
    }),
  );
}

test.each([
  ["Node's", Response],
  ["undici's", undici.Response as unknown as typeof Response],
])("a form reads back as the one that Node's own FormData writes, by %s reader", async (_, Reader) => {
  const own = new FormData();
  for (const [name, value] of Object.entries(fields)) own.set(name, value);
  own.set(file.field, new Blob([bytes], { type: file.type }), file.filename);
  const written = new Response(own);
  const reference = new Reader(await written.arrayBuffer(), {
    headers: { "content-type": written.headers.get("content-type") ?? "" },
  });
  const ours = encodeMultipart(fields, [file]);
  const found = await read(await new Reader(ours.bytes, { headers: { "content-type": ours.type } }).formData());
  expect(found).toEqual(await read(await reference.formData()));
  expect(found).toHaveLength(5);
});

test("a form without a file is valid, and each form has its own boundary", async () => {
  const [one, other] = [encodeMultipart({ prompt: "p" }), encodeMultipart({ prompt: "p" })];
  expect(one.type).not.toBe(other.type);
  const form = await new Response(one.bytes, { headers: { "content-type": one.type } }).formData();
  expect([...form.entries()]).toEqual([["prompt", "p"]]);
});
