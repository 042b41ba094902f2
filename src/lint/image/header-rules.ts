/**
 * Checks of an image's header, without decoding.
 *
 * @module
 */
import { type ImageRule, percent } from "./rule.js";

const resolution: ImageRule = {
  id: "image-resolution",
  messages: {
    en: {
      enlarged: "The image ({{width}}x{{height}}) has to be enlarged {{times}} times for {{size}}, and will look soft.",
      larger: "Use an image of at least {{needed}} pixels.",
    },
    ja: {
      enlarged: "画像（{{width}}x{{height}}）は{{size}}にするために{{times}}倍に拡大され、ぼやけて見えます。",
      larger: "{{needed}}ピクセル以上の画像を使ってください。",
    },
  },
  check({ probe: { width, height }, target, fit }) {
    const { enlarges } = fit;
    if (enlarges < 1.05) return undefined;
    return {
      messageId: "enlarged",
      severity: enlarges >= 4 ? "error" : enlarges >= 1.25 ? "warning" : "info",
      data: {
        width,
        height,
        times: enlarges < 10 ? enlarges.toFixed(2) : Math.round(enlarges),
        size: `${target.width}x${target.height}`,
        needed: `${Math.ceil(width * enlarges)}x${Math.ceil(height * enlarges)}`,
      },
      suggestion: "larger",
    };
  },
};

const shape: ImageRule = {
  id: "image-shape",
  messages: {
    en: {
      wide: "The image is wider than {{size}}: a crop cuts off {{cut}} % of its width.",
      tall: "The image is taller than {{size}}: a crop cuts off {{cut}} % of its height.",
      choose: "Choose the size of the image's own shape, crop it yourself, or add borders.",
    },
    ja: {
      wide: "画像は{{size}}より横長です。切り抜くと幅の{{cut}}%が失われます。",
      tall: "画像は{{size}}より縦長です。切り抜くと高さの{{cut}}%が失われます。",
      choose: "画像の形に合うサイズを選ぶか、自分で切り抜くか、余白を付けてください。",
    },
  },
  check({ probe, target, explicit, fit: { keeps } }) {
    if (!explicit || keeps > 0.95) return undefined;
    return {
      messageId: probe.width * target.height > probe.height * target.width ? "wide" : "tall",
      // Above 70 % the SDK does not crop automatically.
      severity: keeps < 0.7 ? "warning" : "info",
      data: { size: `${target.width}x${target.height}`, cut: percent(1 - keeps) },
      suggestion: "choose",
    };
  },
};

const orientation: ImageRule = {
  id: "image-orientation",
  messages: {
    en: {
      turned: "The pixels are stored turned or mirrored (EXIF orientation {{orientation}}), which servers do not read.",
      upright: "ugoku turns them upright before it sends the image. If you send it yourself, save it upright.",
    },
    ja: {
      turned:
        "画像は回転または反転した状態で保存されています（EXIFの向き{{orientation}}）。サーバーはこの情報を読みません。",
      upright: "ugokuは正しい向きに直してから送ります。自分で送る場合は、正しい向きで保存してください。",
    },
  },
  check({ probe }) {
    if (probe.orientation === 1) return undefined;
    const data = { orientation: probe.orientation };
    return { messageId: "turned", severity: "info", data, suggestion: "upright" };
  },
};

const alpha: ImageRule = {
  id: "image-alpha",
  messages: {
    en: {
      transparent:
        "{{share}} % of the picture is transparent. A video is opaque, and the server decides what shows there.",
      maybe: "The picture may be transparent. A video is opaque, and the server decides what shows there.",
      flatten: "Put it on the background that you want.",
    },
    ja: {
      transparent: "画像の{{share}}%が透明です。動画は透明にならず、そこに何が映るかはサーバー次第です。",
      maybe: "画像に透明な部分があるかもしれません。動画は透明にならず、そこに何が映るかはサーバー次第です。",
      flatten: "望む背景の上に重ねてください。",
    },
  },
  check({ probe, measures }) {
    if (!measures) return probe.hasAlpha ? { messageId: "maybe", severity: "info", suggestion: "flatten" } : undefined;
    if (measures.transparent < 0.001) return undefined;
    const share = measures.transparent < 0.01 ? "1" : percent(measures.transparent);
    return { messageId: "transparent", severity: "warning", data: { share }, suggestion: "flatten" };
  },
};

const color: ImageRule = {
  id: "image-color",
  messages: {
    en: {
      cmyk: "The colors are CMYK, which is for print; servers may show different colors.",
      srgb: "Save the image in sRGB.",
    },
    ja: {
      cmyk: "色がCMYK（印刷用）です。サーバーでは違う色になることがあります。",
      srgb: "sRGBで保存し直してください。",
    },
  },
  check({ colors }) {
    return colors === "cmyk" ? { messageId: "cmyk", severity: "warning", suggestion: "srgb" } : undefined;
  },
};

export const headerRules: readonly ImageRule[] = [resolution, shape, orientation, alpha, color];
