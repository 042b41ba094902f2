import * as z from "zod/mini";
import { RequestError } from "../errors.js";
import type { Dialect } from "./dialect.js";
import { type CreateFields, createFieldsSchema } from "./schema.js";
import type { ApiRequest } from "./transport.js";

/** The reference image as it is sent: bytes as a file, or a reference that the server resolves. */
export type InputReference =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly type: string; readonly filename: string }
  | { readonly kind: "file_id"; readonly fileId: string }
  | { readonly kind: "image_url"; readonly url: string };

/** Everything that a create sends. */
export interface CreateRequest {
  readonly fields: CreateFields;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly image: InputReference;
  readonly idempotencyKey: string;
}

/** The bytes of a create, and their content type. Bytes, not `FormData`: every `fetch` of every realm takes them. */
export async function encodeCreate(request: CreateRequest, dialect: Dialect): Promise<NonNullable<ApiRequest["body"]>> {
  const fields = checkFields(request.fields);
  const { image } = request;
  if (image.kind !== "file") {
    const reference = image.kind === "file_id" ? { file_id: image.fileId } : { image_url: image.url };
    const json = JSON.stringify({ ...fields, ...request.extra, [dialect.create.imageField]: reference });
    return { bytes: new TextEncoder().encode(json), type: "application/json" };
  }
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...request.extra })) {
    form.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  // Without a file name the part counts as a string, without an image type it is refused.
  form.set(
    dialect.create.imageField,
    new Blob([image.bytes as Uint8Array<ArrayBuffer>], { type: image.type }),
    image.filename,
  );
  const encoded = new Response(form);
  const type = encoded.headers.get("content-type") ?? "multipart/form-data";
  return { bytes: new Uint8Array(await encoded.arrayBuffer()), type };
}

/** What the plan let pass and the wire cannot carry, such as 1e-7 seconds. */
function checkFields(fields: CreateFields): CreateFields {
  const parsed = z.safeParse(createFieldsSchema, fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RequestError("option_invalid", `The field ${issue?.path.join(".")} cannot be sent: ${issue?.message}.`);
}
