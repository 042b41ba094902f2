/**
 * Test pictures for the preview engine, drawn here: textures, gradients, text, thin lines and grain, as in the images that people send.
 *
 * `subject` is the box of the subject, in shares of the picture. `white`: the ground is white up to the edges.
 */
import sharp from "sharp";

const noise = (id, frequency, octaves, seed, color) =>
  `<filter id="${id}" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="${octaves}" seed="${seed}"/><feColorMatrix values="${color}"/><feComposite in2="SourceGraphic" operator="in"/></filter>`;
const gradient = (id, stops, across = false) =>
  `<linearGradient id="${id}" ${across ? 'x2="1" y2="0"' : 'x2="0" y2="1"'}>${stops
    .map(([offset, color]) => `<stop offset="${offset}" stop-color="${color}"/>`)
    .join("")}</linearGradient>`;
const svg = (width, height, body) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
/** Repeats a drawing with even, deterministic numbers from 0 to 1. */
const repeat = (count, draw) =>
  Array.from({ length: count }, (_, index) =>
    draw(index, (salt) => {
      const value = Math.sin((index + 1) * 12.9898 + salt * 78.233) * 43758.5453;
      return value - Math.floor(value);
    }),
  ).join("");

function portrait() {
  return svg(
    1200,
    1500,
    `<defs>${gradient("wall", [
      [0, "#7d8c93"],
      [1, "#39434c"],
    ])}<radialGradient id="skin" cx=".42" cy=".38" r=".75"><stop stop-color="#f3cfb3"/><stop offset=".55" stop-color="#d9a27e"/><stop offset="1" stop-color="#8e5a41"/></radialGradient>
    ${gradient("neck", [
      [0, "#9a6448"],
      [1, "#cb9370"],
    ])}
    ${gradient("coat", [
      [0, "#364b63"],
      [1, "#1d2938"],
    ])}
    <filter id="soft"><feGaussianBlur stdDeviation="38"/></filter><filter id="s6"><feGaussianBlur stdDeviation="7"/></filter>
    ${noise("weave", "0.9 0.5", 2, 4, "0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 1.2 -0.45")}
    ${noise("hairs", "0.25 0.008", 3, 9, "0 0 0 0 .32  0 0 0 0 .2  0 0 0 0 .12  0 0 0 1.7 -0.55")}</defs>
    <rect width="1200" height="1500" fill="url(#wall)"/>
    <g filter="url(#soft)"><circle cx="190" cy="330" r="95" fill="#d9c18c"/><circle cx="1040" cy="210" r="120" fill="#c8a66e"/><circle cx="1010" cy="820" r="80" fill="#7396a8"/><circle cx="120" cy="920" r="110" fill="#90725c"/></g>
    <path d="M330 760 Q300 300 600 250 Q900 290 880 760 Q890 950 800 1010 L400 1010 Q310 940 330 760Z" fill="#2f1f17"/>
    <path d="M330 760 Q300 300 600 250 Q900 290 880 760 Q890 950 800 1010 L400 1010 Q310 940 330 760Z" fill="#000" filter="url(#hairs)"/>
    <path d="M500 880 h210 v240 q-100 90 -210 0Z" fill="url(#neck)"/>
    <path d="M120 1500 Q140 1180 500 1080 Q600 1170 710 1080 Q1070 1180 1090 1500Z" fill="url(#coat)"/>
    <path d="M120 1500 Q140 1180 500 1080 Q600 1170 710 1080 Q1070 1180 1090 1500Z" filter="url(#weave)"/>
    <path d="M500 1080 L605 1290 L710 1080 L760 1110 L610 1400 L450 1110Z" fill="#e9e4da"/>
    <ellipse cx="603" cy="670" rx="205" ry="285" fill="url(#skin)"/>
    <path d="M395 600 Q420 390 600 380 Q790 390 812 610 Q760 480 640 470 Q470 480 395 600Z" fill="#2f1f17"/>
    <g fill="#3a2418"><path d="M462 598 q48 -26 96 -4 l-3 13 q-46 -20 -90 4Z"/><path d="M650 594 q50 -22 96 6 l-4 12 q-44 -24 -90 -4Z"/></g>
    <g><ellipse cx="512" cy="646" rx="42" ry="20" fill="#f4efe9"/><circle cx="514" cy="646" r="18" fill="#5a3b22"/><circle cx="514" cy="646" r="8"/><circle cx="520" cy="640" r="4" fill="#fff"/>
    <ellipse cx="698" cy="646" rx="42" ry="20" fill="#f4efe9"/><circle cx="697" cy="646" r="18" fill="#5a3b22"/><circle cx="697" cy="646" r="8"/><circle cx="703" cy="640" r="4" fill="#fff"/>
    <path d="M468 642 q44 -34 88 0M654 642 q44 -34 88 0" fill="none" stroke="#3a2418" stroke-width="5"/></g>
    <path d="M602 655 q-18 90 -34 112 q20 22 62 10" fill="none" stroke="#a56f52" stroke-width="9" filter="url(#s6)"/>
    <path d="M520 836 q80 -24 164 0 q-84 58 -164 0Z" fill="#a9514c"/><path d="M520 836 q80 12 164 0" fill="none" stroke="#6e2f2c" stroke-width="4"/>
    <g fill="#e5a58a" opacity=".5" filter="url(#s6)"><circle cx="450" cy="740" r="42"/><circle cx="760" cy="740" r="42"/></g>`,
  );
}

function product() {
  return svg(
    2000,
    1200,
    `<defs>${gradient(
      "glass",
      [
        [0, "#0f3b34"],
        [0.18, "#3f8f7d"],
        [0.3, "#1d5d50"],
        [0.7, "#174c42"],
        [0.86, "#4aa08c"],
        [1, "#0d332d"],
      ],
      true,
    )}${gradient(
      "metal",
      [
        [0, "#77716a"],
        [0.25, "#efe9dd"],
        [0.5, "#9d958a"],
        [0.8, "#f6f1e6"],
        [1, "#6c665f"],
      ],
      true,
    )}
    <radialGradient id="shade"><stop stop-color="#000" stop-opacity=".38"/><stop offset="1" stop-color="#000" stop-opacity="0"/></radialGradient></defs>
    <rect width="2000" height="1200" fill="#fff"/>
    <g transform="translate(200 0)">    <ellipse cx="800" cy="1072" rx="300" ry="38" fill="url(#shade)"/>
    <path d="M640 460 Q640 380 730 350 V230 H870 V350 Q960 380 960 460 V1040 Q960 1070 930 1070 H670 Q640 1070 640 1040Z" fill="url(#glass)"/>
    <rect x="722" y="130" width="156" height="118" rx="8" fill="url(#metal)"/>${repeat(18, (i) => `<path d="M${728 + i * 8.6} 136 V242" stroke="#5d574f" stroke-width="1.4"/>`)}
    <rect x="640" y="560" width="320" height="340" fill="#f7f3ea"/><rect x="656" y="576" width="288" height="308" fill="none" stroke="#1d5d50" stroke-width="3"/>
    <g font-family="DejaVu Serif, serif" text-anchor="middle" fill="#17332d"><text x="800" y="668" font-size="58" letter-spacing="6">VERDE</text><text x="800" y="722" font-size="25" letter-spacing="5">OLIVE OIL</text><text x="800" y="840" font-size="19">cold pressed · 500 ml</text></g>
    <path d="M690 752 H910" stroke="#1d5d50" stroke-width="1.5"/></g>`,
  );
}

function banner() {
  return svg(
    1920,
    1080,
    `<rect width="1920" height="1080" fill="#f4b942"/><rect x="0" y="820" width="1920" height="260" fill="#222831"/>
    <g font-family="DejaVu Sans, sans-serif" font-weight="bold"><text x="90" y="330" font-size="170" fill="#222831">SUMMER SALE</text>
    <text x="96" y="470" font-size="76" fill="#b03a2e">up to 50 % off everything</text><text x="96" y="950" font-size="58" fill="#f4f4f4">1–31 August · www.example.com</text>
    <text x="1310" y="700" font-size="160" fill="#b03a2e">–50%</text></g>
    <rect x="60" y="60" width="1800" height="960" fill="none" stroke="#222831" stroke-width="4"/>
    ${repeat(24, (i) => `<path d="M${96 + i * 46} 560 v160" stroke="#222831" stroke-width="2"/>`)}`,
  );
}

function landscape() {
  const ridge = (base, height, seed) =>
    `M0 ${base} ${repeat(25, (i, random) => `L${i * 80} ${base - height * (0.35 + 0.65 * Math.abs(Math.sin(i * 0.61 + seed))) - random(seed) * height * 0.22} `)} L2000 ${base} V1250 H0Z`;
  return svg(
    1920,
    1200,
    `<defs>${gradient("sky", [
      [0, "#2f6fb5"],
      [0.6, "#a9cce3"],
      [1, "#f6dcb5"],
    ])}${gradient("field", [
      [0, "#93a852"],
      [1, "#3c5a24"],
    ])}
    <filter id="blur"><feGaussianBlur stdDeviation="22"/></filter>
    ${noise("rock", "0.02 0.035", 5, 3, "0 0 0 0 .1  0 0 0 0 .13  0 0 0 0 .2  0 0 0 1.4 -0.45")}
    ${noise("grass", "0.12 0.03", 4, 8, "0 0 0 0 .13  0 0 0 0 .22  0 0 0 0 .05  0 0 0 2.2 -0.75")}
    ${noise("leaf", "0.06", 4, 5, "0 0 0 0 .45  0 0 0 0 .58  0 0 0 0 .2  0 0 0 2.4 -1")}</defs>
    <rect width="1920" height="1200" fill="url(#sky)"/>
    <g filter="url(#blur)" fill="#fff" opacity=".75"><ellipse cx="420" cy="180" rx="260" ry="42"/><ellipse cx="1320" cy="260" rx="330" ry="36"/><ellipse cx="1600" cy="120" rx="170" ry="26"/></g>
    <path d="${ridge(640, 260, 1)}" fill="#7288a6"/><path d="${ridge(700, 170, 4)}" fill="#56708a"/><path d="${ridge(700, 170, 4)}" filter="url(#rock)"/>
    <rect y="690" width="1920" height="510" fill="url(#field)"/><rect y="690" width="1920" height="510" filter="url(#grass)"/>
    <path d="M760 1200 Q900 860 1010 700 L1030 700 Q1010 880 1180 1200Z" fill="#c9b78d"/>
    <path d="M1400 640 l120 -90 l120 90 v130 h-240Z" fill="#a8563d"/><path d="M1380 648 l140 -106 l140 106" fill="none" stroke="#4c2a20" stroke-width="12"/><rect x="1490" y="690" width="56" height="80" fill="#3d2a20"/>
    <g><rect x="280" y="560" width="36" height="360" fill="#4d3826"/><circle cx="298" cy="450" r="190" fill="#2f4f22"/><circle cx="298" cy="450" r="190" filter="url(#leaf)"/></g>
    ${repeat(16, (i) => `<rect x="${20 + i * 126}" y="985" width="16" height="130" fill="#6d5940"/>`)}<path d="M0 1015 H1920 M0 1062 H1920" stroke="#6d5940" stroke-width="9"/>`,
  );
}

function interior() {
  return svg(
    1800,
    1200,
    `<defs>${gradient("wall", [
      [0, "#e9e2d3"],
      [1, "#cfc5b1"],
    ])}${gradient("light", [
      [0, "#dff0fb"],
      [1, "#b8d9ec"],
    ])}
    ${noise("wood", "0.004 0.09", 4, 6, "0 0 0 0 .24  0 0 0 0 .13  0 0 0 0 .06  0 0 0 1.8 -0.6")}
    ${noise("cloth", "0.6", 2, 2, "0 0 0 0 .1  0 0 0 0 .12  0 0 0 0 .15  0 0 0 1.4 -0.5")}
    ${noise("plaster", "0.7", 2, 12, "0 0 0 0 .35  0 0 0 0 .32  0 0 0 0 .26  0 0 0 .5 -0.2")}</defs>
    <rect width="1800" height="840" fill="url(#wall)"/><rect width="1800" height="840" filter="url(#plaster)"/>
    <path d="M0 840 H1800 V1200 H0Z" fill="#9a6b43"/><path d="M0 840 H1800 V1200 H0Z" filter="url(#wood)"/>
    ${repeat(13, (i) => `<path d="M${900 + (i - 6) * 150} 840 L${900 + (i - 6) * 330} 1200" stroke="#5d3d25" stroke-width="3"/>`)}
    <rect y="822" width="1800" height="22" fill="#f5f0e6"/>
    <g><rect x="180" y="120" width="420" height="560" fill="#f9f6ef"/><rect x="204" y="144" width="372" height="512" fill="url(#light)"/><path d="M390 144 V656 M204 400 H576" stroke="#f9f6ef" stroke-width="16"/><path d="M204 560 Q300 480 390 540 T576 520 V656 H204Z" fill="#8fb08b"/></g>
    <g><rect x="760" y="210" width="240" height="300" fill="#3b342c"/><rect x="780" y="230" width="200" height="260" fill="#f0ebe0"/><circle cx="880" cy="350" r="66" fill="#c65b3c"/><path d="M800 440 H960" stroke="#27506b" stroke-width="18"/></g>
    <g><rect x="1440" y="120" width="300" height="720" fill="#7f5a3a"/><rect x="1440" y="120" width="300" height="720" filter="url(#wood)"/>${repeat(5, (i) => `<rect x="1458" y="${140 + i * 138}" width="264" height="118" fill="#51382a"/>${repeat(11, (k, random) => `<rect x="${1466 + k * 23}" y="${160 + i * 138 + random(i) * 30}" width="19" height="${96 - random(i) * 30}" fill="hsl(${Math.round(random(i + 3) * 360)} 38% ${Math.round(35 + random(i + 7) * 30)}%)"/>`)}`)}</g>
    <g><rect x="640" y="640" width="640" height="150" rx="34" fill="#4f6f7d"/><rect x="600" y="740" width="720" height="150" rx="30" fill="#5c8090"/><rect x="600" y="740" width="720" height="150" rx="30" filter="url(#cloth)"/><rect x="640" y="885" width="22" height="60" fill="#3a2a1c"/><rect x="1258" y="885" width="22" height="60" fill="#3a2a1c"/><rect x="700" y="690" width="150" height="120" rx="20" fill="#d9a441"/></g>
    <g><path d="M1350 890 V420" stroke="#2b2b2b" stroke-width="9"/><path d="M1290 430 h120 l-24 -110 h-72Z" fill="#f3dfa9"/></g>
    <path d="M420 1030 h720 l90 120 H330Z" fill="#b9483a" opacity=".85"/><path d="M450 1046 h660 l66 88 H384Z" fill="none" stroke="#f1d9b0" stroke-width="5"/>`,
  );
}

function illustration() {
  return svg(
    1600,
    1000,
    `<rect width="1600" height="1000" fill="#bfe3f0"/><circle cx="1280" cy="220" r="110" fill="#ffd166"/>
    <path d="M0 720 Q300 560 640 700 T1240 660 T1600 700 V1000 H0Z" fill="#8ac926"/><path d="M0 840 Q500 730 900 830 T1600 800 V1000 H0Z" fill="#52a447"/>
    <g stroke="#1d1d1f" stroke-width="9" stroke-linejoin="round"><path d="M640 620 q-20 -240 160 -270 q190 10 180 270 q10 190 -170 200 q-180 -10 -170 -200Z" fill="#ff8c61"/><path d="M676 420 l-30 -150 l120 80Z" fill="#ff8c61"/><path d="M940 420 l34 -150 l-124 80Z" fill="#ff8c61"/>
    <ellipse cx="812" cy="650" rx="96" ry="110" fill="#fff1e0"/><circle cx="740" cy="480" r="30" fill="#fff"/><circle cx="880" cy="480" r="30" fill="#fff"/><path d="M790 545 h44 l-22 26Z" fill="#1d1d1f"/><path d="M980 700 q150 -20 130 -170" fill="none"/></g>
    <circle cx="744" cy="484" r="13"/><circle cx="876" cy="484" r="13"/>
    ${repeat(7, (i) => `<g stroke="#1d1d1f" stroke-width="6"><path d="M${90 + i * 235} 940 v-90" /><circle cx="${90 + i * 235}" cy="836" r="26" fill="${["#ef476f", "#ffd166", "#9b5de5"][i % 3]}"/></g>`)}`,
  );
}

/** A small subject at one side: the crop to another shape has to follow it. */
function bird() {
  return svg(
    2000,
    1000,
    `<defs>${gradient("sky", [
      [0, "#9fb9c9"],
      [1, "#dfe6e4"],
    ])}<filter id="soft"><feGaussianBlur stdDeviation="30"/></filter>
    ${noise("down", "0.05 0.2", 4, 7, "0 0 0 0 .12  0 0 0 0 .1  0 0 0 0 .12  0 0 0 2 -0.8")}</defs>
    <rect width="2000" height="1000" fill="url(#sky)"/><g filter="url(#soft)" fill="#a9bdb0"><ellipse cx="1200" cy="900" rx="900" ry="120"/><ellipse cx="300" cy="960" rx="400" ry="100"/></g>
    <path d="M1180 790 Q1600 740 2000 770" stroke="#4a3a2c" stroke-width="26" fill="none"/>
    <g><path d="M1560 720 Q1500 560 1610 470 Q1720 400 1800 470 Q1850 540 1800 640 Q1760 740 1640 760 L1440 830 L1470 780Z" fill="#b5562f"/><path d="M1560 720 Q1500 560 1610 470 Q1720 400 1800 470 Q1850 540 1800 640 Q1760 740 1640 760 L1440 830 L1470 780Z" filter="url(#down)"/>
    <path d="M1800 480 l86 28 l-84 26Z" fill="#e0a92e"/><circle cx="1766" cy="480" r="15" fill="#111"/><circle cx="1771" cy="475" r="5" fill="#fff"/><path d="M1570 640 q90 -90 170 -10 q-60 90 -190 90Z" fill="#3b2b2b"/><path d="M1650 756 v40 M1690 748 v44" stroke="#3b2b1b" stroke-width="8"/></g>`,
  );
}

/** Adds the noise of a sensor, the same in every run. */
async function addGrain(image, width, height, sigma) {
  const { data, info } = await sharp(image).flatten({ background: "#fff" }).raw().toBuffer({ resolveWithObject: true });
  let state = 123456789;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let at = 0; at < data.length; at += 3) {
    const change = (random() + random() + random() - 1.5) * 2 * sigma;
    for (let channel = at; channel < at + 3; channel++)
      data[channel] = Math.min(255, Math.max(0, Math.round(data[channel] + change + (random() - 0.5) * sigma)));
  }
  return sharp(data, { raw: { width, height, channels: info.channels } });
}

const define = (draw, width, height, facts, grain = 0) => ({
  width,
  height,
  ...facts,
  async draw() {
    const drawn = Buffer.from(draw());
    const image =
      grain > 0 ? await addGrain(drawn, width, height, grain) : sharp(drawn).flatten({ background: "#fff" });
    const bytes =
      facts.type === "image/png" ? await image.png().toBuffer() : await image.jpeg({ quality: 93 }).toBuffer();
    return { bytes: new Uint8Array(bytes), type: facts.type };
  },
});

const jpeg = { type: "image/jpeg" };
const png = { type: "image/png" };
const box = (left, top, width, height) => ({ subject: { left, top, width, height } });

/** The pictures by name. `subject` is the box of the subject in shares of the picture. */
export const pictures = {
  portrait: define(portrait, 1200, 1500, { ...jpeg, ...box(0.27, 0.16, 0.47, 0.5) }, 2.5),
  product: define(product, 2000, 1200, { ...png, white: true, ...box(0.42, 0.11, 0.16, 0.79) }),
  banner: define(banner, 1920, 1080, { ...png, ...box(0.03, 0.055, 0.94, 0.89) }),
  landscape: define(landscape, 1920, 1200, { ...jpeg, ...box(0.71, 0.44, 0.16, 0.21) }, 2.5),
  interior: define(interior, 1800, 1200, { ...jpeg, ...box(0.33, 0.5, 0.41, 0.3) }, 2.5),
  illustration: define(illustration, 1600, 1000, { ...png, ...box(0.39, 0.26, 0.31, 0.62) }),
  bird: define(bird, 2000, 1000, { ...jpeg, ...box(0.72, 0.42, 0.23, 0.42) }, 2),
};
