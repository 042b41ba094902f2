import { type AnswerFields, knownFields } from "../dialects/answer-fields.js";
import { normalizeWord } from "../dialects/status-map.js";
import { isRecord } from "../utils/guards.js";
import { isErrorName } from "./field-names.js";

/** An object of a response, with its keys without case and separators. */
export class Layer {
  readonly object: Readonly<Record<string, unknown>>;
  /** The fields of the outer objects, without those that contain this one. */
  readonly around: Readonly<Record<string, unknown>>;
  /** Whether it is the response itself, or in a field that is known to contain the job. */
  readonly isKnown: boolean;
  readonly #values = new Map<string, unknown>();

  constructor(
    object: Readonly<Record<string, unknown>>,
    around: Readonly<Record<string, unknown>> = {},
    isKnown = true,
  ) {
    this.object = object;
    this.around = around;
    this.isKnown = isKnown;
    for (const key of Object.keys(object)) {
      const normalized = normalizeWord(key);
      if (!this.#values.has(normalized)) this.#values.set(normalized, object[key]);
    }
  }

  /** The value of a field or a path, in lower case and without separators but dots. */
  get(path: string): unknown {
    const dot = path.indexOf(".");
    if (dot < 0) return this.#values.get(path);
    const value = this.#values.get(path.slice(0, dot));
    return isRecord(value) ? new Layer(value).get(path.slice(dot + 1)) : undefined;
  }
}

/** Objects in objects that are read. */
const maxDepth = 4;
const maxLayers = 24;

/** Names of fields by fact: the dialect's own precede the known ones. */
export type FieldNames = Partial<AnswerFields>;

const normalizePath = (path: string): string => path.split(".").map(normalizeWord).join(".");

const normalizedNames = new Map<keyof AnswerFields, readonly string[]>();

/** The names of a fact as {@link Layer.get} takes them. */
export function namesOf(fact: keyof AnswerFields, own: FieldNames): readonly string[] {
  const known = normalizedNames.get(fact) ?? knownFields[fact].map(normalizePath);
  normalizedNames.set(fact, known);
  return own[fact] ? [...own[fact].map(normalizePath), ...known] : known;
}

/** The first value that `read` accepts. */
export function findValue<T>(
  layers: readonly Layer[],
  fact: keyof AnswerFields,
  own: FieldNames,
  read: (value: unknown) => T | undefined,
): T | undefined {
  const names = namesOf(fact, own);
  for (const layer of layers)
    for (const name of names) {
      const value = read(layer.get(name));
      if (value !== undefined) return value;
    }
  return undefined;
}

/** An object, or the only object of an array. */
const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  isRecord(value) ? value : Array.isArray(value) && value.length === 1 && isRecord(value[0]) ? value[0] : undefined;

/** The objects of a response that may contain the job, the outermost first. */
export function readLayers(body: unknown, own: FieldNames): readonly Layer[] {
  if (!isRecord(body)) return [];
  const layers = [new Layer(body)];
  let end = 1;
  for (let depth = 1, start = 0; depth < maxDepth && start < end; depth++) {
    for (const layer of layers.slice(start, end)) layers.push(...innerLayers(layer, own));
    start = end;
    end = Math.min(layers.length, maxLayers);
  }
  return layers.slice(0, maxLayers);
}

/** The wrapped objects by their known names, then any other object, except that of an error. */
function innerLayers(layer: Layer, own: FieldNames): Layer[] {
  const { object, around, isKnown } = layer;
  if (object.object === "list") return [];
  // An array may be a list, whose only job is another client's, unless a gateway put its code beside it.
  const hasCode = namesOf("code", own).some((name) => layer.get(name) !== undefined);
  const wrapped = namesOf("wrapper", own).map((name) => layer.get(name));
  const known = new Set(wrapped.map((value) => (hasCode || isRecord(value) ? asRecord(value) : undefined)));
  const others = Object.entries(object).flatMap(([name, value]) =>
    isRecord(value) && !isErrorName(name) ? [value] : [],
  );
  return [...new Set([...known, ...others])].flatMap((record) => {
    if (!record) return [];
    const rest = Object.entries({ ...around, ...object }).filter(([, value]) => asRecord(value) !== record);
    return [new Layer(record, Object.fromEntries(rest), isKnown && known.has(record))];
  });
}
