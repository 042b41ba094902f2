/**
 * What the providers' packages and models expect, where the AI SDK's options do not say it.
 *
 * Sources: the packages' sources (@ai-sdk/fal 3.0.41, replicate 3.0.46, google 4.0.121, google-vertex 5.0.141, xai 5.0.12,
 * alibaba 2.0.58, minimax 3.0.45, black-forest-labs 2.0.41, gateway 4.0.146), read on 2026-11-29.
 *
 * @module
 */

/** The error code of a failure that a later poll may revoke: the dialect says for how long it must be reported. */
export const unconfirmedCode = "provider_error";

/** How a call is written for one provider or model. */
export interface CallForm {
  /** How the size is passed. */
  readonly shape: "both" | "resolution" | "tier";
  /** For `"tier"`: the shorter side from which each resolution counts, and its name. */
  readonly tiers: readonly (readonly [number, string])[];
  /** How the length is passed: the AI SDK's option, or the provider's own field as `5`, `"5"` or `"5s"`. */
  readonly durationAs: "option" | "number" | "text" | "text-s";
  /**
   * The provider's own field for the image; `undefined`: the AI SDK's option. `null`: it differs by model, so it has to be
   * named. `false`: the model takes no image.
   */
  readonly imageField: string | null | false | undefined;
  /** Milliseconds for which a failure must be reported: some packages report a failed poll as a failed job. */
  readonly confirmFailureMs: number;
}

const standard: CallForm = {
  shape: "both",
  // The landscape sizes by which packages know 720p, 1080p and so on.
  tiers: [
    [1_600, "3840x2160"],
    [900, "1920x1080"],
    [600, "1280x720"],
    [0, "854x480"],
  ],
  durationAs: "option",
  imageField: undefined,
  confirmFailureMs: 10_000,
};

interface Row extends Partial<CallForm> {
  readonly provider: RegExp;
  readonly model?: RegExp;
}

/** Later rows win. */
const rows: readonly Row[] = [
  // Their doStatus throws on a failed poll, and returns an error only for a failed job.
  {
    provider: /^(replicate|google|vertex|xai|alibaba|minimax|black-?forest-?labs|gateway|ugoku)\b/i,
    confirmFailureMs: 0,
  },
  // They know landscape sizes only, as names of 720p and 1080p.
  { provider: /^(google|vertex|xai)\b/i, shape: "tier" },
  // Without a name that it knows, it makes a clip of "2K".
  {
    provider: /^minimax\b/i,
    shape: "tier",
    tiers: [
      [1_000, "2K"],
      [0, "768P"],
    ],
  },
  { provider: /^alibaba\b/i, shape: "resolution" },
  // The package sends "5s", which most of fal's models refuse.
  { provider: /^fal\b/i, durationAs: "text" },
  { provider: /^fal\b/i, model: /veo|luma|ray-?2|kandinsky/i, durationAs: "text-s" },
  { provider: /^fal\b/i, model: /pika|sora|ltx|vidu/i, durationAs: "number" },
  // The package sends "image". A model with another field ignores it, and makes a clip without the image.
  { provider: /^replicate\b/i, imageField: null },
  { provider: /^replicate\b/i, model: /\/(wan|seedance|veo|pixverse|gen4)/i, imageField: "image" },
  { provider: /^replicate\b/i, model: /\/kling/i, imageField: "start_image" },
  { provider: /^replicate\b/i, model: /\/(hailuo|video-01)/i, imageField: "first_frame_image" },
  { provider: /^replicate\b/i, model: /\/stable-video-diffusion/i, imageField: "input_image" },
  {
    provider: /^/,
    model: /(^|[^a-z0-9])([trv]2v|(text|reference|video)-?to-?video)([^a-z0-9]|$)/i,
    imageField: false,
  },
];

/** The form for a model, by what is known about it. */
export function defaultForm(provider: string, modelId: string): CallForm {
  const known = rows.filter((row) => row.provider.test(provider) && (row.model?.test(modelId) ?? true));
  const { provider: _, model: __, ...form } = Object.assign({}, standard, ...known) as CallForm & Row;
  return form;
}

/** The provider's key in `providerOptions`: `fal` of `"fal.video"`, `blackForestLabs` of `"black-forest-labs.video"`. */
export const optionsKey = (provider: string): string =>
  (provider.split(".")[0] ?? provider).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
