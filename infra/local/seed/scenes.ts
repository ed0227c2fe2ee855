/** The sample photos, drawn: driveways with piles, a truck, a cleared garage, a receipt. SVG, 1600 × 1200 or upright. */

export interface Scene {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Draws the same numbers for the same seed (mulberry32), so that a scene is the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const JUNK_COLORS = ['#7a5a3a', '#a07848', '#4f5d66', '#8b3f33', '#c9b28a', '#385a72', '#6d7f4e', '#d8d2c4'];

export function drawDriveway(seed: number, options: { readonly pile: boolean; readonly truck: boolean }): Scene {
  const random = createRandom(seed);
  const sky = random() > 0.5 ? ['#8fc1ea', '#dfeefa'] : ['#b9c6d3', '#eef1f4'];
  const wall = ['#d9cdb8', '#c8d0cf', '#e2d3c6'][Math.floor(random() * 3)] ?? '#d9cdb8';
  return toScene(1600, 1200, [
    `<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${sky[0]}"/><stop offset="1" stop-color="${sky[1]}"/></linearGradient></defs>`,
    '<rect width="1600" height="620" fill="url(#sky)"/>',
    `<rect x="180" y="250" width="1240" height="480" fill="${wall}"/><path d="M130 270 800 40l670 230z" fill="#5b4a44"/>`,
    '<rect x="420" y="380" width="760" height="350" fill="#f1eee8"/>',
    ...[0, 1, 2, 3].map((row) => `<path d="M430 ${460 + row * 85}h740" stroke="#cfc9be" stroke-width="6"/>`),
    '<rect y="620" width="1600" height="580" fill="#6f8f4f"/><path d="M420 730h760l300 470H120z" fill="#9a9a98"/>',
    ...(options.truck ? [drawTruck()] : []),
    ...(options.pile ? drawPile(random) : []),
  ]);
}

function drawPile(random: () => number): readonly string[] {
  return Array.from({ length: 46 }, (_, index) => {
    const spread = 1 - index / 60;
    const x = 780 + (random() - 0.5) * 760 * spread;
    const y = 1020 - index * 8 - random() * 60;
    const width = 70 + random() * 150;
    const height = 40 + random() * 110;
    const color = JUNK_COLORS[Math.floor(random() * JUNK_COLORS.length)] ?? '#7a5a3a';
    const turn = (random() - 0.5) * 50;
    return `<rect x="${x.toFixed()}" y="${y.toFixed()}" width="${width.toFixed()}" height="${height.toFixed()}" rx="${(random() * 16).toFixed()}" fill="${color}" stroke="#2b2722" stroke-opacity=".35" stroke-width="4" transform="rotate(${turn.toFixed()} ${x.toFixed()} ${y.toFixed()})"/>`;
  });
}

function drawTruck(): string {
  return `<g><ellipse cx="800" cy="1050" rx="560" ry="46" fill="#000" opacity=".3"/><rect x="300" y="560" width="700" height="420" rx="14" fill="#2f6f4e"/>
<text x="650" y="800" font-family="sans-serif" font-weight="700" font-size="86" text-anchor="middle" fill="#fff">JUNK · GONE</text>
<path d="M1010 700h190l110 150v130h-300z" fill="#e9e6df"/><path d="M1050 735h130l70 105h-200z" fill="#7fa5bd"/>
${[450, 850, 1200].map((x) => `<circle cx="${x}" cy="1000" r="72" fill="#22201e"/><circle cx="${x}" cy="1000" r="30" fill="#9b9b98"/>`).join('')}</g>`;
}

/** The inside of a garage: full of boxes, or swept. */
export function drawGarage(seed: number, options: { readonly cleared: boolean }): Scene {
  const random = createRandom(seed);
  const boxes = options.cleared ? 2 : 40;
  return toScene(1600, 1200, [
    '<rect width="1600" height="1200" fill="#d6d1c7"/><path d="M0 0h1600L1250 260H350z" fill="#f0ede6"/><path d="M0 1200h1600L1250 820H350z" fill="#a5a29b"/><rect x="350" y="260" width="900" height="560" fill="#e3dfd6"/>',
    '<rect x="700" y="120" width="200" height="26" rx="13" fill="#fffbe6"/>',
    // The nearer a box, the larger, and before those behind it.
    ...Array.from({ length: boxes }, (_, index) => {
      const depth = (index + random()) / boxes;
      const size = 70 + depth * 170;
      const x = 330 + random() * 900 - depth * 120;
      const y = 620 + depth * 380 - random() * (options.cleared ? 0 : 220);
      return `<g transform="translate(${x.toFixed()} ${y.toFixed()})"><rect width="${size.toFixed()}" height="${(size * 0.8).toFixed()}" fill="${['#b98b57', '#a87b49', '#c79c69'][Math.floor(random() * 3)]}"/><path d="M0 ${(size * 0.12).toFixed()}h${size.toFixed()}" stroke="#7d5a32" stroke-width="5"/></g>`;
    }),
    ...(options.cleared
      ? [
          '<path d="M1120 520l40 480" stroke="#8a5a2b" stroke-width="18"/><path d="M1120 980h90l20 70h-130z" fill="#c79c3f"/>',
        ]
      : []),
  ]);
}

/** A receipt of the transfer station, upright. */
export function drawReceipt(lines: readonly string[]): Scene {
  const text = lines.map((line, index) => `<text x="230" y="${360 + index * 74}" font-size="44">${line}</text>`);
  return toScene(1200, 1600, [
    '<rect width="1200" height="1600" fill="#5d4632"/><path d="M150 120h880l20 1380-920-20z" fill="#fbfaf4"/>',
    `<g font-family="monospace" fill="#23211d"><text x="590" y="240" font-size="60" font-weight="700" text-anchor="middle">TRANSFER STATION</text>${text.join('')}</g>`,
  ]);
}

function toScene(width: number, height: number, parts: readonly string[]): Scene {
  return {
    width,
    height,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`,
  };
}
