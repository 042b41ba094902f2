// Draws the demo picture, examples/cafe.svg: a café at golden hour in three depths,
// so that a camera move has something to slide against something else.
// Seeded and free of fonts and outside images: the same run always writes the same file.
import { writeFileSync } from "node:fs";

const W = 1600;
const H = 900;
// Blurs fade out at the canvas edge, so the drawing has a bleed that the renderer trims.
const BLEED = 40;

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
    .map(
      ([at, color, alpha]) =>
        `<stop offset="${at}" stop-color="${color}"${alpha === undefined ? "" : ` stop-opacity="${alpha}"`}/>`,
    )
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
    const curve = range(4).map((k) =>
      range(2).map((axis) => lerp(a[k][axis], b[k][axis], t) + (r() - 0.5) * 2 * jitter),
    );
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
  linear(
    "steamFade",
    [0, -200, 0, 10],
    [
      [0, "#fff6e4", 0],
      [0.45, "#fff6e4", 0.75],
      [0.85, "#fff6e4", 0.9],
      [1, "#fff6e4", 0],
    ],
  ),
  blur("b1", 1),
  blur("b2", 2),
  blur("b3", 3.2),
  blur("b5", 5),
  blur("b8", 8),
  blur("b14", 14),
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
      return fill(
        `M${x - 14} ${y - 17}H${x + 14}C${x + 14} ${y - 6} ${x + 9} ${y} ${x + 7} ${y}H${x - 7}C${x - 9} ${y} ${x - 14} ${y - 6} ${x - 14} ${y - 17}Z`,
        i % 2 ? "#d9b183" : "#efcf9f",
      );
    })
    .join("");
const pot = (r, x, base, spread, drop) => {
  const leaves = range(15)
    .map((i) => {
      const a = lerp(-2.95, -0.2, (i + r() * 0.7) / 15);
      const len = spread * lerp(0.6, 1.1, r());
      const ex = x + Math.cos(a) * len;
      const ey = base - 26 + Math.sin(a) * len * 0.8 + drop * Math.abs(Math.cos(a)) * r();
      const s = [
        [x, base - 24],
        [lerp(x, ex, 0.3), base - 40 - len * 0.4],
        [lerp(x, ex, 0.8), ey - 12],
        [ex, ey],
      ];
      return fill(sliver(s, lerp(10, 17, r())), pick(r, ["#6f8a4c", "#55763f", "#3f6140", "#93a05a"]));
    })
    .join("");
  return (
    leaves +
    fill(`M${x - 18} ${base - 28}H${x + 18}L${x + 13} ${base}H${x - 13}Z`, "#b8683f") +
    fill(`M${x + 4} ${base - 28}H${x + 18}L${x + 13} ${base}H${x + 4}Z`, "#8d4a2f")
  );
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
    box(from, y - 84, to - from, 84, "url(#shelfGlow)") +
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
  oval(0, 15, 84, 9, "#ffdd98") +
  oval(0, 16, 60, 6, "#fff0c0") +
  oval(0, 17, 19, 12, "#fff6d2") +
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
    linear(
      "wall",
      [620, 0, 1600, 0],
      [
        [0, "#d8995c"],
        [0.3, "#c98550"],
        [0.55, "#9a5b3a"],
        [1, "#5c3227"],
      ],
    ),
    linear(
      "leftWall",
      [0, 0, 640, 0],
      [
        [0, "#6d3f2c"],
        [0.8, "#9c6038"],
        [1, "#8a5132"],
      ],
    ),
    linear(
      "ceilingShade",
      [0, 0, 0, 330],
      [
        [0, "#2a1418", 0.78],
        [0.45, "#3a1d1c", 0.3],
        [1, "#3a1d1c", 0],
      ],
    ),
    linear(
      "floor",
      [0, 620, 0, 830],
      [
        [0, "#7a4a30"],
        [0.5, "#5a3226"],
        [1, "#351c1c"],
      ],
    ),
    linear(
      "counter",
      [0, 380, 0, 680],
      [
        [0, "#7d4a30"],
        [0.4, "#5b3226"],
        [1, "#38201e"],
      ],
    ),
    linear(
      "shelfGlow",
      [0, 0, 0, 1],
      [
        [0, "#ffc878", 0.5],
        [1, "#ffb25e", 0.12],
      ],
      "objectBoundingBox",
    ),
    linear(
      "shadeTeal",
      [0, -50, 0, 16],
      [
        [0, "#2c4f4f"],
        [0.6, "#3d6a64"],
        [1, "#6a9184"],
      ],
    ),
    radial(
      "lampGlow",
      [0.5, 0.5, 0.5],
      [
        [0, "#ffe9b0", 0.95],
        [0.14, "#ffcf7a", 0.6],
        [0.4, "#ffa952", 0.24],
        [0.7, "#ff9d4a", 0.08],
        [1, "#ff8f3c", 0],
      ],
      "objectBoundingBox",
    ),
    radial(
      "machine",
      [0.3, 0.1, 1],
      [
        [0, "#ffe0ae"],
        [0.4, "#b4855a"],
        [1, "#4a2c22"],
      ],
      "objectBoundingBox",
    ),
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
    .map(
      (i) =>
        line(`M${650 + i * 82} 470V640`, "#3a1d1a", 2.5, `opacity=".35"`) +
        line(`M${653 + i * 82} 470V640`, "#e6a869", 1.5, `opacity=".22"`),
    )
    .join("");

  const room =
    box(-60, -60, 1720, 1020, "#5a3226") +
    box(620, -40, 1020, 700, "url(#wall)") +
    box(620, 466, 1020, 200, "#6f412d", `opacity=".75"`) +
    panels +
    box(620, 460, 1020, 9, "#a56a41") +
    box(620, 460, 1020, 2.5, "#f0bd80", `opacity=".8"`) +
    fill(pool, "#ffdf9c", `opacity=".8" filter="url(#b3)"`) +
    fill(quad([-60, -60], [640, -60], [640, 640], [-60, 1060]), "url(#leftWall)") +
    fill(quad([-60, 980], [640, 632], [1640, 632], [1640, 980]), "url(#floor)") +
    range(9)
      .map((i) => line(`M${VP[0] + (i - 5.2) * 120} 632L${VP[0] + (i - 5.2) * 330} 980`, "#2a1417", 2, `opacity=".4"`))
      .join("") +
    box(620, -60, 1040, 700, "#000", `filter="url(#plaster)" opacity=".22"`);

  const shelves =
    box(1108, 22, 500, 318, "#42231e", `opacity=".62"`) +
    [130, 226, 322].map((y) => shelfRow(r, y, 1108, 1620)).join("") +
    box(1102, 10, 8, 330, "#7d4a2d") +
    box(1354, 10, 7, 330, "#7d4a2d");

  const counter =
    box(1060, 392, 580, 300, "url(#counter)") +
    range(9)
      .map(
        (i) =>
          box(1070 + i * 64, 420, 54, 240, "#2f1918", `opacity=".35"`) +
          box(1070 + i * 64, 420, 2, 240, "#c9854f", `opacity=".3"`),
      )
      .join("") +
    box(1046, 378, 600, 17, "#b9794a") +
    box(1046, 378, 600, 4, "#ffd49a") +
    // espresso machine
    `<rect x="1500" y="288" width="150" height="92" rx="10" fill="url(#machine)"/>` +
    box(1508, 318, 140, 10, "#3a211c") +
    cups(1530, 288, 2) +
    cups(1564, 288, 3) +
    // cake under a glass dome
    box(1112, 366, 66, 12, "#e7c9a0") +
    fill("M1122 366V342C1122 336 1168 336 1168 342V366Z", "#9c5636") +
    fill("M1122 346C1130 356 1138 342 1146 352C1154 360 1160 344 1168 350V342C1168 336 1122 336 1122 342Z", "#fbe6c8") +
    fill("M1114 366C1112 318 1128 308 1145 308C1162 308 1178 318 1176 366Z", "#fff3da", `opacity=".24"`) +
    line("M1122 356C1122 330 1128 320 1138 316", "#fff7e6", 3, `opacity=".7"`);

  const tallPlant =
    range(24)
      .map((i) => {
        const a = lerp(-2.75, -0.4, (i + r() * 0.8) / 24);
        const len = lerp(90, 190, r());
        const ex = 628 + Math.cos(a) * len * 0.62;
        const ey = 596 + Math.sin(a) * len;
        return fill(
          sliver(
            [
              [628, 606],
              [lerp(628, ex, 0.2), 560 - len * 0.3],
              [lerp(628, ex, 0.8), ey - 14],
              [ex, ey + 18],
            ],
            lerp(13, 24, r()),
          ),
          pick(r, ["#4c6b42", "#6d8a4e", "#38543c", "#9aa558"]),
        );
      })
      .join("") +
    fill("M588 600H668L656 668H600Z", "#c9784a") +
    fill("M634 600H668L656 668H626Z", "#8d4a2f") +
    box(584, 594, 88, 12, "#d98a58");
  const hanging =
    line("M640 -60V62M640 20L622 64M640 20L658 64", "#2c1714", 2) +
    range(11)
      .map((i) => {
        const x0 = lerp(620, 660, i / 10);
        const drop = lerp(60, 175, r());
        const x1 = x0 + (i - 5) * 5 + (r() - 0.5) * 16;
        const vine = line(
          `M${f(x0)} 66C${f(x0 + (i - 5) * 5)} 60 ${f(x1)} ${f(80 + drop * 0.3)} ${f(x1)} ${f(70 + drop)}`,
          "#3d5238",
          1.6,
        );
        const leaves = range(Math.round(drop / 11)).map((k) => {
          const y = 66 + (k + 1) * 11;
          const side = k % 2 ? 1 : -1;
          const lx = lerp(x0 + (i - 5) * 3, x1, Math.min(1, k / 6));
          return fill(
            sliver(
              [
                [lx, y],
                [lx + side * 5, y + 1],
                [lx + side * 9, y + 6],
                [lx + side * 11, y + 13],
              ],
              9,
            ),
            pick(r, ["#4c6b42", "#6d8a4e", "#38543c", "#a3ad5c"]),
          );
        });
        return vine + leaves.join("");
      })
      .join("") +
    fill("M616 60H664C664 84 654 96 640 96C626 96 616 84 616 60Z", "#c9784a") +
    fill("M644 60H664C664 84 654 96 640 96C648 86 648 72 644 60Z", "#8d4a2f");
  const lamps = LAMPS.map(([x, y, s]) => lamp(x, y, s, "shadeTeal")).join("");
  const glows = LAMPS.map(([x, y, s]) => lampGlow(x, y, s)).join("");

  return (
    `<defs>${defs}</defs>` +
    group("room", room, `filter="url(#b2)"`) +
    group("shelves", shelves + counter, `filter="url(#b2)"`) +
    box(-40, -40, 1700, 400, "url(#ceilingShade)") +
    group("plants", tallPlant + hanging, `filter="url(#b2)"`) +
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
    linear(
      "sky",
      [0, -40, 0, 620],
      [
        [0, "#d5e4d4"],
        [0.24, "#fbe8b8"],
        [0.45, "#ffcf86"],
        [0.7, "#f9a562"],
        [1, "#d9764a"],
      ],
    ),
    radial(
      "sun",
      [330, 190, 430],
      [
        [0, "#fffbe6", 1],
        [0.14, "#fff1c0", 0.85],
        [0.4, "#ffdf94", 0.28],
        [1, "#ffd27f", 0],
      ],
    ),
    clip("opening", opening),
  ].join("\n");

  const houses = range(9)
    .map((i) => {
      const x = -60 + i * 76;
      const h = lerp(80, 210, r());
      const tone = pick(r, ["#c9744e", "#d9885a", "#b5624a", "#e09a64"]);
      const roof =
        r() < 0.5
          ? fill(`M${f(x - 6)} ${f(480 - h)}L${f(x + 38)} ${f(452 - h)}L${f(x + 84)} ${f(480 - h)}Z`, "#b5654a")
          : "";
      const lights = range(6)
        .map((k) =>
          r() < 0.55
            ? box(x + 12 + (k % 2) * 32, 505 - h + Math.floor(k / 2) * 44, 16, 24, "#ffeab0", `opacity=".75"`)
            : "",
        )
        .join("");
      return box(x, 480 - h, 78, h + 260, tone) + roof + lights;
    })
    .join("");
  const crown = (cx, cy, size, tones) =>
    oval(cx, cy, size * 0.95, size * 0.68, tones[0]) +
    oval(cx - size * 0.5, cy + size * 0.3, size * 0.55, size * 0.42, tones[0]) +
    oval(cx + size * 0.2, cy - size * 0.1, size * 0.6, size * 0.45, tones[1]) +
    range(80)
      .map(() => {
        const a = r() * Math.PI * 2;
        const d = Math.sqrt(r()) * size;
        const lit = -Math.cos(a - 0.9) * 0.5 + 0.5;
        return oval(
          cx + Math.cos(a) * d * 1.22,
          cy + Math.sin(a) * d * 0.92,
          lerp(7, 19, r()),
          lerp(6, 13, r()),
          tones[Math.min(tones.length - 1, Math.floor(lit * tones.length * (0.6 + r() * 0.6)))],
          `opacity=".85"`,
        );
      })
      .join("");
  const trees =
    box(92, 330, 16, 260, "#7a4a34") +
    crown(86, 276, 128, ["#56643a", "#74793c", "#a3933f", "#e0b95c"]) +
    box(470, 360, 10, 200, "#8a5538") +
    crown(476, 330, 62, ["#6f7039", "#98863e", "#d0a552"]) +
    crown(250, 560, 90, ["#5f6339", "#86783c"]) +
    crown(400, 520, 60, ["#6b6a39", "#94803e"]);

  // Glazing bars, each with a lit edge, thinner as they recede.
  const bar = (z, w) => {
    const a = onWall(z, top);
    const b = onWall(z, sill);
    return (
      box(a[0] - w / 2, a[1], w, b[1] - a[1], "url(#frame)") +
      box(a[0] - w / 2, a[1], w * 0.22, b[1] - a[1], "#ffe0a0", `opacity=".8"`)
    );
  };
  const level = (slope, w, paint) => {
    const a = onWall(z0, slope);
    const b = onWall(z1, slope);
    return fill(quad([a[0], a[1] - w], [b[0], b[1] - w * 0.42], [b[0], b[1] + w * 0.42], [a[0], a[1] + w]), paint);
  };
  const frameDefs = `<defs>${linear(
    "frame",
    [0, 0, 1, 0],
    [
      [0, "#6a3b27"],
      [1, "#3a1f1b"],
    ],
    "objectBoundingBox",
  )}${linear(
    "sillPaint",
    [0, 480, 0, 700],
    [
      [0, "#f0b876"],
      [1, "#b3703f"],
    ],
  )}</defs>`;
  const frame =
    [
      [1.3, 20],
      [1.72, 15],
      [2.1, 11],
    ]
      .map(([z, w]) => bar(z, w))
      .join("") +
    level(-0.27, 8, "#4a2820") +
    level(top, 14, "#54301f") +
    bar(z1, 16) +
    fill(
      quad(onWall(z0, sill), onWall(z1 + 0.05, sill), onWall(z1 + 0.05, sill + 0.028), onWall(z0, sill + 0.045)),
      "url(#sillPaint)",
    ) +
    fill(
      quad(
        onWall(z0, sill + 0.045),
        onWall(z1 + 0.05, sill + 0.028),
        onWall(z1 + 0.05, sill + 0.06),
        onWall(z0, sill + 0.09),
      ),
      "#2c1616",
      `opacity=".5"`,
    );

  const bokeh = range(26)
    .map(() =>
      oval(
        r() * 590,
        lerp(300, 560, r()),
        ...Array(2).fill(lerp(5, 15, r())),
        pick(r, ["#fff3c4", "#ffd98a", "#ffc56e"]),
        `opacity="${f(lerp(0.2, 0.6, r()))}"`,
      ),
    )
    .join("");

  return (
    `<defs>${defs}</defs>${frameDefs}` +
    inside(
      "opening",
      `<g filter="url(#b5)">${box(-80, -300, 760, 1100, "url(#sky)")}${houses}${trees}</g><g filter="url(#b1)">${bokeh}</g>${box(-80, -300, 800, 1100, "url(#sun)")}${fill("M-10 820L210 -60H270L50 820ZM80 820L300 -60H318L98 820ZM300 560L420 60H452L332 560ZM470 520L545 120H560L485 520Z", "#fff6dc", `opacity=".13" filter="url(#b1)"`)}`,
    ) +
    `<g filter="url(#b1)">${frame}</g>`
  );
};

// --- guests ----------------------------------------------------------------------------

const HAIR = {
  short:
    "M-38 6C-52 -30 -34 -62 4 -60C34 -60 48 -38 42 -18C34 -30 20 -34 4 -32C0 -22 -6 -14 -10 -4C-14 4 -14 12 -18 22C-28 20 -34 14 -38 6Z",
  bob: "M-30 46C-58 22 -54 -40 -24 -56C10 -70 48 -50 43 -14C34 -28 18 -36 4 -34C0 -16 2 6 8 34C-4 50 -20 54 -30 46Z",
  bun: "M-34 12C-52 -20 -36 -60 4 -60C34 -60 47 -38 42 -16C32 -28 18 -34 4 -32C-2 -14 -10 4 -18 20C-26 20 -30 16 -34 12ZM-62 -46A22 22 0 1 1 -20 -40A22 22 0 1 1 -62 -46Z",
  long: "M-34 104C-62 60 -58 -38 -24 -56C10 -70 48 -50 43 -14C34 -28 18 -36 2 -34C-4 -8 -4 20 4 52C10 78 0 104 -14 112C-22 114 -30 112 -34 104Z",
};

/** One seated guest in profile, facing right; the head is 100 tall around the origin. */
const guest = (x, y, s, { id, hair, hairTone, skin, skinShade, top, topShade, legs, gesture, beard, flip, light }) => {
  const arm = gesture
    ? {
        sleeve:
          "M-42 74C-14 66 6 90 12 132C18 154 28 160 38 154C52 144 62 126 72 106L94 120C86 150 74 182 50 198C22 212 -12 200 -28 168C-42 138 -54 96 -42 74Z",
        hand: "M70 108C72 92 80 78 88 70C92 60 100 55 103 59C104 65 100 70 99 75C106 67 116 60 119 64C119 70 110 78 106 83C114 79 122 78 123 83C122 89 112 92 108 96C114 96 118 98 117 102C112 108 102 112 96 122Z",
      }
    : {
        sleeve:
          "M-42 74C-14 68 4 90 8 128C10 146 18 154 32 152L88 148L92 174C66 188 26 196 -2 190C-28 182 -38 158 -42 130C-48 106 -52 92 -42 74Z",
        hand: "M88 148C100 144 114 143 126 149C134 153 136 160 128 164C116 170 104 174 92 174Z",
      };
  const trunk =
    "M-22 50C-44 58 -66 70 -76 104C-88 150 -84 210 -84 262C-60 274 0 274 34 262C40 214 54 190 52 148C50 104 40 70 12 52Z";
  const facing = flip ? [60, 0, -90, 0] : [-90, 0, 60, 0];
  return (
    `<defs>${linear(
      `${id}Top`,
      facing,
      flip
        ? [
            [0, top],
            [1, topShade],
          ]
        : [
            [0, topShade],
            [0.55, top],
            [1, top],
          ],
    )}${clip(`${id}Trunk`, trunk)}</defs>` +
    `<g transform="translate(${x} ${y}) scale(${flip ? -s : s} ${s})">` +
    // thigh, shin and shoe under the table
    fill("M-84 236C-40 222 40 220 92 232C116 240 122 258 120 280L112 412H78L74 296C30 300 -60 304 -84 284Z", legs) +
    fill("M78 404H112C118 414 138 420 150 428V440H76Z", "#2a1614") +
    fill(trunk, `url(#${id}Top)`) +
    inside(
      `${id}Trunk`,
      fill("M-90 230C-40 214 20 220 60 236V290H-90Z", "#24110f", `opacity=".2" filter="url(#b8)"`) +
        line("M-60 150C-40 190 -30 220 -40 262M10 190C20 220 16 244 10 262", topShade, 6, `opacity=".6"`),
    ) +
    fill("M-26 8C-24 30 -24 44 -30 52C-14 70 8 70 20 54C14 46 12 40 12 30Z", skinShade) +
    line("M-30 53C-14 72 8 72 21 55", topShade, 7) +
    fill(
      "M-6 -50C22 -52 40 -36 41 -16C41 -9 42 -5 47 4C51 10 48 13 44 14C46 19 45 21 43 24C45 29 44 41 30 46C16 48 4 40 -6 30L-24 18C-46 -4 -36 -48 -6 -50Z",
      skin,
    ) +
    fill("M-24 18L-6 30C4 40 16 48 30 46C20 40 6 30 -2 12C-10 0 -20 4 -24 18Z", skinShade, `opacity=".6"`) +
    (beard ? fill("M-8 4C-6 22 6 30 22 26C32 22 40 24 44 24C46 34 44 48 30 52C10 54 -10 40 -12 20Z", hairTone) : "") +
    oval(24, 14, 10, 7, "#e0795a", `opacity=".4"`) +
    line("M24 -8C28 -12 33 -12 36 -8", "#3a1c18", 3.2) +
    line("M22 -20C27 -24 34 -24 38 -20", "#3a1c18", 2.6, `opacity=".7"`) +
    fill("M43 23C36 24 30 23 26 19C28 31 38 35 43 23Z", beard ? "#f3c7a8" : "#9c3b34") +
    fill(HAIR[hair], hairTone) +
    oval(-9, 3, 6.5, 10, skinShade) +
    line("M-28 -30C-16 -46 10 -50 28 -44", light, 9, `opacity=".2" filter="url(#b3)"`) +
    line(flip ? "M42 -22C38 -42 22 -57 2 -58" : "M-42 0C-48 -30 -32 -58 2 -59", light, 3.5, `opacity=".6"`) +
    fill(arm.hand, skin) +
    fill(arm.sleeve, top) +
    line(
      gesture
        ? "M-34 84C-14 92 -8 130 -2 158C8 176 30 182 48 176"
        : "M-34 84C-18 98 -16 128 -10 154C2 170 36 172 84 166",
      topShade,
      5,
      `opacity=".55"`,
    ) +
    // rim of window light on the side that faces it
    line("M43 -30C45 -10 48 2 49 8", light, 3, `opacity="${flip ? 0.9 : 0.3}"`) +
    line("M-30 54C-52 62 -70 76 -77 106C-86 150 -85 210 -85 258", light, 5, `opacity="${flip ? 0.2 : 0.85}"`) +
    `</g>`
  );
};

const chair = (x, y, s, flip) =>
  `<g transform="translate(${x} ${y}) scale(${flip ? -s : s} ${s})">` +
  line("M-118 430L-108 110C-106 76 -84 72 -74 90", "#3b1f1b", 10) +
  line("M-98 130C-94 170 -94 220 -94 290", "#3b1f1b", 6) +
  line("M-112 298H44", "#3b1f1b", 15) +
  line("M34 304L44 436M-100 304L-108 436", "#3b1f1b", 9) +
  line("M-121 430L-111 112C-109 80 -88 66 -76 84", "#f0b070", 2.5, `opacity=".6"`) +
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
  fill(
    `M${x - 16} ${y - 22}H${x + 16}C${x + 16} ${y - 8} ${x + 9} ${y} ${x} ${y}C${x - 9} ${y} ${x - 16} ${y - 8} ${x - 16} ${y - 22}Z`,
    tone,
  ) +
  oval(x, y - 22, 16, 4, "#6b3a22") +
  line(`M${x + 15} ${y - 18}C${x + 26} ${y - 20} ${x + 24} ${y - 6} ${x + 12} ${y - 7}`, tone, 3.5);

const guests = () => {
  const warm = "#ffd796";
  const defs = `<defs>${linear(
    "tableTop",
    [0, 0, 1, 0],
    [
      [0, "#e0a062"],
      [0.6, "#a8673d"],
      [1, "#7c4630"],
    ],
    "objectBoundingBox",
  )}</defs>`;
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
    guest(1226, 366, 0.98, {
      id: "gR1",
      legs: "#4a2f36",
      hair: "bun",
      hairTone: "#43241d",
      skin: "#e8b08a",
      skinShade: "#b87555",
      top: "#c9683f",
      topShade: "#8d3f2c",
      gesture: false,
      flip: false,
      light: warm,
    }) +
    chair(1452, 358, 1.02, true) +
    guest(1452, 358, 1.02, {
      id: "gR2",
      legs: "#34302f",
      hair: "short",
      hairTone: "#2c1b1b",
      skin: "#c98c66",
      skinShade: "#8d5439",
      top: "#d9b27a",
      topShade: "#94683f",
      gesture: true,
      beard: true,
      flip: true,
      light: warm,
    }) +
    cafeTable(1338, 556, 112) +
    smallCup(1310, 552, "#f6e3c6") +
    smallCup(1376, 556, "#8fae9c");
  const left =
    chair(196, 372, 1.08, false) +
    guest(196, 372, 1.08, {
      id: "gL1",
      legs: "#3c4250",
      hair: "bob",
      hairTone: "#2c1817",
      skin: "#bf7e58",
      skinShade: "#7d4630",
      top: "#58765c",
      topShade: "#2f463c",
      gesture: true,
      flip: false,
      light: warm,
    }) +
    chair(484, 366, 0.98, true) +
    guest(484, 366, 0.98, {
      id: "gL2",
      legs: "#4a3a44",
      hair: "long",
      hairTone: "#54291c",
      skin: "#c98a62",
      skinShade: "#8d5238",
      top: "#a3485c",
      topShade: "#632a40",
      gesture: false,
      flip: true,
      light: warm,
    }) +
    cafeTable(340, 572, 122) +
    smallCup(300, 568, "#f6e3c6") +
    smallCup(384, 570, "#e8b46c");
  return (
    defs +
    group("guests-far", barista, `filter="url(#b2)"`) +
    group("guests-right", right, `filter="url(#b2)"`) +
    group("guests-left", left, `filter="url(#b2)"`)
  );
};

// --- character ---------------------------------------------------------------------------

const FACE =
  "M-89 -72C-99 -46 -99 -22 -94 -5C-92 5 -93 12 -96 26C-100 50 -92 80 -75 106C-63 124 -50 139 -33 142C-17 144 0 137 15 127C44 108 74 84 87 50C97 20 100 -20 96 -62C80 -142 -62 -142 -89 -72Z";
const HAIR_BACK =
  "M-80 -96C-66 -148 -20 -172 36 -172C104 -170 148 -130 154 -64C158 -12 174 40 172 96C170 140 186 168 172 204C150 224 108 220 60 206L50 96L-56 96C-62 124 -70 146 -84 164C-104 148 -112 118 -110 70C-108 20 -100 -42 -80 -96Z";
const HAIR_NEAR =
  "M-28 -106C-34 -140 -24 -164 0 -178C30 -196 94 -192 126 -156C158 -122 168 -66 166 -18C165 24 190 58 184 108C180 148 194 172 206 190C188 202 170 196 160 182C160 206 146 222 118 226C128 204 120 182 118 160C110 138 104 116 108 92C110 74 110 60 110 44C108 20 102 4 92 -6C86 -24 72 -50 48 -68C26 -84 -4 -92 -28 -106Z";
const HAIR_BANG = "M-28 -108C14 -100 60 -78 80 -36C96 0 98 34 82 74C84 40 76 8 58 -20C38 -52 6 -80 -28 -108Z";
const HAIR_FAR =
  "M-28 -106C-34 -140 -24 -164 0 -178C-46 -178 -86 -148 -100 -106C-116 -62 -124 -14 -117 28C-111 60 -126 92 -119 130C-115 156 -100 170 -80 178C-86 148 -80 116 -93 86C-103 58 -100 30 -96 2C-88 -44 -62 -84 -28 -106Z";
const EYE_NEAR = "M-11 21C-6 6 9 -3 24 0C34 1 40 7 43 14C38 24 28 30 14 30C2 30 -7 27 -11 21Z";
const EYE_FAR = "M-88 16C-87 7 -80 -2 -71 -2C-62 -1 -56 9 -54 20C-58 27 -64 30 -72 30C-80 29 -86 24 -88 16Z";
const EAR = "M84 2C92 -12 112 -8 112 12C112 28 106 42 98 50C90 56 84 50 84 42Z";

const head = () => {
  const r = rng(31);
  const brown = { colors: ["#7a4a32", "#8f5a3a", "#6a3d2b"], opacity: 0.55 };
  const dark = { colors: ["#2a1617", "#341c1a"], opacity: 0.5 };
  const shine = { colors: ["#c98a58", "#e0a870", "#b57648"], opacity: 0.5 };
  const defs = [
    linear(
      "skin",
      [-100, -20, 110, 60],
      [
        [0, "#ffe0c0"],
        [0.42, "#fbcfaa"],
        [0.72, "#efb48e"],
        [1, "#cf8a69"],
      ],
    ),
    linear(
      "skinNeck",
      [0, 90, 0, 220],
      [
        [0, "#b8704f"],
        [0.45, "#d99670"],
        [1, "#e9ad85"],
      ],
    ),
    linear(
      "hair",
      [-110, -180, 170, 180],
      [
        [0, "#74452f"],
        [0.4, "#54301f"],
        [0.75, "#3d2219"],
        [1, "#2c1817"],
      ],
    ),
    linear(
      "hairBack",
      [-120, 0, 180, 0],
      [
        [0, "#6a3c28"],
        [0.3, "#2f1a18"],
        [0.7, "#2f1a18"],
        [1, "#3d221a"],
      ],
    ),
    linear(
      "iris",
      [0, -4, 0, 30],
      [
        [0, "#2e1613"],
        [0.45, "#6b3a22"],
        [1, "#c58247"],
      ],
    ),
    clip("cFace", FACE),
    clip("cNear", HAIR_NEAR),
    clip("cFar", HAIR_FAR),
    clip("cBang", HAIR_BANG),
    clip("cBack", HAIR_BACK),
    clip("cEyeN", EYE_NEAR),
    clip("cEyeF", EYE_FAR),
  ].join("");

  const back =
    fill(HAIR_BACK, "url(#hairBack)") +
    inside(
      "cBack",
      strands(
        r,
        [
          [60, -150],
          [130, -60],
          [96, 80],
          [96, 216],
        ],
        [
          [70, -160],
          [190, -80],
          [176, 60],
          [164, 216],
        ],
        26,
        { width: [2, 6], ...brown },
      ) +
        strands(
          r,
          [
            [60, -150],
            [130, -60],
            [96, 80],
            [96, 216],
          ],
          [
            [70, -160],
            [190, -80],
            [176, 60],
            [164, 216],
          ],
          16,
          { width: [1.5, 4], ...dark },
        ) +
        strands(
          r,
          [
            [-80, -100],
            [-112, -30],
            [-122, 60],
            [-92, 172],
          ],
          [
            [-60, -60],
            [-90, 0],
            [-92, 60],
            [-78, 160],
          ],
          16,
          { width: [2, 5], ...brown },
        ) +
        line(
          "M-84 -100C-104 -42 -114 20 -117 70C-120 118 -108 152 -86 170",
          "#ffd79a",
          7,
          `opacity=".85" filter="url(#b2)"`,
        ),
    );

  const neck =
    fill("M-14 110C-8 140 -8 170 -20 206H96C84 180 82 140 86 60Z", "url(#skinNeck)") +
    fill("M-12 118C-8 140 -8 170 -20 206H4C-4 176 2 150 6 128Z", "#ffd0a4", `opacity=".7" filter="url(#b2)"`);

  const face =
    fill(FACE, "url(#skin)") +
    inside(
      "cFace",
      // hair's shadow on the forehead, then the turning-away side of the cheek and the jaw
      fill(
        "M-110 -130H130V10C100 -10 84 -28 52 -52C24 -72 -6 -80 -30 -92C-60 -72 -80 -40 -90 4L-120 20Z",
        "#b86a48",
        `opacity=".42" filter="url(#b5)"`,
      ) +
        fill(
          "M120 -40C80 0 74 60 40 90C14 112 -10 128 -40 134C-30 160 100 150 140 60Z",
          "#b5644a",
          `opacity=".5" filter="url(#b8)"`,
        ) +
        oval(38, 62, 30, 17, "#f0846a", `opacity=".38" filter="url(#b5)"`) +
        oval(-84, 62, 15, 15, "#f0846a", `opacity=".46" filter="url(#b5)"`) +
        fill(
          "M-98 30C-100 56 -92 84 -74 108C-64 122 -50 136 -36 140C-54 126 -80 96 -86 56Z",
          "#fff0d2",
          `opacity=".75" filter="url(#b2)"`,
        ) +
        oval(-40, 122, 14, 8, "#ffe3c4", `opacity=".6" filter="url(#b3)"`),
    );

  const nose =
    fill(
      "M-40 8C-42 26 -50 40 -58 50C-58 60 -48 65 -38 63C-28 60 -28 52 -32 46C-36 36 -34 22 -34 8Z",
      "#cf7f5c",
      `opacity=".42" filter="url(#b2)"`,
    ) +
    line("M-46 4C-48 22 -56 36 -62 48", "#fff3dc", 5, `opacity=".65" filter="url(#b2)"`) +
    oval(-58, 52, 5, 4, "#fff3e0", `opacity=".75" filter="url(#b1)"`) +
    line("M-63 54C-62 60 -57 62 -52 62", "#b0604a", 2.4, `opacity=".7"`) +
    fill("M-50 63C-46 60 -41 61 -37 63C-41 67 -46 67 -50 63Z", "#8d3f33", `opacity=".75"`);

  const mouth =
    fill("M-66 92C-60 88 -54 86 -49 88C-43 86 -32 87 -17 89C-28 96 -50 98 -66 92Z", "#cf6a5e") +
    fill("M-61 94C-50 97 -34 97 -22 92C-28 106 -38 108 -46 107C-54 106 -58 102 -61 94Z", "#e08577") +
    line("M-69 89C-60 96 -49 95 -43 96C-33 97 -22 94 -14 86", "#8a352f", 2.5) +
    oval(-46, 101, 8, 2.2, "#ffd5c4", `opacity=".55" filter="url(#b1)"`) +
    oval(-43, 112, 12, 3, "#b5644a", `opacity=".4" filter="url(#b2)"`);

  const eye = (shape, id, cx, rx, lash, crease, lower) =>
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
    line(lower, "#9c5540", 1.8, `opacity=".6"`);

  const eyes =
    eye(
      EYE_NEAR,
      "cEyeN",
      9,
      14.5,
      "M-13 23C-9 4 8 -8 25 -5.500C36 -4 44 4 54 2C50 9 44 11 40 8.500C36 4 32 2.500 25 1.500C10 -1 -5 7 -13 23Z",
      "M-6 -3C4 -13 22 -16 39 -6",
      "M37 24C29 30 18 32 8 31.500",
    ) +
    eye(
      EYE_FAR,
      "cEyeF",
      -75,
      11.5,
      "M-95 5C-92 8 -88 4 -84 0C-80 -5 -76 -6.500 -71 -6.500C-60 -6 -54 7 -52.500 22C-56 11 -62 2 -71 0.500C-79 1 -85 7 -88 14C-92 13 -95 10 -95 5Z",
      "M-86 -5C-80 -13 -68 -15 -58 -6",
      "M-83 27C-79 31 -70 32 -64 30",
    );

  const brows =
    fill("M-14 -26C4 -38 30 -41 52 -27C32 -35 10 -33 -12 -22C-15 -22 -16 -24 -14 -26Z", "#5f3626", `opacity=".85"`) +
    fill(
      "M-58 -26C-66 -35 -82 -37 -92 -26C-82 -31 -69 -29 -60 -22C-57 -22 -56 -24 -58 -26Z",
      "#5f3626",
      `opacity=".85"`,
    );

  const ear =
    fill(EAR, "#e3a27c") +
    fill("M92 6C102 0 108 8 105 20C102 30 98 36 94 40C97 28 90 22 92 6Z", "#b5694e", `opacity=".65"`) +
    line("M90 2C100 -6 110 0 109 14", "#ffd3a8", 2.4, `opacity=".75"`) +
    oval(95, 58, 4.6, 4.6, "#f3c25c") +
    oval(93.6, 56.5, 1.6, 1.6, "#fff8dc") +
    `<circle cx="95" cy="72" r="10" fill="none" stroke="#e0a53f" stroke-width="3"/>`;

  const nearA = [
    [-24, -110],
    [20, -92],
    [70, -66],
    [96, -6],
  ];
  const nearB = [
    [0, -178],
    [120, -200],
    [170, -90],
    [164, 40],
  ];
  const front =
    fill(HAIR_FAR, "url(#hair)") +
    inside(
      "cFar",
      strands(
        r,
        [
          [-28, -110],
          [-60, -90],
          [-92, -50],
          [-104, 90],
        ],
        [
          [-4, -178],
          [-84, -160],
          [-118, -60],
          [-114, 60],
        ],
        22,
        { width: [2, 5.5], ...brown },
      ) +
        strands(
          r,
          [
            [-28, -110],
            [-60, -90],
            [-92, -50],
            [-104, 90],
          ],
          [
            [-4, -178],
            [-84, -160],
            [-118, -60],
            [-114, 60],
          ],
          12,
          { width: [1.5, 3.5], ...dark },
        ) +
        strands(
          r,
          [
            [-98, 0],
            [-104, 60],
            [-90, 110],
            [-82, 176],
          ],
          [
            [-118, 0],
            [-112, 60],
            [-128, 110],
            [-96, 168],
          ],
          10,
          { width: [1.5, 4], ...brown },
        ) +
        line(
          "M0 -178C-46 -178 -86 -148 -100 -106C-116 -62 -124 -14 -117 28C-111 60 -126 92 -119 130C-115 156 -100 170 -80 178",
          "#ffdc9e",
          9,
          `opacity=".95" filter="url(#b2)"`,
        ),
    ) +
    fill(HAIR_NEAR, "url(#hair)") +
    inside(
      "cNear",
      strands(r, nearA, nearB, 46, { width: [2.5, 7], ...brown }) +
        strands(r, nearA, nearB, 26, { width: [1.5, 4], ...dark }) +
        strands(
          r,
          [
            [108, 0],
            [118, 70],
            [96, 130],
            [124, 222],
          ],
          [
            [162, -60],
            [196, 70],
            [172, 120],
            [204, 194],
          ],
          26,
          { width: [2.5, 7], ...brown },
        ) +
        strands(
          r,
          [
            [108, 0],
            [118, 70],
            [96, 130],
            [124, 222],
          ],
          [
            [162, -60],
            [196, 70],
            [172, 120],
            [204, 194],
          ],
          18,
          { width: [1.5, 5], ...dark },
        ) +
        line(
          "M150 -40C158 40 150 100 160 182M120 20C132 70 116 120 134 180",
          "#1e0f10",
          5,
          `opacity=".5" filter="url(#b2)"`,
        ) +
        // the band of shine across the crown
        strands(
          r,
          [
            [0, -122],
            [22, -116],
            [42, -106],
            [62, -88],
          ],
          [
            [22, -164],
            [62, -164],
            [92, -140],
            [112, -108],
          ],
          26,
          { width: [1.5, 4], ...shine, jitter: 5 },
        ) +
        strands(
          r,
          [
            [116, 30],
            [126, 72],
            [122, 110],
            [122, 150],
          ],
          [
            [172, 20],
            [188, 78],
            [182, 110],
            [184, 160],
          ],
          12,
          { width: [1.5, 3], ...shine, opacity: 0.24, jitter: 12 },
        ) +
        line(
          "M-24 -160C4 -192 92 -198 128 -158C158 -124 168 -66 166 -18C165 24 190 58 184 108C180 148 194 172 206 190",
          "#ffbf74",
          6,
          `opacity=".55" filter="url(#b2)"`,
        ),
    ) +
    fill(HAIR_BANG, "url(#hair)") +
    inside(
      "cBang",
      strands(
        r,
        [
          [-28, -108],
          [8, -84],
          [58, -30],
          [82, 74],
        ],
        [
          [-20, -112],
          [60, -90],
          [100, -10],
          [84, 70],
        ],
        14,
        { width: [1.5, 4.5], ...brown },
      ) +
        strands(
          r,
          [
            [-28, -108],
            [8, -84],
            [58, -30],
            [82, 74],
          ],
          [
            [-20, -112],
            [60, -90],
            [100, -10],
            [84, 70],
          ],
          8,
          { width: [1.5, 3], ...dark },
        ) +
        strands(
          r,
          [
            [14, -88],
            [26, -80],
            [38, -68],
            [48, -52],
          ],
          [
            [36, -88],
            [50, -78],
            [62, -62],
            [70, -44],
          ],
          7,
          { width: [1.5, 3], ...shine },
        ),
    ) +
    // parting and a few loose hairs
    line("M-28 -106C-33 -138 -24 -164 0 -178", "#23110f", 2, `opacity=".6"`) +
    fill(
      sliver(
        [
          [-28, -108],
          [-50, -90],
          [-66, -66],
          [-72, -38],
        ],
        5,
      ) +
        sliver(
          [
            [-28, -108],
            [-44, -88],
            [-54, -70],
            [-58, -50],
          ],
          3.5,
        ) +
        sliver(
          [
            [-26, -107],
            [0, -92],
            [20, -74],
            [30, -48],
          ],
          4,
        ),
      "#5a3424",
    ) +
    fill(
      sliver(
        [
          [40, -186],
          [84, -200],
          [120, -184],
          [140, -156],
        ],
        2,
      ) +
        sliver(
          [
            [-40, -170],
            [-78, -158],
            [-104, -124],
            [-112, -90],
          ],
          2,
        ) +
        sliver(
          [
            [176, 60],
            [194, 90],
            [184, 130],
            [200, 168],
          ],
          2.2,
        ) +
        sliver(
          [
            [-116, 20],
            [-126, 60],
            [-134, 96],
            [-124, 134],
          ],
          2,
        ),
      "#c98d55",
      `opacity=".85"`,
    );

  return { defs, back, neck, face: face + ear + nose + mouth + eyes + brows, front };
};

const TORSO =
  "M876 470C852 492 812 500 782 522C750 548 742 630 728 704L716 860H1166C1170 770 1166 660 1148 594C1132 546 1086 518 1030 502C1004 494 986 486 980 470Z";
const ARM_NEAR =
  "M1056 530C1108 526 1150 566 1166 640C1180 706 1206 766 1196 814C1188 848 1126 852 1066 838C1006 824 948 800 908 786L912 690C962 708 1012 722 1058 724C1044 676 1032 580 1056 530Z";
const ARM_FAR =
  "M794 514C748 536 724 626 702 694C682 748 656 796 676 820C696 840 742 828 768 802L792 780L776 694C768 694 760 700 754 706C768 650 786 580 794 514Z";

const character = () => {
  const r = rng(77);
  const h = head();
  const place = `transform="translate(902 300) rotate(-2 30 140) scale(.92)"`;
  const defs = [
    h.defs,
    linear(
      "cardigan",
      [716, 520, 1180, 720],
      [
        [0, "#6aa197"],
        [0.25, "#3f7c77"],
        [0.65, "#2c5f60"],
        [1, "#1d4248"],
      ],
    ),
    linear(
      "sleeve",
      [1040, 560, 1160, 840],
      [
        [0, "#3b7572"],
        [0.5, "#2d6263"],
        [1, "#1b3f45"],
      ],
    ),
    linear(
      "sleeveFar",
      [680, 560, 800, 800],
      [
        [0, "#86b8a8"],
        [0.5, "#4a8780"],
        [1, "#2f6463"],
      ],
    ),
    linear(
      "cream",
      [820, 480, 1000, 700],
      [
        [0, "#fff1d8"],
        [0.5, "#f1d8b4"],
        [1, "#c99f79"],
      ],
    ),
    linear(
      "mug",
      [776, 0, 892, 0],
      [
        [0, "#fff6e2"],
        [0.45, "#f3dcba"],
        [1, "#b98761"],
      ],
    ),
    linear(
      "finger",
      [0, 0, 1, 1],
      [
        [0, "#fdd4b0"],
        [1, "#e0a07a"],
      ],
      "objectBoundingBox",
    ),
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
      box(700, 460, 480, 400, "#000", `filter="url(#knit)" opacity=".28"`) +
        fill(CREAM, "url(#cream)") +
        inside(
          "cCream",
          range(9)
            .map((i) =>
              line(
                `M${874 + i * 15} 470C${856 + i * 14} 560 ${838 + i * 14} 660 ${826 + i * 14} 860`,
                "#a8764f",
                2.4,
                `opacity=".4"`,
              ),
            )
            .join("") +
            // stitches: a column of small chevrons between each pair of ribs
            range(8)
              .map((i) =>
                line(
                  range(30)
                    .map((k) => {
                      const t = k / 30;
                      const x = lerp(874, 826, t ** 0.7) + (i + 0.5) * lerp(15, 14, t);
                      const y = 500 + k * 12;
                      return `M${f(x - 5)} ${y - 4}L${f(x)} ${y + 3}L${f(x + 5)} ${y - 4}`;
                    })
                    .join(""),
                  "#b98a63",
                  2,
                  `opacity=".4"`,
                ),
              )
              .join("") +
            fill("M880 480C900 560 890 660 880 860H1000V480Z", "#a8704f", `opacity=".24" filter="url(#b14)"`),
        ) +
        // front bands of the cardigan
        line("M870 482C842 560 832 660 824 870", "#84b5a6", 17) +
        line("M862 482C834 560 824 660 816 870", "#d9eac9", 2.5, `opacity=".7"`) +
        line("M1002 488C966 600 950 740 958 870", "#2f6a69", 19) +
        line("M994 488C958 600 941 740 949 870", "#6fa79b", 2.5, `opacity=".75"`) +
        [
          [822, 690],
          [954, 640],
        ]
          .map(([x, y]) => oval(x, y, 6, 6.5, "#5a3423") + oval(x - 1.5, y - 2, 2, 2, "#e8b880"))
          .join("") +
        // folds and knit
        fill(
          "M1010 520C990 600 980 700 990 860H1060C1030 760 1020 640 1040 552Z",
          "#143238",
          `opacity=".4" filter="url(#b8)"`,
        ) +
        fill(
          "M812 520C786 590 774 690 770 860H806C804 720 812 620 830 530Z",
          "#163a40",
          `opacity=".34" filter="url(#b5)"`,
        ) +
        // shade that the forearm and the mug throw on her front
        fill("M800 770C880 720 1000 700 1060 760V870H800Z", "#1a1f28", `opacity=".42" filter="url(#b8)"`) +
        fill(
          "M1000 494C1060 504 1110 520 1136 556C1100 530 1050 516 1000 512Z",
          "#9ccbb8",
          `opacity=".5" filter="url(#b3)"`,
        ),
    );

  const ribs = (n, at) => range(n).map(at).join("");
  const armFar =
    fill(ARM_FAR, "url(#sleeveFar)") +
    inside(
      "cArmF",
      fill(
        "M800 560C780 620 770 680 750 720C730 760 720 800 720 840H820V560Z",
        "#1d4a4c",
        `opacity=".5" filter="url(#b8)"`,
      ) +
        ribs(9, (i) =>
          line(
            `M${f(788 - i * 9)} 540C${f(754 - i * 6)} 620 ${f(740 - i * 6)} 700 ${f(716 - i * 4)} 830`,
            "#12383c",
            1.6,
            `opacity=".2"`,
          ),
        ) +
        line(
          "M794 514C748 536 724 626 702 694C682 748 656 796 676 820",
          "#fff0c0",
          11,
          `opacity=".9" filter="url(#b2)"`,
        ) +
        fill(
          "M690 800C706 770 736 716 778 696L786 730C760 740 730 780 720 824Z",
          "#8fc4b2",
          `opacity=".5" filter="url(#b5)"`,
        ) +
        line("M778 690C752 700 736 722 722 756", "#0f3237", 8, `opacity=".6" filter="url(#b3)"`) +
        fill("M796 778C770 800 740 826 700 834H800Z", "#0f3237", `opacity=".6" filter="url(#b5)"`) +
        line(
          "M752 706C738 722 722 728 708 730M748 728C736 744 716 752 698 752",
          "#163e42",
          5,
          `opacity=".5" filter="url(#b2)"`,
        ),
    );
  const armNear =
    fill(ARM_NEAR, "url(#sleeve)") +
    inside(
      "cArmN",
      fill(
        "M1100 540C1150 600 1170 700 1210 780V860H1100C1150 800 1130 640 1100 540Z",
        "#0f2c33",
        `opacity=".5" filter="url(#b8)"`,
      ) +
        fill("M900 784C980 812 1080 850 1190 830V870H900Z", "#0f2c33", `opacity=".55" filter="url(#b8)"`) +
        fill(
          "M912 690C962 708 1012 722 1076 722C1040 742 960 730 910 710Z",
          "#a7d0bd",
          `opacity=".5" filter="url(#b3)"`,
        ) +
        line(
          "M1052 722C1080 734 1098 754 1104 780M1052 708C1084 708 1116 728 1128 760M1058 732C1066 752 1066 770 1060 788",
          "#0f2f35",
          5,
          `opacity=".55" filter="url(#b2)"`,
        ) +
        fill(
          "M1056 530C1034 580 1040 650 1056 716C1070 660 1060 590 1084 534Z",
          "#7fb3a6",
          `opacity=".42" filter="url(#b5)"`,
        ) +
        line(
          "M1110 540C1150 566 1166 620 1176 690C1184 740 1204 780 1194 820",
          "#ffb866",
          6,
          `opacity=".5" filter="url(#b2)"`,
        ) +
        ribs(12, (i) =>
          line(
            `M${f(1058 + i * 9)} 535C${f(1044 + i * 10)} 610 ${f(1056 + i * 10)} 680 ${f(1092 + i * 9)} ${f(722 + i * 9)}`,
            "#0f2f35",
            1.5,
            `opacity=".18"`,
          ),
        ) +
        ribs(8, (i) =>
          line(
            `M${f(910 - i)} ${f(696 + i * 11)}C970 ${f(718 + i * 11)} 1040 ${f(738 + i * 10)} ${f(1096 + i * 8)} ${f(724 + i * 9)}`,
            "#0f2f35",
            1.5,
            `opacity=".2"`,
          ),
        ) +
        box(900, 520, 320, 340, "#000", `filter="url(#knit)" opacity=".28"`),
    );

  // Cuffs pulled over the hands: only the fingers show, wrapped round the mug.
  const cuff = (d, paint, lines) => fill(d, paint) + lines;
  const cuffNear = cuff(
    "M934 684C918 672 900 676 894 692C888 716 888 750 895 774C902 790 920 794 932 786C940 752 940 716 934 684Z",
    "#2f6a69",
    ribs(7, (i) =>
      line(
        `M${f(935)} ${f(696 + i * 13)}C922 ${f(692 + i * 13)} 906 ${f(692 + i * 12.5)} 893 ${f(701 + i * 11.5)}`,
        "#123a3e",
        2.2,
        `opacity=".5"`,
      ),
    ) + line("M901 682C894 700 892 736 899 772", "#8fc0ae", 3, `opacity=".6"`),
  );
  const cuffFar = cuff(
    "M744 696C756 682 774 684 780 698C786 722 786 750 780 776C772 790 756 790 746 780C738 752 738 722 744 696Z",
    "#6fa89b",
    ribs(6, (i) =>
      line(
        `M742 ${f(706 + i * 13)}C756 ${f(701 + i * 13)} 770 ${f(703 + i * 12)} 782 ${f(710 + i * 11)}`,
        "#245558",
        2.2,
        `opacity=".5"`,
      ),
    ) + line("M746 698C738 724 738 752 747 778", "#fff0c0", 4, `opacity=".8"`),
  );

  const mug =
    fill("M782 662C782 720 786 756 798 772C812 782 858 782 872 772C884 756 888 720 888 662Z", "url(#mug)") +
    fill(
      "M850 664C856 720 852 756 842 779C856 779 866 777 872 772C884 756 888 720 888 662Z",
      "#8d5a40",
      `opacity=".35" filter="url(#b3)"`,
    ) +
    oval(835, 662, 53, 13, "#fff3dc") +
    oval(835, 664, 46, 9.5, "#7a4526") +
    fill("M796 663C806 657 830 655 852 657C846 663 820 667 800 668Z", "#c98d57", `opacity=".8"`) +
    line("M784 672C785 710 788 744 796 764", "#fffbee", 4, `opacity=".8" filter="url(#b1)"`);
  // A finger from knuckle to tip: broad, a slight bend, a narrower round end, a small nail.
  const finger = (x0, y0, x1, y1, w, skin) => {
    const k = Math.sign(x1 - x0);
    const a = w / 2;
    const b = w * 0.4;
    const mx = lerp(x0, x1, 0.52);
    const my = lerp(y0, y1, 0.5) - 1.5;
    const shape = (dy) =>
      `M${f(x0)} ${f(y0 - a + dy)}C${f(lerp(x0, mx, 0.6))} ${f(y0 - a - 1 + dy)} ${f(mx)} ${f(my - a + dy)} ${f(x1 - k * b)} ${f(y1 - b + dy)}C${f(x1 + k * 3)} ${f(y1 - b + dy)} ${f(x1 + k * 3)} ${f(y1 + b + dy)} ${f(x1 - k * b)} ${f(y1 + b + dy)}C${f(mx)} ${f(my + a + 1.5 + dy)} ${f(lerp(x0, mx, 0.6))} ${f(y0 + a + dy)} ${f(x0)} ${f(y0 + a + dy)}Z`;
    return (
      fill(shape(2), "#8d4a30", `opacity=".5"`) +
      fill(shape(0), skin) +
      line(
        `M${f(x0)} ${f(y0 + a - 1.5)}C${f(lerp(x0, mx, 0.6))} ${f(y0 + a - 1.5)} ${f(mx)} ${f(my + a)} ${f(x1 - k * b)} ${f(y1 + b - 1)}`,
        "#c47a56",
        2,
        `opacity=".6"`,
      ) +
      line(`M${f(mx)} ${f(my - a * 0.6)}q${f(k * 2.5)} 3 0 6`, "#c47a56", 1.3, `opacity=".5"`) +
      line(`M${f(x0)} ${f(y0 - a * 0.5)}L${f(x1 - k * b * 1.4)} ${f(y1 - b * 0.5)}`, "#ffe9d2", 2.6, `opacity=".55"`) +
      oval(x1 - k * 3.6, y1 - 1.2, 3.6, 3.2, "#f3a592", `opacity=".9"`)
    );
  };
  const hands =
    fill("M776 694C788 690 800 692 806 698L808 764C800 774 788 778 776 774Z", "#efb88f") +
    [
      [700, 697, 832, 17],
      [718.5, 716, 838, 18],
      [737, 735, 836, 17.5],
      [755, 753, 828, 15.5],
    ]
      .map(([y0, y1, tip, w]) => finger(786, y0, tip, y1, w, "#fbd0aa"))
      .reverse()
      .join("") +
    fill("M898 690C886 686 872 690 866 698L864 762C874 774 888 778 898 776Z", "#dd9d76") +
    [
      [699, 704, 850, 18],
      [718, 723, 844, 19],
      [737.5, 742, 846, 18.5],
      [756, 759.5, 854, 16],
    ]
      .map(([y0, y1, tip, w]) => finger(892, y0, tip, y1, w, "#f0b890"))
      .reverse()
      .join("");

  const collar =
    fill(
      "M880 446C870 466 868 488 876 504C906 530 974 528 1002 500C1004 482 998 458 988 440C962 468 904 470 880 446Z",
      "url(#cream)",
    ) +
    ribs(12, (i) =>
      line(
        `M${f(884 + i * 9.4)} ${f(452 + Math.sin((i / 11) * Math.PI) * 13)}C${f(880 + i * 10)} 476 ${f(880 + i * 10.2)} 490 ${f(882 + i * 10.4)} ${f(504 + Math.sin((i / 11) * Math.PI) * 14)}`,
        "#b98a63",
        2.2,
        `opacity=".45"`,
      ),
    ) +
    fill(
      "M940 462C962 462 980 452 988 440C998 458 1004 482 1002 500C990 512 972 518 950 520Z",
      "#9c6244",
      `opacity=".3" filter="url(#b5)"`,
    ) +
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
    arms: group("arms", armFar + armNear + mug + hands + cuffFar + cuffNear) + steam(r, 838, 654, 0.6, 0.55),
  };
};

/** Steam: soft wavering ribbons that swell and fade as they rise. */
const steam = (r, x, y, s, alpha) => {
  const ribbon = (dx, height, sway, width, phase) => {
    const at = (t) => [
      dx * (1 - 0.5 * t) + sway * t ** 0.6 * Math.sin(phase + t * 6.6),
      -height * t,
      width * Math.sin(Math.PI * (0.1 + 0.9 * t)) ** 0.8 * (0.55 + 0.45 * Math.cos(phase * 2 + t * 8)),
    ];
    const steps = range(41).map((i) => at(i / 40));
    const left = steps.map(([px, py, w]) => `${f(px - w)} ${f(py)}`);
    const right = steps.map(([px, py, w]) => `${f(px + w)} ${f(py)}`).reverse();
    return fill(`M${[...left, ...right].join("L")}Z`, "url(#steamFade)");
  };
  return (
    `<g transform="translate(${x} ${y}) scale(${s})" opacity="${alpha}">` +
    `<g filter="url(#b3)">${[-30, 26].map((dx, i) => ribbon(dx, lerp(180, 200, r()), lerp(20, 25, r()), 9 - 2 * i, 0.4 + i * 0.5)).join("")}</g>` +
    `<g opacity=".55" filter="url(#b8)">${ribbon(0, 205, 26, 30, 0.7)}</g>` +
    `</g>`
  );
};

// --- foreground ------------------------------------------------------------------------

const table = () => {
  const defs = [
    linear(
      "table",
      [0, 800, 1600, 900],
      [
        [0, "#e8aa6b"],
        [0.3, "#bd7a48"],
        [0.65, "#844d34"],
        [1, "#4d2a24"],
      ],
    ),
    linear(
      "tableDepth",
      [0, 796, 0, 900],
      [
        [0, "#ffd296", 0.3],
        [0.3, "#ffd296", 0],
        [1, "#2a1216", 0.55],
      ],
    ),
  ].join("");
  return (
    `<defs>${defs}</defs>` +
    box(-60, 800, 1720, 160, "url(#table)") +
    box(-60, 800, 1720, 120, "#000", `filter="url(#grainwood)" opacity=".8"`) +
    box(-60, 800, 1720, 160, "url(#tableDepth)") +
    box(-60, 799, 1720, 3, "#ffdca0", `opacity=".65"`) +
    // window light lying on the wood, then the shade under her arms and the cup
    fill(
      "M-60 806H250L120 900H-60ZM300 806H560L500 900H190ZM610 806H690L650 900H570Z",
      "#ffe0a0",
      `opacity=".34" filter="url(#b5)"`,
    ) +
    oval(1080, 842, 150, 16, "#230f12", `opacity=".6" filter="url(#b8)"`) +
    oval(740, 828, 90, 13, "#230f12", `opacity=".5" filter="url(#b8)"`) +
    oval(900, 850, 160, 18, "#230f12", `opacity=".3" filter="url(#b14)"`)
  );
};

const bigLeaf = (x, y, angle, len, wide, paint, vein) =>
  `<g transform="translate(${x} ${y}) rotate(${angle})">` +
  fill(
    `M0 0C${len * 0.2} ${-wide} ${len * 0.72} ${-wide * 0.9} ${len} 0C${len * 0.72} ${wide * 0.8} ${len * 0.2} ${wide * 0.9} 0 0Z`,
    paint,
  ) +
  fill(
    `M0 0C${len * 0.2} ${-wide} ${len * 0.72} ${-wide * 0.9} ${len} 0C${len * 0.7} ${-wide * 0.25} ${len * 0.3} ${-wide * 0.2} 0 0Z`,
    "#d9e08a",
    `opacity=".22"`,
  ) +
  line(`M0 0C${len * 0.3} ${-wide * 0.12} ${len * 0.7} ${-wide * 0.1} ${len} 0`, vein, 4, `opacity=".7"`) +
  range(6)
    .map((i) => {
      const t = 0.16 + i * 0.13;
      return line(
        `M${len * t} ${-wide * 0.07}L${len * (t + 0.13)} ${-wide * 0.62 * Math.sin(Math.PI * (t + 0.1))}M${len * t} ${-wide * 0.05}L${len * (t + 0.13)} ${wide * 0.54 * Math.sin(Math.PI * (t + 0.1))}`,
        vein,
        2,
        `opacity=".4"`,
      );
    })
    .join("") +
  line(`M0 0C${len * 0.2} ${-wide} ${len * 0.72} ${-wide * 0.9} ${len} 0`, "#ffe6a0", 4, `opacity=".65"`) +
  `</g>`;

const foreground = () => {
  const r = rng(9);
  const defs = [
    linear(
      "bigCup",
      [300, 0, 512, 0],
      [
        [0, "#fff8e8"],
        [0.4, "#f4dfc0"],
        [0.8, "#c4936c"],
        [1, "#a06a4c"],
      ],
    ),
    linear(
      "leafA",
      [0, -80, 300, 90],
      [
        [0, "#7d9a58"],
        [0.5, "#3d6344"],
        [1, "#1a3733"],
      ],
    ),
    linear(
      "leafB",
      [0, -80, 300, 90],
      [
        [0, "#557a4a"],
        [0.6, "#264a3c"],
        [1, "#122a2b"],
      ],
    ),
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
    fill(
      "M450 730C452 800 430 850 404 870H440C476 862 506 800 508 730Z",
      "#8d5238",
      `opacity=".35" filter="url(#b5)"`,
    ) +
    fill(
      "M313 780C316 790 320 800 324 808C380 822 440 820 488 806C492 798 496 790 498 780C440 796 370 796 313 780Z",
      "#3f7c77",
      `opacity=".85"`,
    ) +
    oval(406, 730, 102, 22, "#fff6e2") +
    oval(406, 733, 91, 17, "#7d4728") +
    fill(
      "M330 733C346 722 400 718 440 722C480 726 486 736 462 742C440 748 372 750 346 744C334 741 326 737 330 733Z",
      "#d9a066",
      `opacity=".85"`,
    ) +
    fill(
      "M372 735C384 727 398 731 406 738C416 730 434 728 440 735C432 743 414 745 406 746C396 745 380 742 372 735Z",
      "#fff0d6",
    ) +
    line("M306 742C310 790 326 832 350 856", "#fffdf2", 8, `opacity=".85" filter="url(#b2)"`);
  // A closed notebook with a pencil: keeps the right half of the table from being bare wood.
  const book =
    fill("M1150 884L1206 834H1424L1436 886L1420 900H1150Z", "#1c0d10", `opacity=".5" filter="url(#b5)"`) +
    fill("M1140 872L1196 826H1412L1420 872Z", "#b5533f") +
    fill("M1140 872H1420V888H1142Z", "#f3dfc0") +
    line("M1141 876H1420M1141 881H1420", "#c9a57e", 1.5) +
    line("M1140 888.500H1420", "#8a3a2e", 4) +
    fill("M1140 872L1196 826H1220L1166 872Z", "#8a3a2e", `opacity=".6"`) +
    line("M1197 827H1411", "#ffc79a", 2.5, `opacity=".8"`) +
    line("M1268 858L1372 838", "#e8b04e", 7) +
    line("M1268 856L1372 836", "#fff0b8", 2, `opacity=".8"`) +
    line("M1262 859L1256 860.500", "#f3dfc0", 5);
  const leaves =
    bigLeaf(1640, 640, 214, 260, 74, "url(#leafB)", "#89a868") +
    bigLeaf(1650, 760, 196, 300, 82, "url(#leafB)", "#89a868") +
    bigLeaf(1640, 860, 222, 330, 90, "url(#leafA)", "#b5cc88") +
    bigLeaf(1650, 930, 196, 330, 80, "url(#leafA)", "#a9c27c") +
    bigLeaf(1600, 960, 250, 300, 70, "url(#leafB)", "#89a868");
  return (
    `<defs>${defs}</defs>` +
    group("book", book, `filter="url(#b1)"`) +
    group("cup", cup, `filter="url(#b2)"`) +
    steam(r, 400, 728, 1.3, 0.66) +
    group("leaves", leaves, `filter="url(#b5)"`)
  );
};

// --- light over everything ------------------------------------------------------------

const light = () => {
  const r = rng(52);
  const defs = [
    linear(
      "shaft",
      [120, 60, 900, 820],
      [
        [0, "#ffd98a", 0.42],
        [0.5, "#ffb45e", 0.24],
        [1, "#ff9f4a", 0],
      ],
    ),
    radial(
      "haze",
      [250, 210, 900],
      [
        [0, "#ffc766", 0.16],
        [0.45, "#ff9f4a", 0.1],
        [1, "#ff8f3c", 0],
      ],
    ),
    radial(
      "vignette",
      [760, 400, 1080],
      [
        [0, "#2a0f0c", 0],
        [0.6, "#2a0f0c", 0],
        [1, "#1d0a0c", 0.56],
      ],
    ),
  ].join("");
  const shafts = [
    [40, 150, 420, 640],
    [230, 310, 690, 860],
    [380, 430, 930, 1030],
  ]
    .map(([a, b, c, d]) => fill(`M${a} -20L${b} -20L${d} 920L${c} 920Z`, "url(#shaft)", `opacity=".38"`))
    .join("");
  const dust = range(44)
    .map(() => {
      const size = lerp(0.9, 3, r() ** 2);
      const x = lerp(40, 760, r());
      return oval(x, lerp(120, 780, r()), size, size, "#ffeebb", `opacity="${f(lerp(0.2, 0.5, r()))}"`);
    })
    .join("");
  return (
    `<defs>${defs}</defs>` +
    `<g style="mix-blend-mode:screen"><g filter="url(#b14)">${shafts}</g>${box(-BLEED, -BLEED, W + 2 * BLEED, H + 2 * BLEED, "url(#haze)")}<g filter="url(#b1)">${dust}</g></g>` +
    box(-BLEED, -BLEED, W + 2 * BLEED, H + 2 * BLEED, "url(#vignette)")
  );
};

// --- put together -------------------------------------------------------------------------

const { body, arms } = character();
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-BLEED} ${-BLEED} ${W + 2 * BLEED} ${H + 2 * BLEED}" width="${W + 2 * BLEED}" height="${H + 2 * BLEED}">
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
