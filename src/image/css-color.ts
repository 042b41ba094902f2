/**
 * Reads CSS colours, so that a wrong one is told before anything is decoded.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";

/** Red, green and blue, each 0 to 255, in sRGB. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** The 148 names of CSS Color Module Level 4, each with its six hexadecimal digits. */
const names =
  "aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black " +
  "000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 chartreuse " +
  "7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b " +
  "darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta " +
  "8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f " +
  "darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 " +
  "deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen " +
  "228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 " +
  "greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c " +
  "lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan " +
  "e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon " +
  "ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de " +
  "lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000 mediumaquamarine 66cdaa " +
  "mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee " +
  "mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose " +
  "ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 " +
  "orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee palevioletred db7093 " +
  "papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple " +
  "663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 " +
  "seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow " +
  "fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet " +
  "ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32";

/**
 * The colour that `text` names: `"#fff"`, `"#ff8800"`, `"rgb(255 136 0)"`, `"hsl(32, 100%, 50%)"` or a CSS name.
 *
 * @throws {RequestError} `option_invalid` if it is none, or if it is transparent: a video has nothing behind it.
 */
export function parseColour(text: string): Colour {
  const clean = text.trim().toLowerCase();
  if (clean === "transparent") throw transparent(text);
  const colour = parseHex(clean, text) ?? parseFunction(clean, text) ?? parseName(clean);
  if (colour) return colour;
  throw new RequestError("option_invalid", `${describeValue(text)} is not a background.`, {
    hint: `Use "edge", "blur" or a CSS colour such as "white", "#ff8800" or "rgb(255 136 0)".`,
  });
}

function parseHex(clean: string, text: string): Colour | undefined {
  const digits = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(clean)?.[1];
  if (digits === undefined) return undefined;
  const full = digits.length < 6 ? digits.replace(/./g, "$&$&") : digits;
  if (full.length === 8 && !full.endsWith("ff")) throw transparent(text);
  return fromDigits(full);
}

function parseName(clean: string): Colour | undefined {
  const digits = /^[a-z]+$/.test(clean) ? new RegExp(`(?:^| )${clean} ([0-9a-f]{6})`).exec(names)?.[1] : undefined;
  return digits === undefined ? undefined : fromDigits(digits);
}

function fromDigits(digits: string): Colour {
  const value = Number.parseInt(digits.slice(0, 6), 16);
  return { r: value >> 16, g: (value >> 8) & 0xff, b: value & 0xff };
}

function parseFunction(clean: string, text: string): Colour | undefined {
  const [, name, inside] = /^(rgb|hsl)a?\(([^()]*)\)$/.exec(clean) ?? [];
  if (name === undefined || inside === undefined) return undefined;
  const parts = inside.trim().split(/\s*[,/]\s*|\s+/);
  if (parts.length < 3 || parts.length > 4) return undefined;
  const values = parts.map((part) => /^([+-]?(?:\d+\.?\d*|\.\d+))(%|deg)?$/.exec(part));
  const [first, second, third] = values.map((value) =>
    value ? { number: Number(value[1]), unit: value[2] } : undefined,
  );
  if (!first || !second || !third) return undefined;
  if (parts.length === 4) {
    const alpha = values[3];
    if (!alpha) return undefined;
    if (Number(alpha[1]) < (alpha[2] === "%" ? 100 : 1)) throw transparent(text);
  }
  if (name === "hsl") {
    if (first.unit === "%" || second.unit !== "%" || third.unit !== "%") return undefined;
    return fromHsl(first.number, second.number / 100, third.number / 100);
  }
  const channels = [first, second, third].map(({ number, unit }) =>
    unit === "deg" ? Number.NaN : Math.round(clamp(unit === "%" ? (number * 255) / 100 : number, 255)),
  );
  const [r = 0, g = 0, b = 0] = channels;
  return channels.some(Number.isNaN) ? undefined : { r, g, b };
}

/** https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
function fromHsl(hue: number, saturation: number, lightness: number): Colour {
  const light = clamp(lightness, 1);
  const spread = clamp(saturation, 1) * Math.min(light, 1 - light);
  const channel = (offset: number) => {
    const step = (((offset + hue / 30) % 12) + 12) % 12;
    return Math.round(255 * (light - spread * Math.max(-1, Math.min(step - 3, 9 - step, 1))));
  };
  return { r: channel(0), g: channel(8), b: channel(4) };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

function transparent(text: string): RequestError {
  return new RequestError(
    "option_invalid",
    `The background ${describeValue(text)} is transparent, and a video has nothing behind it.`,
    {
      hint: `Use "edge", "blur" or an opaque colour such as "white".`,
    },
  );
}
