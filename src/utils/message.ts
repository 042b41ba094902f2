/**
 * Messages as data. An error is written once; code shows `.duration(7)`, the command line `--duration 7` and a manifest
 * `duration 7`.
 *
 * @module
 */

/** An option of the request (`option` is its name), or, without `option`, a sentence that only code can follow. */
export interface MessagePart {
  readonly option?: string;
  readonly value?: string;
  /** How JavaScript shows it. */
  readonly code: string;
}

/** Plain text, or text with parts that are rendered where it is shown. */
export type Message = string | readonly (string | MessagePart)[];

/** Renders an option; `undefined` leaves it as code. */
export type RenderOption = (name: string, value: string | undefined) => string | undefined;

/** Template tag: keeps the parts apart, joins everything else to text. */
export function text(strings: TemplateStringsArray, ...values: readonly (Message | MessagePart | number)[]): Message {
  return strings.flatMap((string, index) => {
    const value = values[index] ?? "";
    const parts = typeof value === "number" ? [String(value)] : Array.isArray(value) ? value : [value];
    return [string, ...(parts as (string | MessagePart)[])];
  });
}

/** An option that the builder sets: `.duration(7)` in code. */
export function option(name: string, ...value: readonly [value?: unknown]): MessagePart {
  const method = name === "prompt" ? "withPrompt" : name;
  const argument = value.length === 0 ? "" : describeValue(value[0]);
  return { option: name, ...argumentText(value), code: `.${method}(${argument})` };
}

/** An option that an options object sets: `maxCost 50` in code. */
export function setting(name: string, ...value: readonly [value?: unknown]): MessagePart {
  return { option: name, ...argumentText(value), code: [name, ...value.map(describeValue)].join(" ") };
}

const argumentText = (value: readonly unknown[]) =>
  value.length === 0 ? {} : { value: typeof value[0] === "string" ? value[0] : describeValue(value[0]) };

/** Sentences that only code can follow: they are left out wherever options are not rendered as code. */
export const codeOnly = (sentences: string): MessagePart => ({ code: sentences });

/** The message as text. Without `renderOption` it is the JavaScript form. */
export function renderMessage(message: Message, renderOption?: RenderOption): string {
  if (typeof message === "string") return message;
  let rendered = "";
  for (const part of message) {
    if (typeof part === "string") rendered += part;
    else if (part.option !== undefined) rendered += renderOption?.(part.option, part.value) ?? part.code;
    else if (renderOption === undefined) rendered += part.code;
    // The space before the sentence goes with it.
    else rendered = rendered.trimEnd();
  }
  return rendered.trim();
}

/** Whether a part of the message can only be followed in code. */
export const needsCode = (message: Message): boolean =>
  typeof message !== "string" && message.some((part) => typeof part !== "string" && part.option === undefined);

/** An id, or a path with one, for messages: some servers' ids have hundreds of characters. */
export const shortId = (id: string): string =>
  id.replace(/[^\s/]{65,}/g, (long) => `${long.slice(0, 40)}…${long.slice(-8)}`);

/** A value in a message: short, safe, on one line. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value);
  // With its suffix, to tell it from the number.
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return name && name !== "Object" ? `a ${name}` : "an object";
}
