/**
 * Checks of the decoded pixels. The thresholds were measured on photos, drawings and degraded copies of them: see
 * docs/image-checks.md.
 *
 * @module
 */
import { type ImageRule, percent } from "./rule.js";

/** Sharp pictures measure at most 0.75; blurred by 2 pixels or enlarged four times, at least 0.92. */
const softEdge = 0.78;

const sharpness: ImageRule = {
  id: "image-sharpness",
  messages: {
    en: {
      soft: "Even the sharpest parts of the picture are soft: it looks out of focus, shaken or enlarged.",
      smooth: "There is no sharp edge anywhere in the picture: it may be out of focus.",
      sharper: "Use a sharper image; every frame of the clip is made from it.",
    },
    ja: {
      soft: "画像の一番くっきりした部分でもぼやけています。ピンぼけ、手ぶれ、または拡大された画像のようです。",
      smooth: "画像にくっきりした輪郭がどこにもありません。ピントが合っていないかもしれません。",
      sharper: "もっと鮮明な画像を使ってください。動画の全てのコマがこの画像から作られます。",
    },
  },
  check({ measures }) {
    if (!measures) return undefined;
    const { edgeWidth, exposure } = measures;
    if (edgeWidth !== undefined && edgeWidth < softEdge) return undefined;
    const [low, , , high] = exposure.percentiles;
    // Without contrast, sharpness is undefined.
    if (edgeWidth === undefined && high - low < 40) return undefined;
    return edgeWidth === undefined
      ? { messageId: "smooth", severity: "info", suggestion: "sharper" }
      : { messageId: "soft", severity: "warning", suggestion: "sharper" };
  },
};

const exposure: ImageRule = {
  id: "image-exposure",
  messages: {
    en: {
      dark: "The picture is very dark: 98 % of it is below {{level}} of 255.",
      bright: "The picture is overexposed: {{share}} % of it has burnt out to white.",
      exposed: "Use a better exposed image, or correct it first.",
    },
    ja: {
      dark: "画像がとても暗く、98%が255段階中{{level}}以下です。",
      bright: "画像が露出オーバーです。{{share}}%が白く飛んでいます。",
      exposed: "露出の適切な画像を使うか、先に補正してください。",
    },
  },
  check({ measures }) {
    if (!measures || measures.background > 0.99) return undefined;
    const { percentiles, blown } = measures.exposure;
    const [, , most, nearlyAll] = percentiles;
    if (nearlyAll < 96 && most < 84)
      return { messageId: "dark", severity: "warning", data: { level: nearlyAll + 1 }, suggestion: "exposed" };
    if (blown >= 0.15)
      return { messageId: "bright", severity: "warning", data: { share: percent(blown) }, suggestion: "exposed" };
    return undefined;
  },
};

const subject: ImageRule = {
  id: "image-subject",
  messages: {
    en: {
      plain: "There is hardly anything in the picture that could move.",
      cut: "The crop to {{size}} may cut through the subject: {{share}} % of the drawing lies outside of it.",
      edges: "There may be no clear subject: nearly all of the drawing lies at the edges of the picture.",
      clear: "A clear subject in the middle, with some room around it, moves best.",
    },
    ja: {
      plain: "画像には動かせそうなものがほとんどありません。",
      cut: "{{size}}への切り抜きで被写体が切れるかもしれません。描写の{{share}}%がその外にあります。",
      edges: "はっきりした被写体がないかもしれません。描写のほとんどが画像の端にあります。",
      clear: "被写体がはっきりと中央にあり、周りに余裕がある画像がよく動きます。",
    },
  },
  check({ measures, target, explicit, fit: { keeps } }) {
    if (!measures) return undefined;
    const {
      detail,
      middle,
      kept,
      edgeWidth,
      exposure: {
        percentiles: [low, , , high],
      },
    } = measures;
    if (edgeWidth === undefined && high - low < 40 && detail < 0.5)
      return { messageId: "plain", severity: "warning", suggestion: "clear" };
    if (detail < 0.5) return undefined;
    const data = { size: `${target.width}x${target.height}`, share: percent(1 - kept) };
    if (explicit && keeps <= 0.95 && kept < 0.5 && kept < keeps * 0.8)
      return { messageId: "cut", severity: "info", data, suggestion: "clear" };
    return middle < 0.08 ? { messageId: "edges", severity: "info", suggestion: "clear" } : undefined;
  },
};

export const pixelRules: readonly ImageRule[] = [sharpness, exposure, subject];
