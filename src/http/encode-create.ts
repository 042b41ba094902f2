import {
  type Dialect,
  type ImageCarrier,
  type ImageCarriers,
  rejectReservedField,
  subjectOf,
  unsupportedError,
} from "../dialects/types.js";
import type { CommonOption } from "../models/models.js";
import { toBase64 } from "../utils/bytes.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { option, text } from "../utils/message.js";
import type { ApiRequest } from "./fetch-transport.js";
import { encodeMultipart, type FormFile } from "./multipart.js";
import type { CreateFields } from "./schema.js";

/** The reference image of a create request: bytes as a file, or a reference that the server resolves. */
export type InputReference =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly type: string; readonly filename: string }
  | { readonly kind: "file_id"; readonly fileId: string }
  | { readonly kind: "image_url"; readonly url: string };

/** The data of a create request. */
export interface CreateRequest {
  readonly fields: CreateFields;
  /** The builder's options that not every server has. */
  readonly options?: { readonly [Option in Exclude<CommonOption, "lastFrame">]?: unknown };
  readonly extra: Readonly<Record<string, unknown>>;
  readonly image: InputReference;
  readonly lastFrame?: InputReference | undefined;
  readonly idempotencyKey: string;
}

/** Encodes the body of a create request. Bytes rather than `FormData`: every `fetch` of every realm takes them. */
export async function encodeCreate(request: CreateRequest, dialect: Dialect): Promise<NonNullable<ApiRequest["body"]>> {
  const { image, lastFrame } = request;
  const carrier = findCarrier(image, dialect.create.image, dialect);
  const last = lastFrame && findCarrier(lastFrame, dialect.create.options?.lastFrame, dialect);
  const given = { ...renameOptions(request.options, dialect), ...request.extra };
  const fields = { ...encodeProtocolFields(request, dialect), ...encodeExtraFields(given, dialect) };
  if (carrier.body === "json") {
    const images = { [carrier.field]: imageValue(image, carrier) };
    if (last) {
      const [first, value] = [images[last.field], imageValue(lastFrame, last)];
      // Both frames may be in one list.
      images[last.field] = Array.isArray(first) && Array.isArray(value) ? [...first, ...value] : value;
    }
    const json = JSON.stringify({ ...fields, ...images });
    return { bytes: new TextEncoder().encode(json), type: "application/json" };
  }
  const texts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toText(value)]));
  const files: FormFile[] = [];
  for (const { given: one, as } of [{ given: image, as: carrier }, ...(last ? [{ given: lastFrame, as: last }] : [])]) {
    // Without a file name servers read the part as a string; without an image type they refuse it.
    if (as.as === "file" && one.kind === "file") files.push({ field: as.field, ...one });
    else texts[as.field] = toText(imageValue(one, as));
  }
  return encodeMultipart(texts, files);
}

/** How an image is sent. A kind that the dialect lacks was refused before. */
function findCarrier(image: InputReference, carriers: ImageCarriers | undefined, dialect: Dialect): ImageCarrier {
  const carrier = carriers?.[image.kind === "file" ? "bytes" : image.kind];
  if (!carrier) throw unsupportedError(dialect, `cannot take an image as ${image.kind}`);
  return carrier;
}

/** The builder's options under the names of the server. */
function renameOptions(options: CreateRequest["options"], { create }: Dialect): Record<string, unknown> {
  const entries = Object.entries(options ?? {}).flatMap(([option, value]) => {
    const field = create.options?.[option as keyof typeof create.options];
    return typeof field === "string" && value !== undefined ? [[field, value]] : [];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

const toText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The value of the image field. */
function imageValue(image: InputReference, carrier: ImageCarrier): unknown {
  const address =
    image.kind === "file"
      ? `data:${image.type};base64,${toBase64(image.bytes)}`
      : image.kind === "file_id"
        ? image.fileId
        : image.url;
  if (carrier.as === "object") return { [carrier.name]: address };
  if (carrier.as === "first-frame" || carrier.as === "last-frame")
    return [{ type: "image_url", image_url: { url: address }, frame_type: carrier.as.replace("-", "_") }];
  return address;
}

/** The protocol's fields, with the duration in the server's own field and format. */
function encodeProtocolFields(request: CreateRequest, dialect: Dialect): Record<string, unknown> {
  const { create } = dialect;
  const { seconds, ...fields } = checkFields(request.fields);
  const { field, as } = create.seconds;
  if (as !== "decimal-text" && !/^[1-9]\d*$/.test(seconds))
    throw new RequestError(
      "duration_unsupported",
      `${subjectOf(dialect)} can only take whole seconds, not ${seconds}.`,
      {
        hint: text`Round it: ${option("duration", Math.max(1, Math.round(Number(seconds))))}.`,
      },
    );
  return { ...fields, [field]: as === "integer" ? Number(seconds) : seconds, ...create.defaults };
}

/** The `.extra()` fields, nested where the dialect says so. */
function encodeExtraFields(extra: CreateRequest["extra"], dialect: Dialect): Record<string, unknown> {
  const { create } = dialect;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(extra)) {
    rejectReservedField(name, dialect);
    const field = Object.hasOwn(create.extraFields, name) ? create.extraFields[name] : undefined;
    // The nested object can also be given itself: both are merged.
    const given = fields[field?.into ?? name];
    if (field?.into !== undefined) fields[field.into] = { ...(isRecord(given) ? given : {}), [name]: value };
    else fields[name] = isRecord(given) ? { ...(isRecord(value) ? value : {}), ...given } : value;
  }
  return fields;
}

/** The expected value of each field, and its form on the wire. */
const forms: Readonly<Record<keyof CreateFields, readonly [expected: string, form: RegExp]>> = {
  model: ["a text", /./s],
  prompt: ["a text", /./s],
  seconds: ["a decimal number", /^\d+(\.\d+)?$/],
  size: ["a size such as 720x1280", /^[1-9]\d*x[1-9]\d*$/],
};

/** Refuses values that passed the plan but cannot be encoded, such as 1e-7 seconds. */
function checkFields(fields: CreateFields): CreateFields {
  const { model, prompt, seconds, size } = fields;
  const checked: CreateFields = { model, prompt, seconds, size };
  for (const [name, [expected, form]] of Object.entries(forms)) {
    const value: unknown = checked[name as keyof CreateFields];
    if (typeof value !== "string" || !form.test(value))
      throw new RequestError("option_invalid", `The field ${name} is ${describeValue(value)}, not ${expected}.`);
  }
  return checked;
}
