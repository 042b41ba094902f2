/**
 * The values of `animate` and `plan` → an animation, checked before anything is sent.
 *
 * @module
 */
import type { Animation } from "../client/builder.js";
import type { Target } from "../client/builder-types.js";
import type { FitMode } from "../image/fit.js";
import { RequestError } from "../utils/errors.js";
import { hasWords } from "../utils/has-words.js";
import { chooseClient } from "./choose-client.js";
import { type AnimateValues, type clipOptions, lintLevels } from "./commands.js";
import { formatCommand } from "./next-step.js";
import { chooseOutputPaths, exists, imageName } from "./output-paths.js";
import {
  dollars,
  omitUndefined,
  readChoice,
  readNumber,
  readTimeout,
  secondsAboveZero,
  type Values,
  wholeNumber,
} from "./parse-args.js";
import { print } from "./terminal.js";
import { ticketPath } from "./ticket-file.js";

/** The options of a clip that are given. The library validates the rest. */
export function readClipOptions(values: Values<typeof clipOptions>) {
  const { prompt, size, model, background } = values;
  const audio = readChoice(values, "audio", "on", "off");
  return omitUndefined({
    ...{ prompt, size, model, background },
    duration: readNumber(values, "duration", secondsAboveZero),
    fit: values.fit as FitMode | undefined,
    lastFrame: values["last-frame"],
    seed: readNumber(values, "seed", wholeNumber),
    negativePrompt: values["negative-prompt"],
    audio: audio && audio === "on",
  });
}

/** Everything that can be checked before anything is sent. */
export async function prepareAnimation(image: string, values: AnimateValues, signal: AbortSignal) {
  const timeout = readTimeout(values);
  const { background, fit, ...options } = readClipOptions(values);
  const client = await chooseClient(values, values.model === undefined ? [] : [values.model]);
  // A missing prompt is rejected by the library, like an empty one.
  const animation = client.ugoku.animate(
    image,
    omitUndefined({
      ...options,
      fit: background === undefined ? fit : { mode: fit ?? "contain", background },
      lint: readChoice(values, "lint", ...lintLevels),
      maxCost: readNumber(values, "max-cost", dollars),
      idempotencyKey: values.key,
    }),
  ) as unknown as Animation<Target, never>;
  checkPrompt(values.prompt);
  const paths = await chooseOutputPaths({ image, name: `${imageName(image)}.mp4` }, values);
  const plan = await animation.plan({ signal });
  const ticket = ticketPath(values.output ?? `${imageName(image)}.mp4`);
  const earlier = (await exists(ticket)) ? ticket : undefined;
  return { ...client, ...paths, animation, plan, earlier, timeout };
}

/** The library refuses an invisible prompt. Here "…" is one that was not written yet, and --lint warn must not pay for it. */
function checkPrompt(prompt: string | undefined): void {
  if (prompt === undefined || prompt.trim() === "" || hasWords(prompt)) return;
  throw new RequestError("prompt_missing", "The prompt contains no words.", {
    hint: 'Describe who moves and how: --prompt "The woman slowly turns to the right and smiles."',
  });
}

/** The same image again makes another job: the first one may only have to be fetched. */
export const printEarlierJob = (ticket: string): void =>
  print(`A job of an earlier command was not fetched. To fetch it: ${formatCommand(["wait", ticket])}`);
