/**
 * The image check, imported on first use to keep the prompt linter small.
 *
 * @module
 */

import type { ImageInput } from "../../image/classify-input.js";
import { planFit } from "../../image/fit.js";
import type { PixelBox, PixelSize } from "../../image/fit-plan.js";
import { loadImage, loadPlatform } from "../../image/load.js";
import type { ImageProbe } from "../../image/probe.js";
import { type ImageMeasures, measure } from "../../image/quality.js";
import { models, nearestSize, parseSize } from "../../models/models.js";
import type { Platform } from "../../platform/platform.js";
import { docsUrl } from "../../utils/docs-url.js";
import { describeValue, ImageError, isUgokuError, RequestError } from "../../utils/errors.js";
import { countBySeverity, fillTemplate, ranks, weights } from "../core/format-message.js";
import { assertOneOf } from "../core/settings.js";
import type { LintMessage, Severity } from "../core/types.js";
import { headerRules } from "./header-rules.js";
import { pixelRules } from "./pixel-rules.js";
import { type ImageLintOptions, type ImageLintResult, imageRuleIds } from "./result.js";
import type { ImageFacts, ImageReport, ImageRule } from "./rule.js";

const rules: readonly ImageRule[] = [...headerRules, ...pixelRules];
const known = ["size", "fit", "locale", "rules", "signal"];
const start = { line: 1, column: 1 };

/** An image whose header was read; without bytes, there is nothing to decode. */
export interface ProbedImage {
  readonly probe: ImageProbe;
  readonly bytes?: Uint8Array | undefined;
  /** For messages. */
  readonly name: string;
}

/** `lintImage()` with an injectable decoder. */
export async function checkImage(
  image: ImageInput | ImageProbe,
  options: ImageLintOptions = {},
  loadDecoder: () => Promise<Pick<Platform, "readLuma">> = loadPlatform,
): Promise<ImageLintResult> {
  for (const name of Object.keys(options)) assertOneOf("option", name, known);
  if (options.fit !== undefined) assertOneOf("fit", options.fit, ["auto", "cover", "contain", "exact"]);
  if (options.locale !== undefined) assertOneOf("locale", options.locale, ["en", "ja"]);
  for (const [id, severity] of Object.entries(options.rules ?? {})) {
    assertOneOf("rule", id, imageRuleIds);
    assertOneOf(`severity of ${id}`, severity, ["error", "warning", "info", "off"]);
  }
  return checkProbed(await probeInput(image, options.signal), undefined, options, loadDecoder);
}

/** Checks an image that is about to be sent. `crop`: the planned one. */
export function checkLoaded(
  image: ProbedImage,
  crop: PixelBox | undefined,
  options: ImageLintOptions,
): Promise<ImageLintResult> {
  return checkProbed(image, crop, options, loadPlatform);
}

async function checkProbed(
  { probe, bytes, name }: ProbedImage,
  crop: PixelBox | undefined,
  options: ImageLintOptions,
  loadDecoder: () => Promise<Pick<Platform, "readLuma">>,
): Promise<ImageLintResult> {
  const explicit = parseTarget(options.size);
  const target = explicit ?? getDefaultTarget(probe);
  // Whether a crop is allowed is not for the linter to say.
  const mode = options.fit === "contain" ? "contain" : "cover";
  const fit = planFit(probe, target, { mode, match: "exact", alternatives: [], name });
  const decoded = await decode(bytes, name, probe, crop ?? fit.crop, options.signal, loadDecoder);
  const { measures, colors, checked } = decoded;
  return buildResult({ probe, target, explicit: explicit !== undefined, fit, measures, colors }, options, checked);
}

async function probeInput(image: ImageInput | ImageProbe, signal: AbortSignal | undefined): Promise<ProbedImage> {
  if (isProbe(image)) return { probe: image, name: "The image" };
  const loaded = await loadImage(image, { signal });
  if (loaded.kind === "bytes") return loaded;
  throw new ImageError("image_input_invalid", "lintImage() cannot check an image that is only on the server.", {
    hint: "Pass the image itself: a path, bytes or a URL.",
  });
}

function isProbe(image: ImageInput | ImageProbe): image is ImageProbe {
  return typeof image === "object" && image !== null && "storedWidth" in image && "orientation" in image;
}

function parseTarget(size: ImageLintOptions["size"]): PixelSize | undefined {
  if (size === undefined) return undefined;
  const target = parseSize(typeof size === "object" && size !== null ? `${size.width}x${size.height}` : String(size));
  if (target) return target;
  throw new RequestError("size_unsupported", `The size ${describeValue(size)} is not of the form 1280x720.`, {
    hint: 'Write it with a small x, width first, such as "1280x720".',
  });
}

/** The reference model's size with the closest aspect ratio. */
function getDefaultTarget({ width, height }: ImageProbe): PixelSize {
  const { sizes, defaultSize } = models["sora-2"];
  return parseSize(nearestSize(sizes, width, height) ?? defaultSize) ?? { width, height };
}

interface Decoded {
  readonly checked: ImageLintResult["checked"];
  readonly measures?: ImageMeasures;
  readonly colors?: string;
}

/** Decodes the pixels. A missing decoder is not an error; a damaged image is. */
async function decode(
  bytes: Uint8Array | undefined,
  name: string,
  probe: ImageProbe,
  crop: PixelBox,
  signal: AbortSignal | undefined,
  loadDecoder: () => Promise<Pick<Platform, "readLuma">>,
): Promise<Decoded> {
  if (!bytes) return { checked: { header: true, pixels: false, why: "Only the image's header was given." } };
  try {
    const { readLuma } = await loadDecoder();
    const luma = await readLuma(bytes, { name, signal });
    const { width, height } = probe;
    const box = {
      left: crop.left / width,
      top: crop.top / height,
      width: crop.width / width,
      height: crop.height / height,
    };
    return { measures: measure(luma, box), colors: luma.colorSpace, checked: { header: true, pixels: true } };
  } catch (error) {
    if (!isUgokuError(error)) throw error;
    const isUnavailable = error.code === "image_decoder_missing" || error.code === "image_runtime_unsupported";
    if (!isUnavailable) throw error;
    return { checked: { header: true, pixels: false, why: `${error.message} ${error.hint ?? ""}`.trim() } };
  }
}

function buildResult(
  facts: ImageFacts,
  { locale = "en", rules: settings = {} }: ImageLintOptions,
  checked: ImageLintResult["checked"],
): ImageLintResult {
  const messages: LintMessage[] = [];
  for (const rule of rules) {
    const setting = settings[rule.id];
    const report = setting === "off" ? undefined : rule.check(facts);
    if (report) messages.push(toMessage(rule, setting === "off" ? undefined : setting, report, locale));
  }
  messages.sort((a, b) => ranks[a.severity] - ranks[b.severity]);
  const deduction = messages.reduce((sum, { severity }) => sum + weights[severity], 0);
  return {
    messages,
    ...countBySeverity(messages),
    language: "und",
    score: Math.max(0, 100 - deduction),
    checked,
    ...(facts.measures && { measures: facts.measures }),
  };
}

function toMessage(
  rule: ImageRule,
  setting: Severity | undefined,
  { messageId, severity, data, suggestion }: ImageReport,
  locale: "en" | "ja",
): LintMessage {
  const getText = (id: string) => fillTemplate(rule.messages, locale, id, data);
  return {
    ruleId: rule.id,
    severity: setting ?? severity,
    messageId,
    message: getText(messageId),
    range: [0, 0],
    loc: { start, end: start },
    suggestions: [{ message: getText(suggestion) }],
    url: `${docsUrl}/image-checks.md#${rule.id}`,
  };
}
