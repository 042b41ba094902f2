import { imageTypes, type Limit, type Rate, type SizeString } from "../models/models.js";
import type { ServiceModel } from "./types.js";

/** The assumed limit of services that publish none: the service decides. */
const noKnownLimit = 32_000;

/** A row with its defaults: the first length and the first size, all image types, no known limit of the prompt. */
/* @__NO_SIDE_EFFECTS__ */ export function modelRow<
  const Seconds extends readonly [number, ...number[]],
  const Sizes extends readonly [SizeString, ...SizeString[]],
  const Rest extends Partial<Omit<ServiceModel, "seconds" | "sizes">> = Record<never, never>,
>(seconds: Seconds, sizes: Sizes, rest?: Rest) {
  const defaults = {
    defaultSeconds: seconds[0] as number,
    defaultSize: sizes[0] as SizeString,
    imageTypes,
    maxPromptCharacters: noKnownLimit,
  };
  return { seconds, sizes, ...defaults, ...rest };
}

/** The rates of a model, from the vendor's page as it was on that day. */
export const priced = /* @__NO_SIDE_EFFECTS__ */ (
  ratesSource: string,
  ratesAsOf: string,
  ...rates: readonly Rate[]
) => ({
  rates,
  ratesAsOf,
  ratesSource,
});

/** The row of a model that the service has and this package does not know: whole seconds, any size. */
/* @__NO_SIDE_EFFECTS__ */ export function otherModel(
  rest: Partial<ServiceModel> & { readonly defaultSeconds: number; readonly defaultSize: SizeString },
): ServiceModel {
  const side: Limit = { from: 1, to: 16_384, step: 1 };
  return {
    seconds: "any",
    sizes: "any",
    limits: { seconds: { from: 1, to: 3_600, step: 1 }, side },
    imageTypes,
    maxPromptCharacters: noKnownLimit,
    ...rest,
  };
}
