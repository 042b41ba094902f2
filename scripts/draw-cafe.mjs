// Draws the demo picture, examples/cafe.svg: a café at golden hour in three depths,
// so that a camera move has something to slide against something else.
// Seeded and free of fonts and outside images: the same run always writes the same file.
import { writeFileSync } from "node:fs";

const W = 1600;
const H = 900;

// --- small helpers -----------------------------------------------------------------

const rng = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const f = (v) => String(Math.round(v * 10) / 10);
const lerp = (a, b, t) => a + (b - a) * t;
const pick = (r, list) => list[Math.floor(r() * list.length)];
const range = (n) => Array.from({ length: n }, (_, i) => i);

const group = (id, body, attrs = "") => `<g id="${id}"${attrs ? ` ${attrs}` : ""}>\n${body}\n</g>`;
const fill = (d, paint, attrs = "") => `<path d="${d}" fill="${paint}"${attrs ? ` ${attrs}` : ""}/>`;
const line = (d, paint, width, attrs = "") =>
  `<path d="${d}" fill="none" stroke="${paint}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${attrs ? ` ${attrs}` : ""}/>`;
const oval = (cx, cy, rx, ry, paint, attrs = "") =>
  `<ellipse cx="${f(cx)}" cy="${f(cy)}" rx="${f(rx)}" ry="${f(ry)}" fill="${paint}"${attrs ? ` ${attrs}` : ""}/>`;
const box = (x, y, w, h, paint, attrs = "") =>
  `<rect x="${f(x)}" y="${f(y)}" width="${f(w)}" height="${f(h)}" fill="${paint}"${attrs ? ` ${attrs}` : ""}/>`;
const clip = (id, d) => `<clipPath id="${id}"><path d="${d}"/></clipPath>`;
const inside = (id, body) => `<g clip-path="url(#${id})">${body}</g>`;

const stops = (list) =>
  list
    .map(([at, color, alpha]) => `<stop offset="${at}" stop-color="${color}"${alpha === undefined ? "" : ` stop-opacity="${alpha}"`}/>`)
    .join("");
const linear = (id, [x1, y1, x2, y2], list, units = "userSpaceOnUse") =>
  `<linearGradient id="${id}" gradientUnits="${units}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stops(list)}</linearGradient>`;
const radial = (id, [cx, cy, r], list, units = "userSpaceOnUse") =>
  `<radialGradient id="${id}" gradientUnits="${units}" cx="${cx}" cy="${cy}" r="${r}">${stops(list)}</radialGradient>`;
const blur = (id, sd) =>
  `<filter id="${id}" x="-20%" y="-20%" width="140%" height="140%" color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="${sd}"/></filter>`;

/** A hair: a sliver that tapers at both ends, along one cubic. */
const sliver = ([p0, p1, p2, p3], w) => {
  const dx = p3[0] - p0[0];
  const dy = p3[1] - p0[1];
  const len = Math.hypot(dx, dy) || 1;
  const nx = (-dy / len) * w * 0.5;
  const ny = (dx / len) * w * 0.5;
  const at = (p, s) => `${f(p[0] + nx * s)} ${f(p[1] + ny * s)}`;
  return `M${at(p0, 0)}C${at(p1, 1)} ${at(p2, 1)} ${at(p3, 0)}C${at(p2, -1)} ${at(p1, -1)} ${at(p0, 0)}Z`;
};

/** Hairs that fan out between two guide curves, one path per colour to keep the file small. */
const strands = (r, a, b, count, { width, colors, opacity, jitter = 3 }) => {
  const paths = new Map(colors.map((c) => [c, ""]));
  for (const i of range(count)) {
    const t = (i + r()) / count;
    const curve = range(4).map((k) => range(2).map((axis) => lerp(a[k][axis], b[k][axis], t) + (r() - 0.5) * 2 * jitter));
    const color = pick(r, colors);
    paths.set(color, paths.get(color) + sliver(curve, lerp(width[0], width[1], r())));
  }
  return [...paths].map(([c, d]) => fill(d, c, `opacity="${opacity}"`)).join("");
};

// --- definitions ---------------------------------------------------------------------

// The left wall runs to this vanishing point; it is also the seated eye level.
const VP = [1000, 340];
/** A point on the left wall: depth z (1 at the picture's left edge), and slope of its level. */
const onWall = (z, slope) => [VP[0] - 1000 / z, VP[1] + (1000 / z) * slope];
const quad = (...points) => `M${points.map(([x, y]) => `${f(x)} ${f(y)}`).join("L")}Z`;

const shared = [
  blur("b1", 1),
  blur("b2", 2),
  blur("b3", 3.2),
  blur("b5", 5),
  blur("b8", 8),
  blur("b14", 14),
  blur("b30", 30),
  // Brushed plaster, so that no wall is one flat tone.
  `<filter id="plaster" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">
<feTurbulence type="fractalNoise" baseFrequency="0.012 0.02" numOctaves="4" seed="7" result="n"/>
<feColorMatrix in="n" type="matrix" values="0 0 0 0 0.24  0 0 0 0 0.1  0 0 0 0 0.08  0.9 0.9 0 0 -0.72"/>
</filter>`,
  `<filter id="grainwood" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">
<feTurbulence type="fractalNoise" baseFrequency="0.004 0.11" numOctaves="4" seed="21" result="n"/>
<feColorMatrix in="n" type="matrix" values="0 0 0 0 0.2  0 0 0 0 0.08  0 0 0 0 0.06  1.3 1.1 0 0 -0.95"/>
</filter>`,
  `<filter id="knit" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">
<feTurbulence type="fractalNoise" baseFrequency="0.16 0.05" numOctaves="3" seed="4" result="n"/>
<feColorMatrix in="n" type="matrix" values="0 0 0 0 0.03  0 0 0 0 0.12  0 0 0 0 0.14  1.4 1.2 0 0 -1.05"/>
</filter>`,
].join("\n");

// --- background: walls, shelves, counter, lamps -----------------------------------

const bottle = (x, base, h, w, color) => {
  const neck = w * 0.3;
  return (
    fill(
      `M${f(x - w / 2)} ${f(base)}V${f(base - h * 0.55)}C${f(x - w / 2)} ${f(base - h * 0.72)} ${f(x - neck / 2)} ${f(base - h * 0.7)} ${f(x - neck / 2)} ${f(base - h)}H${f(x + neck / 2)}C${f(x + neck / 2)} ${f(base - h * 0.7)} ${f(x + w / 2)} ${f(base - h * 0.72)} ${f(x + w / 2)} ${f(base - h * 0.55)}V${f(base)}Z`,
      color,
    ) +
    box(x - w * 0.36, base - h * 0.5, w * 0.16, h * 0.42, "#fff0cf", `opacity=".4"`) +
    box(x - neck / 2, base - h - 4, neck, 6, "#3a2019")
  );
};
const jar = (x, base, h, w, color) =>
  `<rect x="${f(x - w / 2)}" y="${f(base - h)}" width="${f(w)}" height="${f(h)}" rx="5" fill="${color}"/>` +
  box(x - w * 0.36, base - h * 0.86, w * 0.14, h * 0.7, "#fff0cf", `opacity=".38"`) +
  box(x - w * 0.46, base - h - 5, w * 0.92, 7, "#5a3420");
const cups = (x, base, count) =>
  range(count)
    .map((i) => {
      const y = base - i * 11;
      return fill(`M${x - 14} ${y - 17}H${x + 14}C${x + 14} ${y - 6} ${x + 9} ${y} ${x + 7} ${y}H${x - 7}C${x - 9} ${y} ${x - 14} ${y - 6} ${x - 14} ${y - 17}Z`, i % 2 ? "#e9d2b2" : "#f6e6cb");
    })
    .join("");
const pot = (r, x, base, spread, drop) => {
  const leaves = range(15)
    .map((i) => {
      const a = lerp(-2.95, -0.2, (i + r() * 0.7) / 15);
      const len = spread * lerp(0.6, 1.1, r());
      const ex = x + Math.cos(a) * len;
      const ey = base - 26 + Math.sin(a) * len * 0.8 + drop * Math.abs(Math.cos(a)) * r();
      const s = [[x, base - 24], [lerp(x, ex, 0.3), base - 40 - len * 0.4], [lerp(x, ex, 0.8), ey - 12], [ex, ey]];
      return fill(sliver(s, lerp(10, 17, r())), pick(r, ["#6f8a4c", "#55763f", "#3f6140", "#93a05a"]));
    })
    .join("");
  return leaves + fill(`M${x - 18} ${base - 28}H${x + 18}L${x + 13} ${base}H${x - 13}Z`, "#b8683f") + fill(`M${x + 4} ${base - 28}H${x + 18}L${x + 13} ${base}H${x + 4}Z`, "#8d4a2f");
};

const shelfRow = (r, y, from, to) => {
  let x = from + 26;
  let items = "";
  while (x < to - 20) {
    const kind = r();
    if (kind < 0.32) {
      const w = lerp(19, 26, r());
      items += bottle(x, y, lerp(52, 70, r()), w, pick(r, ["#6b4a24", "#7e8c4a", "#8f3f2a", "#44604f", "#b37a32"]));
      x += w + 8;
    } else if (kind < 0.58) {
      const w = lerp(26, 36, r());
      items += jar(x, y, lerp(34, 48, r()), w, pick(r, ["#c98d4f", "#a8623a", "#d9b47c", "#7a4630"]));
      x += w + 10;
    } else if (kind < 0.8) {
      items += cups(x, y, 2 + Math.floor(r() * 3));
      x += 38;
    } else if (kind < 0.9) {
      x += 12;
      items += pot(r, x, y, 42, 34);
      x += 44;
    } else {
      for (const _ of range(4)) {
        const h = lerp(40, 56, r());
        items += box(x - 8, y - h, 9, h, pick(r, ["#3f6260", "#b5533a", "#d9a85c", "#6b3a2e", "#e6cfa6"]));
        x += 10;
      }
      x += 14;
    }
  }
  return (
    // The strip light under the shelf above makes the goods read as silhouettes with depth.
    box(from, y - 84, to - from, 84, "url(#shelfGlow)", `transform="translate(0 0)"`) +
    items +
    box(from, y, to - from, 9, "#8d5633") +
    box(from, y, to - from, 2.5, "#e0a468") +
    box(from, y + 9, to - from, 12, "#2a1512", `opacity=".45"`)
  );
};

const lamp = (x, y, s, id) =>
  `<g transform="translate(${x} ${y}) scale(${s})">` +
  line("M0 -700V-62", "#2c1714", 3) +
  fill("M-10 -66H10L13 -48H-13Z", "#b07a3c") +
  fill("M-13 -50C-46 -46 -78 -20 -84 14C-60 22 60 22 84 14C78 -20 46 -46 13 -50Z", `url(#${id})`) +
  line("M-76 4C-70 -18 -48 -36 -20 -43", "#ffe3ae", 4, `opacity=".55"`) +
  oval(0, 15, 84, 9, "#ffe9b8") +
  oval(0, 18, 27, 16, "#fffbe9") +
  `</g>`;
const lampGlow = (x, y, s) => oval(x, y + 30 * s, 250 * s, 230 * s, "url(#lampGlow)");

const LAMPS = [
  [1180, 118, 0.72],
  [1396, 84, 0.98],
  [742, 126, 0.5],
];

const background = () => {
  const r = rng(11);
  const defs = [
    linear("wall", [620, 0, 1600, 0], [[0, "#d8995c"], [0.3, "#c98550"], [0.55, "#9a5b3a"], [1, "#5c3227"]]),
    linear("leftWall", [0, 0, 640, 0], [[0, "#6d3f2c"], [0.8, "#9c6038"], [1, "#8a5132"]]),
    linear("ceilingShade", [0, 0, 0, 330], [[0, "#2a1418", 0.78], [0.45, "#3a1d1c", 0.3], [1, "#3a1d1c", 0]]),
    linear("floor", [0, 620, 0, 830], [[0, "#7a4a30"], [0.5, "#5a3226"], [1, "#351c1c"]]),
    linear("counter", [0, 380, 0, 680], [[0, "#7d4a30"], [0.4, "#5b3226"], [1, "#38201e"]]),
    linear("shelfGlow", [0, 0, 0, 1], [[0, "#ffc878", 0.5], [1, "#ffb25e", 0.12]], "objectBoundingBox"),
    linear("shadeTeal", [0, -50, 0, 16], [[0, "#2c4f4f"], [0.6, "#3d6a64"], [1, "#6a9184"]]),
    radial("lampGlow", [0.5, 0.5, 0.5], [[0, "#ffe2a0", 0.85], [0.22, "#ffc56c", 0.42], [0.6, "#ff9d4a", 0.12], [1, "#ff8f3c", 0]], "objectBoundingBox"),
    radial("machine", [0.3, 0.1, 1], [[0, "#f4e2c6"], [0.4, "#b08d6c"], [1, "#4a3029"]], "objectBoundingBox"),
  ].join("\n");

  // Sun from the window, thrown on the back wall with the shadow of the glazing bars.
  const pool = range(3)
    .map((col) =>
      range(2)
        .map((row) => {
          const x = 672 + col * 128;
          const y = 92 + col * 34 + row * 158;
          return quad([x, y], [x + 112, y + 30], [x + 112, y + 172], [x, y + 142]);
        })
        .join(""),
    )
    .join("");
  const panels = range(12)
    .map((i) => line(`M${650 + i * 82} 470V640`, "#3a1d1a", 2.5, `opacity=".35"`) + line(`M${653 + i * 82} 470V640`, "#e6a869", 1.5, `opacity=".22"`))
    .join("");

  const room =
    box(-40, -40, 1700, 980, "#5a3226") +
    box(620, -40, 1020, 700, "url(#wall)") +
    box(620, 466, 1020, 200, "#6f412d", `opacity=".75"`) +
    panels +
    box(620, 460, 1020, 9, "#a56a41") +
    box(620, 460, 1020, 2.5, "#f0bd80", `opacity=".8"`) +
    fill(pool, "#ffd58e", `opacity=".62" filter="url(#b5)"`) +
    fill(quad([-60, -60], [640, -60], [640, 640], [-60, 1060]), "url(#leftWall)") +
    fill(quad([-60, 980], [640, 632], [1640, 632], [1640, 980]), "url(#floor)") +
    range(9)
      .map((i) => line(`M${VP[0] + (i - 5.2) * 120} 632L${VP[0] + (i - 5.2) * 330} 980`, "#2a1417", 2, `opacity=".4"`))
      .join("") +
    box(620, -20, 980, 660, "#000", `filter="url(#plaster)" opacity=".5"`);

  const shelves = box(1108, 22, 500, 318, "#42231e", `opacity=".62"`) + [130, 226, 322].map((y) => shelfRow(r, y, 1108, 1620)).join("") + box(1102, 10, 8, 330, "#7d4a2d") + box(1354, 10, 7, 330, "#7d4a2d");

  const counter =
    box(1060, 392, 580, 300, "url(#counter)") +
    range(9).map((i) => box(1070 + i * 64, 420, 54, 240, "#2f1918", `opacity=".35"`) + box(1070 + i * 64, 420, 2, 240, "#c9854f", `opacity=".3"`)).join("") +
    box(1046, 378, 600, 17, "#b9794a") +
    box(1046, 378, 600, 4, "#ffd49a") +
    // espresso machine
    `<rect x="1500" y="288" width="150" height="92" rx="10" fill="url(#machine)"/>` +
    box(1508, 318, 140, 10, "#3a211c") +
    cups(1530, 288, 2) + cups(1564, 288, 3) +
    // cake under a glass dome
    box(1112, 366, 66, 12, "#e7c9a0") +
    fill("M1122 366V342C1122 336 1168 336 1168 342V366Z", "#9c5636") +
    fill("M1122 346C1130 356 1138 342 1146 352C1154 360 1160 344 1168 350V342C1168 336 1122 336 1122 342Z", "#fbe6c8") +
    fill("M1114 366C1112 318 1128 308 1145 308C1162 308 1178 318 1176 366Z", "#fff3da", `opacity=".24"`) +
    line("M1122 356C1122 330 1128 320 1138 316", "#fff7e6", 3, `opacity=".7"`);

  const lamps = LAMPS.map(([x, y, s]) => lamp(x, y, s, "shadeTeal")).join("");
  const glows = LAMPS.map(([x, y, s]) => lampGlow(x, y, s)).join("");

  return (
    `<defs>${defs}</defs>` +
    group("room", room, `filter="url(#b2)"`) +
    group("shelves", shelves + counter, `filter="url(#b2)"`) +
    box(-40, -40, 1700, 400, "url(#ceilingShade)") +
    group("lamps", `<g filter="url(#b1)">${lamps}</g><g style="mix-blend-mode:screen">${glows}</g>`)
  );
};

// --- window ----------------------------------------------------------------------------

const windowGroup = () => {
  const r = rng(5);
  const top = -0.56;
  const sill = 0.317;
  const z0 = 0.93;
  const z1 = 2.44;
  const opening = quad(onWall(z0, top), onWall(z1, top), onWall(z1, sill), onWall(z0, sill));
  const defs = [
    linear("sky", [0, -40, 0, 620], [[0, "#ffe9b9"], [0.3, "#ffd893"], [0.62, "#ffb56c"], [1, "#e88950"]]),
    radial("sun", [330, 190, 430], [[0, "#fffbe6", 1], [0.16, "#fff1c0", 0.92], [0.5, "#ffdf94", 0.4], [1, "#ffd27f", 0]]),
    clip("opening", opening),
  ].join("\n");

  const houses = range(9)
    .map((i) => {
      const x = -60 + i * 76;
      const h = lerp(80, 210, r());
      const tone = pick(r, ["#d98a5c", "#e29a66", "#c97a55", "#eab07a"]);
      const roof = r() < 0.5 ? fill(`M${f(x - 6)} ${f(480 - h)}L${f(x + 38)} ${f(452 - h)}L${f(x + 84)} ${f(480 - h)}Z`, "#b5654a") : "";
      const lights = range(6)
        .map((k) => (r() < 0.55 ? box(x + 12 + (k % 2) * 32, 505 - h + Math.floor(k / 2) * 44, 16, 24, "#ffeab0", `opacity=".75"`) : ""))
        .join("");
      return box(x, 480 - h, 78, h + 260, tone) + roof + lights;
    })
    .join("");
  const crown = (cx, cy, size, tones) =>
    range(46)
      .map(() => {
        const a = r() * Math.PI * 2;
        const d = Math.sqrt(r()) * size;
        const lit = -Math.cos(a - 0.9) * 0.5 + 0.5;
        return oval(cx + Math.cos(a) * d * 1.1, cy + Math.sin(a) * d * 0.8, lerp(12, 26, r()), lerp(9, 18, r()), tones[Math.min(tones.length - 1, Math.floor(lit * tones.length * (0.6 + r() * 0.6)))], `opacity=".85"`);
      })
      .join("");
  const trees =
    box(92, 330, 16, 260, "#7a4a34") +
    crown(100, 290, 112, ["#8a7a3c", "#b3934a", "#d9b35c", "#ffdd8a"]) +
    box(470, 360, 10, 200, "#8a5538") +
    crown(476, 330, 62, ["#a5823f", "#c99d50", "#ebc06a"]) +
    crown(250, 560, 90, ["#8a6f3c", "#a88746"]) +
    crown(400, 520, 60, ["#94763c", "#b08d48"]);

  // Glazing bars, each with a lit edge, thinner as they recede.
  const bar = (z, w) => {
    const a = onWall(z, top);
    const b = onWall(z, sill);
    return box(a[0] - w / 2, a[1], w, b[1] - a[1], "url(#frame)") + box(a[0] - w / 2, a[1], w * 0.22, b[1] - a[1], "#ffe0a0", `opacity=".8"`);
  };
  const level = (slope, w, paint) => {
    const a = onWall(z0, slope);
    const b = onWall(z1, slope);
    return fill(quad([a[0], a[1] - w], [b[0], b[1] - w * 0.42], [b[0], b[1] + w * 0.42], [a[0], a[1] + w]), paint);
  };
  const frameDefs = `<defs>${linear("frame", [0, 0, 1, 0], [[0, "#6a3b27"], [1, "#3a1f1b"]], "objectBoundingBox")}${linear("sillPaint", [0, 480, 0, 700], [[0, "#f0b876"], [1, "#b3703f"]])}</defs>`;
  const frame =
    [[1.3, 20], [1.72, 15], [2.1, 11]].map(([z, w]) => bar(z, w)).join("") +
    level(-0.27, 8, "#4a2820") +
    level(top, 14, "#54301f") +
    bar(z1, 16) +
    fill(quad(onWall(z0, sill), onWall(z1 + 0.05, sill), onWall(z1 + 0.05, sill + 0.028), onWall(z0, sill + 0.045)), "url(#sillPaint)") +
    fill(quad(onWall(z0, sill + 0.045), onWall(z1 + 0.05, sill + 0.028), onWall(z1 + 0.05, sill + 0.06), onWall(z0, sill + 0.09)), "#2c1616", `opacity=".5"`);

  const bokeh = range(26)
    .map(() => oval(r() * 590, lerp(300, 560, r()), ...Array(2).fill(lerp(5, 15, r())), pick(r, ["#fff3c4", "#ffd98a", "#ffc56e"]), `opacity="${f(lerp(0.2, 0.6, r()))}"`))
    .join("");

  return (
    `<defs>${defs}</defs>${frameDefs}` +
    inside("opening", `<g filter="url(#b5)">${box(-80, -300, 760, 1100, "url(#sky)")}${houses}${trees}</g><g filter="url(#b1)">${bokeh}</g>${box(-80, -300, 800, 1100, "url(#sun)")}`) +
    `<g filter="url(#b1)">${frame}</g>`
  );
};

// --- guests ----------------------------------------------------------------------------

const HAIR = {
  short: "M-38 6C-52 -30 -34 -62 4 -60C34 -60 48 -38 42 -18C34 -30 20 -34 4 -32C0 -22 -6 -14 -10 -4C-14 4 -14 12 -18 22C-28 20 -34 14 -38 6Z",
  bob: "M-30 44C-56 20 -54 -40 -24 -56C10 -70 48 -50 43 -14C34 -28 18 -36 2 -34C-2 -10 -2 14 2 40C-8 50 -22 50 -30 44Z",
  bun: "M-34 12C-52 -20 -36 -60 4 -60C34 -60 47 -38 42 -16C32 -28 18 -34 4 -32C-2 -14 -10 4 -18 20C-26 20 -30 16 -34 12ZM-62 -46A22 22 0 1 1 -20 -40A22 22 0 1 1 -62 -46Z",
  long: "M-34 100C-60 60 -58 -38 -24 -56C10 -70 48 -50 43 -14C34 -28 18 -36 2 -34C-4 -8 -4 20 4 52C8 76 0 100 -10 108C-18 110 -28 108 -34 100Z",
};

/** One seated guest in profile, facing right; the head is 100 tall around the origin. */
const guest = (x, y, s, { hair, hairTone, skin, skinShade, top, topShade, gesture, beard, flip, light }) => {
  const arm = gesture
    ? { sleeve: "M-40 96C-12 88 14 110 20 150C26 172 36 182 44 178C56 168 66 146 74 124L98 138C92 168 80 202 58 220C30 236 -8 222 -24 190C-36 164 -50 120 -40 96Z",
        hand: "M74 126C76 108 84 94 92 86C96 76 104 70 107 74C108 80 104 86 103 90C110 82 120 74 123 78C124 84 114 92 110 98C118 94 126 92 127 97C126 103 116 106 112 110C118 110 122 112 121 116C116 122 106 126 100 138Z" }
    : { sleeve: "M-40 96C-12 88 10 112 14 150C16 166 22 174 36 172L92 166L96 192C70 206 30 216 4 210C-22 202 -34 178 -38 150C-42 128 -48 112 -40 96Z",
        hand: "M92 166C104 162 118 160 130 166C138 170 140 178 132 182C120 188 106 192 96 192Z" };
  return (
    `<g transform="translate(${x} ${y}) scale(${flip ? -s : s} ${s})">` +
    fill("M-24 66C-48 76 -74 92 -82 130C-94 180 -92 250 -88 330H70C70 270 62 220 58 170C54 120 44 88 16 68Z", top) +
    fill("M-24 66C-48 76 -74 92 -82 130C-94 180 -92 250 -88 330H-20C-40 240 -50 140 -24 66Z", topShade, `opacity=".75"`) +
    fill("M-26 8C-24 40 -26 58 -32 70C-16 88 8 88 22 74C16 62 12 50 12 36Z", skinShade) +
    (hair === "long" ? fill(HAIR.long, hairTone) : "") +
    fill("M-6 -50C22 -52 40 -36 41 -16C41 -9 42 -5 47 4C51 10 48 13 44 14C46 19 45 21 43 24C45 29 44 41 30 46C16 48 4 40 -6 30L-24 18C-46 -4 -36 -48 -6 -50Z", skin) +
    fill("M-24 18L-6 30C4 40 16 48 30 46C20 40 6 30 -2 12C-10 0 -20 4 -24 18Z", skinShade, `opacity=".6"`) +
    (beard ? fill("M-8 4C-6 22 6 30 22 26C32 22 40 24 44 24C46 34 44 48 30 52C10 54 -10 40 -12 20Z", hairTone) : "") +
    oval(24, 14, 10, 7, "#e0795a", `opacity=".35"`) +
    line("M24 -8C28 -12 33 -12 36 -8", "#3a1c18", 3.2) +
    line("M22 -20C27 -24 34 -24 38 -20", "#3a1c18", 2.6, `opacity=".7"`) +
    fill("M42 23C36 24 30 23 26 19C28 29 37 33 42 29Z", beard ? "#f3c7a8" : "#9c3b34") +
    oval(-10, 2, 6.5, 10, skinShade) +
    fill(HAIR[hair], hairTone) +
    line("M-28 -40C-12 -56 16 -58 34 -42", light, 3.4, `opacity=".5"`) +
    fill(arm.hand, skin) +
    fill(arm.sleeve, top) +
    line(gesture ? "M-30 104C-10 112 -4 150 4 178C14 198 36 204 54 198" : "M-30 106C-14 120 -12 150 -6 176C6 190 40 192 88 184", topShade, 5, `opacity=".55"`) +
    // rim of window light on the side that faces it
    line("M43 -30C45 -10 48 2 49 8", light, 3, `opacity="${flip ? 0.9 : 0.35}"`) +
    line("M-30 72C-58 84 -78 100 -84 134C-92 170 -92 220 -91 260", light, 5, `opacity="${flip ? 0.25 : 0.8}"`) +
    `</g>`
  );
};

const chair = (x, y, s, flip) =>
  `<g transform="translate(${x} ${y}) scale(${flip ? -s : s} ${s})">` +
  line("M-112 380L-104 110C-102 84 -88 78 -76 92", "#3b1f1b", 11) +
  line("M-100 170C-98 190 -96 240 -96 300", "#3b1f1b", 7) +
  line("M-114 300H60", "#3b1f1b", 14) +
  line("M50 306L58 470M-104 306L-118 470", "#3b1f1b", 9) +
  line("M-115 380L-108 112C-106 84 -90 74 -78 86", "#e6a565", 2.5, `opacity=".6"`) +
  `</g>`;

const cafeTable = (cx, y, rx) =>
  box(cx - 8, y, 16, 220, "#341b19") +
  oval(cx, y + 226, 62, 12, "#2a1517") +
  oval(cx, y + 9, rx, 19, "#3b1f1a") +
  oval(cx, y, rx, 18, "url(#tableTop)") +
  oval(cx - rx * 0.3, y - 3, rx * 0.5, 8, "#ffdca0", `opacity=".5"`);

const smallCup = (x, y, tone) =>
  oval(x, y + 1, 25, 6, "#f3dfc0") +
  oval(x, y, 15, 3.5, "#b98a60", `opacity=".6"`) +
  fill(`M${x - 16} ${y - 22}H${x + 16}C${x + 16} ${y - 8} ${x + 9} ${y} ${x} ${y}C${x - 9} ${y} ${x - 16} ${y - 8} ${x - 16} ${y - 22}Z`, tone) +
  oval(x, y - 22, 16, 4, "#6b3a22") +
  line(`M${x + 15} ${y - 18}C${x + 26} ${y - 20} ${x + 24} ${y - 6} ${x + 12} ${y - 7}`, tone, 3.5);

const guests = () => {
  const warm = "#ffd796";
  const defs = `<defs>${linear("tableTop", [0, 0, 1, 0], [[0, "#e0a062"], [0.6, "#a8673d"], [1, "#7c4630"]], "objectBoundingBox")}</defs>`;
  const barista =
    `<g transform="translate(1338 286) scale(.62)">` +
    fill("M-30 60C-66 72 -92 88 -96 170H96C92 88 66 72 30 60Z", "#e9d6b6") +
    fill("M-44 84L-30 62L-20 100H24L34 62L46 84V170H-44Z", "#3f5d57") +
    fill("M-16 30V66C-8 76 10 76 18 66V30Z", "#c98a66") +
    oval(0, 0, 34, 43, "#e6ac84") +
    fill("M-38 4C-44 -40 -22 -56 4 -56C34 -56 44 -30 38 4C34 -12 24 -24 10 -26C-8 -22 -26 -20 -32 -6Z", "#35201c") +
    line("M-16 2C-12 -2 -8 -2 -5 2M7 2C11 -2 15 -2 18 2", "#3a1c18", 3) +
    fill("M-10 20C-4 26 6 26 12 20C8 32 -6 32 -10 20Z", "#9c3b34") +
    `</g>`;
  const right =
    chair(1226, 366, 0.98, false) +
    guest(1226, 366, 0.98, { hair: "bun", hairTone: "#43241d", skin: "#e8b08a", skinShade: "#b87555", top: "#c9683f", topShade: "#8d3f2c", gesture: false, flip: false, light: warm }) +
    chair(1452, 358, 1.02, true) +
    guest(1452, 358, 1.02, { hair: "short", hairTone: "#2c1b1b", skin: "#c98c66", skinShade: "#8d5439", top: "#d9b27a", topShade: "#94683f", gesture: true, beard: true, flip: true, light: warm }) +
    cafeTable(1338, 556, 112) +
    smallCup(1310, 552, "#f6e3c6") +
    smallCup(1376, 556, "#8fae9c");
  const left =
    chair(196, 372, 1.08, false) +
    guest(196, 372, 1.08, { hair: "bob", hairTone: "#3a2019", skin: "#d99e78", skinShade: "#94583f", top: "#7d8f6a", topShade: "#46573f", gesture: true, flip: false, light: warm }) +
    chair(484, 366, 0.98, true) +
    guest(484, 366, 0.98, { hair: "long", hairTone: "#6b3b22", skin: "#e3aa82", skinShade: "#a8664a", top: "#b5566a", topShade: "#743349", gesture: false, flip: true, light: warm }) +
    cafeTable(340, 572, 122) +
    smallCup(300, 568, "#f6e3c6") +
    smallCup(384, 570, "#e8b46c");
  return defs + group("guests-far", barista, `filter="url(#b2)"`) + group("guests-right", right, `filter="url(#b2)"`) + group("guests-left", left, `filter="url(#b2)"`);
};

// --- character ---------------------------------------------------------------------------

const FACE = "M-89 -72C-99 -46 -99 -22 -94 -5C-92 5 -93 12 -96 26C-100 50 -92 80 -75 106C-63 124 -50 139 -33 142C-17 144 0 137 15 127C44 108 74 84 87 50C97 20 100 -20 96 -62C80 -142 -62 -142 -89 -72Z";
const HAIR_BACK = "M-84 -100C-70 -160 -20 -190 36 -188C108 -186 158 -138 162 -64C164 -12 178 40 176 96C174 140 188 172 168 208C146 228 108 222 82 206C92 172 88 130 80 96L-56 96C-62 130 -70 152 -86 170C-108 152 -120 118 -117 70C-114 20 -104 -42 -84 -100Z";
const HAIR_NEAR = "M-28 -106C-34 -140 -24 -164 0 -178C30 -194 92 -188 124 -154C154 -122 162 -66 162 -20C164 40 176 70 172 120C168 160 150 178 138 196C132 170 116 140 112 104C108 78 112 60 110 44C108 20 102 4 92 -6C86 -24 72 -50 48 -68C26 -84 -4 -92 -28 -106Z";
const HAIR_FAR = "M-28 -106C-34 -140 -24 -164 0 -178C-46 -176 -84 -146 -98 -104C-114 -60 -118 0 -114 50C-112 72 -108 90 -101 104C-104 66 -100 34 -96 2C-88 -44 -62 -84 -28 -106Z";
const EYE_NEAR = "M-11 21C-6 3 9 -7 24 -4C34 -2 40 5 43 13C38 24 28 30 14 30C2 30 -7 27 -11 21Z";
const EYE_FAR = "M-88 15C-87 5 -80 -5 -71 -5C-62 -4 -56 7 -54 20C-58 27 -64 30 -72 30C-80 29 -86 24 -88 15Z";
const EAR = "M84 2C92 -12 112 -8 112 12C112 28 106 42 98 50C90 56 84 50 84 42Z";

const head = () => {
  const r = rng(31);
  const brown = { colors: ["#7a4a32", "#8f5a3a", "#6a3d2b"], opacity: 0.55 };
  const dark = { colors: ["#2a1617", "#341c1a"], opacity: 0.5 };
  const shine = { colors: ["#c98a58", "#e0a870", "#b57648"], opacity: 0.5 };
  const defs = [
    linear("skin", [-100, -20, 110, 60], [[0, "#ffe0c0"], [0.42, "#fbcfaa"], [0.72, "#efb48e"], [1, "#cf8a69"]]),
    linear("skinNeck", [0, 90, 0, 220], [[0, "#b8704f"], [0.45, "#d99670"], [1, "#e9ad85"]]),
    linear("hair", [-110, -180, 170, 180], [[0, "#74452f"], [0.4, "#54301f"], [0.75, "#3d2219"], [1, "#2c1817"]]),
    linear("hairBack", [-120, 0, 180, 0], [[0, "#6a3c28"], [0.3, "#2f1a18"], [0.7, "#2f1a18"], [1, "#3d221a"]]),
    linear("iris", [0, -4, 0, 30], [[0, "#2e1613"], [0.45, "#6b3a22"], [1, "#c58247"]]),
    clip("cFace", FACE),
    clip("cNear", HAIR_NEAR),
    clip("cFar", HAIR_FAR),
    clip("cBack", HAIR_BACK),
    clip("cEyeN", EYE_NEAR),
    clip("cEyeF", EYE_FAR),
  ].join("");

  const back =
    fill(HAIR_BACK, "url(#hairBack)") +
    inside(
      "cBack",
      strands(r, [[60, -150], [130, -60], [96, 80], [96, 216]], [[70, -160], [190, -80], [176, 60], [164, 216]], 26, { width: [2, 6], ...brown }) +
        strands(r, [[60, -150], [130, -60], [96, 80], [96, 216]], [[70, -160], [190, -80], [176, 60], [164, 216]], 16, { width: [1.5, 4], ...dark }) +
        strands(r, [[-80, -100], [-112, -30], [-122, 60], [-92, 172]], [[-60, -60], [-90, 0], [-92, 60], [-78, 160]], 16, { width: [2, 5], ...brown }) +
        line("M-84 -100C-104 -42 -114 20 -117 70C-120 118 -108 152 -86 170", "#ffd79a", 7, `opacity=".85" filter="url(#b2)"`),
    );

  const neck =
    fill("M-14 110C-8 140 -8 170 -20 206H96C84 180 82 140 86 60Z", "url(#skinNeck)") +
    fill("M-12 118C-8 140 -8 170 -20 206H4C-4 176 2 150 6 128Z", "#ffd0a4", `opacity=".7" filter="url(#b2)"`);

  const face =
    fill(FACE, "url(#skin)") +
    inside(
      "cFace",
      // hair's shadow on the forehead, then the turning-away side of the cheek and the jaw
      fill("M-110 -130H130V10C100 -10 84 -28 52 -52C24 -72 -6 -80 -30 -92C-60 -72 -80 -40 -90 4L-120 20Z", "#b86a48", `opacity=".42" filter="url(#b5)"`) +
        fill("M120 -40C80 0 74 60 40 90C14 112 -10 128 -40 134C-30 160 100 150 140 60Z", "#b5644a", `opacity=".5" filter="url(#b8)"`) +
        oval(38, 62, 30, 17, "#f0846a", `opacity=".5" filter="url(#b5)"`) +
        oval(-84, 62, 15, 15, "#f0846a", `opacity=".46" filter="url(#b5)"`) +
        fill("M-98 30C-100 56 -92 84 -74 108C-64 122 -50 136 -36 140C-54 126 -80 96 -86 56Z", "#fff0d2", `opacity=".75" filter="url(#b2)"`) +
        oval(-40, 122, 14, 8, "#ffe3c4", `opacity=".6" filter="url(#b3)"`),
    );

  const nose =
    fill("M-40 8C-42 26 -50 40 -58 50C-58 60 -48 65 -38 63C-28 60 -28 52 -32 46C-36 36 -34 22 -34 8Z", "#cf7f5c", `opacity=".42" filter="url(#b2)"`) +
    line("M-46 4C-48 22 -56 36 -62 48", "#fff3dc", 5, `opacity=".65" filter="url(#b2)"`) +
    oval(-58, 52, 5, 4, "#fff3e0", `opacity=".75" filter="url(#b1)"`) +
    line("M-63 54C-62 60 -57 62 -52 62", "#b0604a", 2.4, `opacity=".7"`) +
    fill("M-50 63C-46 60 -41 61 -37 63C-41 67 -46 67 -50 63Z", "#8d3f33", `opacity=".75"`);

  const mouth =
    fill("M-66 92C-60 88 -54 86 -49 88C-43 86 -32 87 -17 89C-28 96 -50 98 -66 92Z", "#cf6a5e") +
    fill("M-61 94C-50 97 -34 97 -22 92C-28 106 -38 108 -46 107C-54 106 -58 102 -61 94Z", "#e08577") +
    line("M-67 91C-58 96 -48 95 -43 95.5C-33 96 -23 93 -15 87", "#8a352f", 2.5) +
    oval(-46, 101, 8, 2.4, "#ffd5c4", `opacity=".8" filter="url(#b1)"`) +
    line("M-13 84C-10 87 -10 90 -12 93", "#b5644a", 2, `opacity=".55"`) +
    oval(-43, 112, 12, 3, "#b5644a", `opacity=".4" filter="url(#b2)"`);

  const eye = (shape, id, cx, rx, lash, crease, lower, flick) =>
    fill(shape, "#fff7ea") +
    inside(
      id,
      oval(cx, 13, rx, 17.5, "url(#iris)") +
        `<ellipse cx="${cx}" cy="13" rx="${rx}" ry="17.5" fill="none" stroke="#2a1411" stroke-width="2" opacity=".7"/>` +
        oval(cx - 0.5, 13, rx * 0.46, 8.5, "#1d0d0c") +
        oval(cx + rx * 0.1, 24, rx * 0.62, 5, "#eab06a", `opacity=".6"`) +
        box(cx - 60, -12, 120, 18, "#5a2f2a", `opacity=".3" filter="url(#b2)"`) +
        oval(cx - rx * 0.38, 6, rx * 0.34, 5.2, "#fffdf6") +
        oval(cx + rx * 0.42, 21, 2, 2.4, "#fff1d8", `opacity=".85"`),
    ) +
    fill(lash, "#2a1412") +
    line(crease, "#9c5540", 2, `opacity=".65"`) +
    line(lower, "#9c5540", 1.8, `opacity=".6"`) +
    line(flick, "#2a1412", 2.2);

  const eyes =
    eye(EYE_NEAR, "cEyeN", 9, 14, "M-13 23C-9 2 8 -11 25 -8.5C37 -6 44 4 50 8C43 6 37 2 25 -1.5C10 -4 -5 5 -13 23Z", "M-8 -3C2 -14 22 -18 40 -7", "M37 24C29 30 18 32 8 31.5", "M44 5L51 0M49 9L55 6") +
    eye(EYE_FAR, "cEyeF", -75, 11, "M-91 13C-90 2 -82 -9.500 -71 -9.500C-60 -9 -54 5 -52.500 22C-56 9 -62 -1 -71 -2.500C-80 -2 -87 6 -91 13Z", "M-86 -6C-80 -15 -68 -17 -58 -8", "M-83 27C-79 31 -70 32 -64 30", "M-90 7L-95 3M-88 2L-92 -3");

  const brows =
    fill("M-15 -23C4 -36 30 -40 50 -27C32 -33 8 -29 -14 -18C-17 -18 -17 -21 -15 -23Z", "#4a281d", `opacity=".9"`) +
    fill("M-57 -23C-66 -33 -82 -35 -92 -25C-82 -29 -68 -26 -58 -18C-55 -18 -55 -21 -57 -23Z", "#4a281d", `opacity=".9"`);

  const ear =
    fill(EAR, "#e3a27c") +
    fill("M92 6C102 0 108 8 105 20C102 30 98 36 94 40C97 28 90 22 92 6Z", "#b5694e", `opacity=".65"`) +
    line("M90 2C100 -6 110 0 109 14", "#ffd3a8", 2.4, `opacity=".75"`) +
    oval(95, 58, 4.6, 4.6, "#f3c25c") +
    oval(93.600, 56.500, 1.600, 1.600, "#fff8dc") +
    `<circle cx="95" cy="72" r="10" fill="none" stroke="#e0a53f" stroke-width="3"/>`;

  const nearA = [[-24, -110], [20, -92], [70, -66], [96, -6]];
  const nearB = [[0, -178], [120, -200], [170, -90], [164, 40]];
  const front =
    fill(HAIR_FAR, "url(#hair)") +
    inside(
      "cFar",
      strands(r, [[-28, -110], [-60, -90], [-92, -50], [-104, 90]], [[-4, -178], [-84, -160], [-118, -60], [-114, 60]], 22, { width: [2, 5.5], ...brown }) +
        strands(r, [[-28, -110], [-60, -90], [-92, -50], [-104, 90]], [[-4, -178], [-84, -160], [-118, -60], [-114, 60]], 12, { width: [1.5, 3.5], ...dark }) +
        line("M0 -178C-46 -176 -84 -146 -98 -104C-114 -60 -118 0 -114 50", "#ffdc9e", 9, `opacity=".95" filter="url(#b2)"`),
    ) +
    fill(HAIR_NEAR, "url(#hair)") +
    inside(
      "cNear",
      strands(r, nearA, nearB, 46, { width: [2.5, 7], ...brown }) +
        strands(r, nearA, nearB, 26, { width: [1.5, 4], ...dark }) +
        strands(r, [[110, 20], [116, 60], [116, 120], [138, 196]], [[160, -40], [166, 40], [178, 90], [152, 190]], 20, { width: [2, 5], ...brown }) +
        strands(r, [[110, 20], [116, 60], [116, 120], [138, 196]], [[160, -40], [166, 40], [178, 90], [152, 190]], 12, { width: [1.5, 4], ...dark }) +
        // the band of shine across the crown
        strands(r, [[0, -122], [22, -116], [42, -106], [62, -88]], [[22, -164], [62, -164], [92, -140], [112, -108]], 26, { width: [1.5, 4], ...shine, jitter: 5 }) +
        strands(r, [[122, 40], [124, 60], [124, 80], [128, 110]], [[160, 30], [164, 60], [166, 80], [164, 110]], 9, { width: [1.5, 3.5], ...shine, opacity: 0.3 }) +
        line("M-20 -164C10 -186 60 -190 100 -170", "#ffd28e", 6, `opacity=".55" filter="url(#b2)"`),
    ) +
    // parting and a few loose hairs
    line("M-28 -106C-33 -138 -24 -164 0 -178", "#23110f", 2.2, `opacity=".7"`) +
    fill(
      sliver([[-26, -108], [-40, -84], [-50, -62], [-52, -36]], 4.5) +
        sliver([[-27, -107], [-56, -84], [-70, -58], [-74, -30]], 5.5) +
        sliver([[-24, -106], [-8, -84], [-4, -62], [-12, -44]], 3.5) +
        sliver([[60, -60], [84, -30], [86, 0], [78, 34]], 5) +
        sliver([[66, -56], [92, -30], [96, 20], [82, 62]], 4),
      "#4f2c1f",
    ) +
    line("M20 -186C50 -204 96 -196 126 -166M-60 -160C-80 -150 -98 -126 -106 -98M172 60C186 90 178 130 184 160", "#e8b06e", 1.3, `opacity=".7"`);

  return { defs, back, neck, face: face + ear + nose + mouth + eyes + brows, front };
};

const TORSO = "M876 470C852 496 806 510 776 542C748 574 740 640 728 704L716 860H1156C1160 770 1152 660 1130 602C1112 552 1058 522 1004 496C990 488 985 480 980 470Z";
const ARM_NEAR = "M1046 548C1100 540 1140 580 1156 650C1170 712 1196 762 1184 812C1174 846 1118 852 1062 838C1004 824 944 800 902 780L914 684C960 706 1012 722 1052 726C1036 684 1022 600 1046 548Z";
const ARM_FAR = "M790 534C748 560 728 636 706 700C688 750 664 794 682 818C700 838 744 826 772 800L800 772L776 690C770 690 764 694 758 700C770 650 786 590 790 534Z";

const character = () => {
  const r = rng(77);
  const h = head();
  const place = `transform="translate(902 300) rotate(-2 30 140) scale(.92)"`;
  const defs = [
    h.defs,
    linear("cardigan", [716, 520, 1180, 720], [[0, "#6aa197"], [0.25, "#3f7c77"], [0.65, "#2c5f60"], [1, "#1d4248"]]),
    linear("sleeve", [1040, 560, 1160, 840], [[0, "#3b7572"], [0.5, "#2d6263"], [1, "#1b3f45"]]),
    linear("sleeveFar", [680, 560, 800, 800], [[0, "#86b8a8"], [0.5, "#4a8780"], [1, "#2f6463"]]),
    linear("cream", [820, 480, 1000, 700], [[0, "#fff1d8"], [0.5, "#f1d8b4"], [1, "#c99f79"]]),
    linear("mug", [776, 0, 892, 0], [[0, "#fff6e2"], [0.45, "#f3dcba"], [1, "#b98761"]]),
    linear("finger", [0, 0, 1, 1], [[0, "#fdd4b0"], [1, "#e0a07a"]], "objectBoundingBox"),
    clip("cTorso", TORSO),
    clip("cArmN", ARM_NEAR),
    clip("cArmF", ARM_FAR),
  ].join("");

  const CREAM = "M872 480C846 540 834 640 826 860H952C944 740 962 600 1000 492Z";
  const torso =
    fill(TORSO, "url(#cardigan)") +
    `<clipPath id="cCream"><path d="${CREAM}"/></clipPath>` +
    inside(
      "cTorso",
      fill(CREAM, "url(#cream)") +
        inside(
          "cCream",
          range(13).map((i) => line(`M${878 + i * 10} 470C${858 + i * 10} 560 ${836 + i * 10} 660 ${830 + i * 10} 860`, "#b98a63", 2.2, `opacity=".34"`)).join("") +
            fill("M880 480C900 560 890 660 880 860H1000V480Z", "#a8704f", `opacity=".24" filter="url(#b14)"`),
        ) +
        // front bands of the cardigan
        line("M870 482C842 560 832 660 824 870", "#84b5a6", 17) +
        line("M862 482C834 560 824 660 816 870", "#d9eac9", 2.5, `opacity=".7"`) +
        line("M1002 488C966 600 950 740 958 870", "#2f6a69", 19) +
        line("M994 488C958 600 941 740 949 870", "#6fa79b", 2.5, `opacity=".75"`) +
        [[822, 690], [954, 640]].map(([x, y]) => oval(x, y, 6, 6.5, "#5a3423") + oval(x - 1.500, y - 2, 2, 2, "#e8b880")).join("") +
        // folds and knit
        fill("M1010 520C990 600 980 700 990 860H1060C1030 760 1020 640 1040 552Z", "#143238", `opacity=".4" filter="url(#b8)"`) +
        fill("M800 540C782 600 774 690 770 860H800C800 720 806 620 820 540Z", "#163a40", `opacity=".28" filter="url(#b5)"`) +
        box(700, 460, 480, 400, "#000", `filter="url(#knit)" opacity=".45"`),
    );

  const ribs = (n, at) => range(n).map(at).join("");
  const armFar =
    fill(ARM_FAR, "url(#sleeveFar)") +
    inside(
      "cArmF",
      fill("M800 560C780 620 770 680 750 720C730 760 720 800 720 840H820V560Z", "#1d4a4c", `opacity=".5" filter="url(#b8)"`) +
        ribs(9, (i) => line(`M${f(788 - i * 9)} 540C${f(754 - i * 6)} 620 ${f(740 - i * 6)} 700 ${f(716 - i * 4)} 830`, "#12383c", 1.6, `opacity=".2"`)) +
        line("M790 534C748 560 728 636 706 700C688 750 664 794 682 818", "#fff0c0", 11, `opacity=".9" filter="url(#b2)"`) +
        line("M752 706C738 722 722 728 708 730M748 728C736 744 716 752 698 752", "#163e42", 5, `opacity=".5" filter="url(#b2)"`),
    );
  const armNear =
    fill(ARM_NEAR, "url(#sleeve)") +
    inside(
      "cArmN",
      fill("M1100 540C1150 600 1170 700 1210 780V860H1100C1150 800 1130 640 1100 540Z", "#0f2c33", `opacity=".5" filter="url(#b8)"`) +
        fill("M900 784C980 812 1080 850 1190 830V870H900Z", "#0f2c33", `opacity=".55" filter="url(#b8)"`) +
        line("M914 690C960 712 1010 728 1056 732", "#a7d0bd", 7, `opacity=".7" filter="url(#b2)"`) +
        line("M1052 726C1076 738 1094 756 1100 780M1050 712C1080 712 1110 730 1122 760M1056 734C1062 752 1062 770 1056 786", "#0f2f35", 5, `opacity=".6" filter="url(#b2)"`) +
        line("M1060 560C1046 600 1046 660 1060 716", "#7fb3a6", 6, `opacity=".45" filter="url(#b3)"`) +
        ribs(15, (i) => line(`M${f(1054 + i * 8)} 545C${f(1040 + i * 9)} 620 ${f(1052 + i * 9)} 700 ${f(1070 + i * 8)} 850`, "#0f2f35", 1.5, `opacity=".18"`)) +
        ribs(8, (i) => line(`M${f(910 - i)} ${f(694 + i * 11)}C960 ${f(714 + i * 11)} 1000 ${f(728 + i * 11)} 1060 ${f(736 + i * 11)}`, "#0f2f35", 1.5, `opacity=".2"`)) +
        box(900, 540, 300, 320, "#000", `filter="url(#knit)" opacity=".45"`),
    );

  // Cuffs pulled over the hands: only the fingers show, wrapped round the mug.
  const cuff = (d, paint, lines) => fill(d, paint) + lines;
  const cuffNear = cuff(
    "M926 680C906 668 884 672 876 690C868 716 868 748 876 772C884 790 906 794 920 784C930 750 932 714 926 680Z",
    "#2f6a69",
    ribs(7, (i) => line(`M${f(924 - i * 0.5)} ${f(692 + i * 13)}C906 ${f(688 + i * 13)} 890 ${f(690 + i * 12)} ${f(876 - (i % 3))} ${f(700 + i * 11)}`, "#123a3e", 2.2, `opacity=".5"`)) + line("M886 678C876 694 870 730 878 770", "#8fc0ae", 3, `opacity=".6"`),
  );
  const cuffFar = cuff(
    "M764 694C778 680 796 684 802 698C808 722 808 750 802 774C794 788 776 788 766 778C758 750 758 720 764 694Z",
    "#6fa89b",
    ribs(6, (i) => line(`M764 ${f(704 + i * 13)}C778 ${f(700 + i * 13)} 790 ${f(702 + i * 12)} 802 ${f(710 + i * 11)}`, "#245558", 2.2, `opacity=".5"`)) + line("M766 696C758 722 758 750 767 776", "#fff0c0", 4, `opacity=".8"`),
  );

  const mug =
    fill("M782 662C782 720 786 756 798 772C812 782 858 782 872 772C884 756 888 720 888 662Z", "url(#mug)") +
    fill("M850 664C856 720 852 756 842 779C856 779 866 777 872 772C884 756 888 720 888 662Z", "#8d5a40", `opacity=".35" filter="url(#b3)"`) +
    oval(835, 662, 53, 13, "#fff3dc") +
    oval(835, 664, 46, 9.500, "#7a4526") +
    fill("M796 663C806 657 830 655 852 657C846 663 820 667 800 668Z", "#c98d57", `opacity=".8"`) +
    line("M784 672C785 710 788 744 796 764", "#fffbee", 4, `opacity=".8" filter="url(#b1)"`);
  const finger = (x0, y0, x1, y1, w, side) => {
    // base to tip, with a nail on the tip and a thin shadow below
    const d = `M${f(x0)} ${f(y0)}Q${f((x0 + x1) / 2)} ${f((y0 + y1) / 2 - 5)} ${f(x1)} ${f(y1)}`;
    return (
      line(d, "#a8623f", w + 1.5, `opacity=".55" transform="translate(0 2)"`) +
      line(d, side === "near" ? "#f0b78f" : "#fbd0aa", w) +
      line(`M${f(x0)} ${f(y0 - w * 0.22)}Q${f((x0 + x1) / 2)} ${f((y0 + y1) / 2 - 5 - w * 0.22)} ${f(x1)} ${f(y1 - w * 0.22)}`, "#ffe6cc", w * 0.34, `opacity=".7"`) +
      oval(x1 + (side === "near" ? -2 : 2), y1 - 1, 5.500, 4.200, "#f7b6a0") +
      oval(x1 + (side === "near" ? -3 : 1), y1 - 2.500, 2.200, 1.300, "#ffe9de")
    );
  };
  const hands =
    [[696, 693, 832], [715, 712, 838], [734, 732, 836], [752, 750, 828]].map(([y0, y1, tip], i) => finger(806, y0, tip - 8 - i, y1, 17.5 - (i === 3 ? 2 : 0), "far")).reverse().join("") +
    [[692, 700, 848], [712, 719, 842], [732, 738, 844], [752, 756, 852]].map(([y0, y1, tip], i) => finger(880, y0, tip, y1, 18.5 - (i === 3 ? 2.5 : 0), "near")).reverse().join("");

  const collar =
    fill("M880 446C870 466 868 488 876 504C906 530 974 528 1002 500C1004 482 998 458 988 440C962 468 904 470 880 446Z", "url(#cream)") +
    ribs(12, (i) => line(`M${f(884 + i * 9.4)} ${f(452 + Math.sin((i / 11) * Math.PI) * 13)}C${f(880 + i * 10)} 476 ${f(880 + i * 10.2)} 490 ${f(882 + i * 10.4)} ${f(504 + Math.sin((i / 11) * Math.PI) * 14)}`, "#b98a63", 2.2, `opacity=".45"`)) +
    fill("M940 462C962 462 980 452 988 440C998 458 1004 482 1002 500C990 512 972 518 950 520Z", "#9c6244", `opacity=".3" filter="url(#b5)"`) +
    line("M880 448C870 468 869 488 877 503", "#fffbe8", 5, `opacity=".9" filter="url(#b1)"`);

  return {
    body:
      `<defs>${defs}</defs>` +
      group("hair-back", h.back, place) +
      group("torso", torso) +
      group("neck", h.neck, place) +
      group("collar", collar) +
      group("face", h.face, place) +
      group("hair-front", h.front, place),
    arms: group("arms", armFar + mug + cuffFar + armNear + hands + cuffNear) + steam(r, 838, 650, 0.72, 0.5),
  };
};

/** Steam: a few soft ribbons that widen and fade as they rise. */
const steam = (r, x, y, s, alpha) =>
  `<g transform="translate(${x} ${y}) scale(${s})" filter="url(#b5)" opacity="${alpha}">` +
  [-26, 2, 28]
    .map((dx, i) => {
      const k = i % 2 ? 1 : -1;
      const lean = lerp(-8, 8, r());
      const h = lerp(150, 210, r());
      return fill(
        `M${dx} 0C${f(dx + 24 * k)} ${f(-h * 0.28)} ${f(dx - 26 * k + lean)} ${f(-h * 0.55)} ${f(dx + 10 * k + lean)} ${f(-h)}C${f(dx - 6 * k + lean)} ${f(-h * 0.55)} ${f(dx + 44 * k)} ${f(-h * 0.28)} ${dx + 8} 0Z`,
        "#fff6e4",
        `opacity=".8"`,
      );
    })
    .join("") +
  `</g>`;

// --- foreground ------------------------------------------------------------------------

const table = () => {
  const defs = [
    linear("table", [0, 800, 1600, 900], [[0, "#e8aa6b"], [0.3, "#bd7a48"], [0.65, "#844d34"], [1, "#4d2a24"]]),
    linear("tableDepth", [0, 796, 0, 900], [[0, "#ffd296", 0.3], [0.3, "#ffd296", 0], [1, "#2a1216", 0.55]]),
  ].join("");
  return (
    `<defs>${defs}</defs>` +
    box(-60, 800, 1720, 160, "url(#table)") +
    box(-60, 800, 1720, 120, "#000", `filter="url(#grainwood)" opacity=".8"`) +
    box(-60, 800, 1720, 160, "url(#tableDepth)") +
    box(-60, 799, 1720, 3, "#ffdca0", `opacity=".65"`) +
    // what the light leaves under her arms, and the mug's glow
    oval(1080, 842, 150, 16, "#230f12", `opacity=".6" filter="url(#b8)"`) +
    oval(740, 828, 90, 13, "#230f12", `opacity=".5" filter="url(#b8)"`) +
    oval(900, 850, 160, 18, "#230f12", `opacity=".3" filter="url(#b14)"`)
  );
};

const bigLeaf = (x, y, angle, len, wide, paint, vein) =>
  `<g transform="translate(${x} ${y}) rotate(${angle})">` +
  fill(`M0 0C${len * 0.2} ${-wide} ${len * 0.72} ${-wide * 0.9} ${len} 0C${len * 0.72} ${wide * 0.8} ${len * 0.2} ${wide * 0.9} 0 0Z`, paint) +
  fill(`M0 0C${len * 0.2} ${-wide} ${len * 0.72} ${-wide * 0.9} ${len} 0C${len * 0.7} ${-wide * 0.25} ${len * 0.3} ${-wide * 0.2} 0 0Z`, "#d9e08a", `opacity=".22"`) +
  line(`M0 0C${len * 0.3} ${-wide * 0.12} ${len * 0.7} ${-wide * 0.1} ${len} 0`, vein, 4, `opacity=".7"`) +
  range(6)
    .map((i) => {
      const t = 0.16 + i * 0.13;
      return line(`M${len * t} ${-wide * 0.07}L${len * (t + 0.13)} ${-wide * 0.62 * Math.sin(Math.PI * (t + 0.1))}M${len * t} ${-wide * 0.05}L${len * (t + 0.13)} ${wide * 0.54 * Math.sin(Math.PI * (t + 0.1))}`, vein, 2, `opacity=".4"`);
    })
    .join("") +
  line(`M0 0C${len * 0.2} ${-wide} ${len * 0.72} ${-wide * 0.9} ${len} 0`, "#ffe6a0", 4, `opacity=".65"`) +
  `</g>`;

const foreground = () => {
  const r = rng(9);
  const defs = [
    linear("bigCup", [300, 0, 512, 0], [[0, "#fff8e8"], [0.4, "#f4dfc0"], [0.8, "#c4936c"], [1, "#a06a4c"]]),
    linear("leafA", [0, -80, 300, 90], [[0, "#7d9a58"], [0.5, "#3d6344"], [1, "#1a3733"]]),
    linear("leafB", [0, -80, 300, 90], [[0, "#557a4a"], [0.6, "#264a3c"], [1, "#122a2b"]]),
  ].join("");
  const cup =
    oval(430, 884, 190, 20, "#220f12", `opacity=".5" filter="url(#b8)"`) +
    oval(406, 872, 172, 24, "#b98663") +
    oval(406, 867, 172, 24, "#f7e6ca") +
    oval(406, 868, 112, 14, "#cfa17a", `opacity=".75"`) +
    line("M238 862C250 850 300 844 350 843", "#fffdf0", 4, `opacity=".9"`) +
    line("M502 752C566 736 580 812 492 822", "#e2bd95", 19) +
    line("M504 748C560 736 570 800 496 816", "#fff0d4", 4, `opacity=".6"`) +
    fill("M304 730C306 800 336 862 372 870H440C476 862 506 800 508 730Z", "url(#bigCup)") +
    fill("M450 730C452 800 430 850 404 870H440C476 862 506 800 508 730Z", "#8d5238", `opacity=".35" filter="url(#b5)"`) +
    fill("M313 780C316 790 320 800 324 808C380 822 440 820 488 806C492 798 496 790 498 780C440 796 370 796 313 780Z", "#3f7c77", `opacity=".85"`) +
    oval(406, 730, 102, 22, "#fff6e2") +
    oval(406, 733, 91, 17, "#7d4728") +
    fill("M330 733C346 722 400 718 440 722C480 726 486 736 462 742C440 748 372 750 346 744C334 741 326 737 330 733Z", "#d9a066", `opacity=".85"`) +
    fill("M372 735C384 727 398 731 406 738C416 730 434 728 440 735C432 743 414 745 406 746C396 745 380 742 372 735Z", "#fff0d6") +
    line("M306 742C310 790 326 832 350 856", "#fffdf2", 8, `opacity=".85" filter="url(#b2)"`);
  const leaves =
    bigLeaf(1640, 640, 214, 260, 74, "url(#leafB)", "#89a868") +
    bigLeaf(1650, 760, 196, 300, 82, "url(#leafB)", "#89a868") +
    bigLeaf(1640, 860, 222, 330, 90, "url(#leafA)", "#b5cc88") +
    bigLeaf(1650, 930, 196, 330, 80, "url(#leafA)", "#a9c27c") +
    bigLeaf(1600, 960, 250, 300, 70, "url(#leafB)", "#89a868");
  return (
    `<defs>${defs}</defs>` +
    group("cup", cup, `filter="url(#b2)"`) +
    steam(r, 406, 722, 1.25, 0.62) +
    group("leaves", leaves, `filter="url(#b5)"`)
  );
};

// --- light over everything ------------------------------------------------------------

const light = () => {
  const r = rng(52);
  const defs = [
    linear("shaft", [120, 60, 900, 820], [[0, "#ffe7a8", 0.6], [0.5, "#ffc878", 0.24], [1, "#ffb45e", 0]]),
    radial("haze", [250, 210, 900], [[0, "#ffd98e", 0.5], [0.45, "#ffb561", 0.18], [1, "#ffa04a", 0]]),
    radial("vignette", [800, 420, 1020], [[0, "#2a0f1a", 0], [0.58, "#2a0f1a", 0], [1, "#1d0a16", 0.62]]),
  ].join("");
  const shafts = [[40, 150, 420, 640], [230, 310, 690, 860], [380, 430, 930, 1030]].map(([a, b, c, d]) => fill(`M${a} -20L${b} -20L${d} 920L${c} 920Z`, "url(#shaft)", `opacity=".5"`)).join("");
  const dust = range(70)
    .map(() => {
      const size = lerp(0.8, 3.2, r() ** 2);
      return oval(lerp(60, 1300, r()), lerp(120, 800, r()), size, size, "#ffeebb", `opacity="${f(lerp(0.2, 0.7, r()))}"`);
    })
    .join("");
  return (
    `<defs>${defs}</defs>` +
    `<g style="mix-blend-mode:screen"><g filter="url(#b14)">${shafts}</g>${box(0, 0, W, H, "url(#haze)")}<g filter="url(#b1)">${dust}</g></g>` +
    box(0, 0, W, H, "url(#vignette)")
  );
};

// --- put together -------------------------------------------------------------------------

const { body, arms } = character();
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" width="${W}" height="${H}">
<title>A young woman with a mug of coffee in a café at golden hour</title>
<defs>
${shared}
</defs>
${group("background", background())}
${group("window", windowGroup())}
${group("guests", guests())}
${group("character", body)}
${group("table-top", table())}
${group("character-arms", arms)}
${group("foreground", foreground())}
${group("light", light())}
</svg>
`;

const out = new URL("../examples/cafe.svg", import.meta.url);
writeFileSync(out, svg);
console.log(`examples/cafe.svg ${svg.length} bytes`);
