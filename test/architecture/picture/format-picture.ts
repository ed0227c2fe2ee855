/** docs/architecture.svg as text: three wings as columns in the direction of the imports, and infra under them. */
import { WING_CAPTIONS } from './captions.ts';
import { type Arrow, formatPassage, type Layered, layer } from './layers.ts';
import {
  type Box,
  LINE_HEIGHT,
  type Placed,
  type PlacedRoom,
  placeInBand,
  placeInColumn,
  TITLE_HEIGHT,
} from './place.ts';
import type { Crossing, Plan } from './rooms.ts';

const MARGIN = 24;
const LEAST_GAP = 66;
const LABEL_CHARACTER_WIDTH = 7.9;
/** How far beside the arrow down the arrow up stands. */
const UPWARD_SHIFT = 16;
/** The wings that are columns, and how wide each is. */
const COLUMNS = { site: 376, edge: 312, origin: 260 };

interface Wing extends Box {
  readonly name: string;
  readonly layered: Layered;
  readonly rooms: readonly PlacedRoom[];
  readonly passages: Placed['passages'];
}

/** Draws a plan; the same imports give the same bytes. */
export function formatPicture({ rooms, dependencies, crossings }: Plan): string {
  const layerOf = (wing: string) =>
    layer(
      rooms.filter((room) => room.wing === wing),
      dependencies,
    );
  const gap = Math.max(
    LEAST_GAP,
    16 + LABEL_CHARACTER_WIDTH * Math.max(0, ...crossings.map(toLabel).map(({ length }) => length)),
  );
  const columns: Wing[] = [];
  let x = MARGIN;
  for (const [name, width] of Object.entries(COLUMNS)) {
    const layered = layerOf(name);
    columns.push({ name, x, y: MARGIN, width, layered, ...placeInColumn(layered, x, MARGIN, width) });
    x += width + gap;
  }
  const height = Math.max(...columns.map((wing) => wing.height));
  const y = MARGIN + height + LEAST_GAP;
  const width = x - gap - MARGIN;
  const layered = layerOf('infra');
  const band = { name: 'infra', x: MARGIN, y, width, layered, ...placeInBand(layered, MARGIN, y, width) };
  const wings = [...columns.map((wing) => ({ ...wing, height })), band];
  return formatSvg(wings, formatBetween(wings, crossings), {
    width: width + 2 * MARGIN,
    height: y + band.height + MARGIN,
  });
}

function formatSvg(
  wings: readonly Wing[],
  between: readonly string[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const size = `0 0 ${Math.round(width)} ${Math.round(height)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${size}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif" role="img" aria-labelledby="title desc">
  <title id="title">The rooms of the house and their imports</title>
  <desc id="desc">Made from the imports by npm run architecture. An arrow is an import; what a longer way implies is left out.</desc>
  <defs>
    <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6.5" markerHeight="6.5" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#34506b"/></marker>
    <marker id="tip-wing" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="5" markerHeight="5" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#c2570c"/></marker>
  </defs>
  <rect width="${Math.round(width)}" height="${Math.round(height)}" rx="14" fill="#f6f8fa"/>
${[...wings.map(formatWing), ...between].join('\n')}
</svg>
`;
}

const FILLS: Readonly<Record<string, string>> = {
  site: '#fff7ef',
  edge: '#eef4fa',
  origin: '#f1f6f1',
  infra: '#f4f1f8',
};

function formatWing(wing: Wing): string {
  const { name, x, y, width, height, rooms, layered } = wing;
  return [
    `  <g id="${name}">`,
    `    ${formatRect({ x, y, width, height }, `rx="12" fill="${FILLS[name]}" stroke="#c9d4df"`)}`,
    `    <text x="${round(x + 16)}" y="${round(y + 26)}" font-size="16" font-weight="700" fill="#1d2b38">${name}/<tspan dx="8" font-size="12.5" font-weight="400" fill="#4b5f73">${WING_CAPTIONS[name]}</tspan></text>`,
    ...layered.arrows.map((arrow) => `    ${formatArrow(arrow, wing)}`),
    ...rooms.map((room) => `    ${formatRoom(room)}`),
    '  </g>',
  ].join('\n');
}

function formatRoom({ room, lines, ...box }: PlacedRoom): string {
  const stroke = room.isFace ? 'stroke="#c2570c" stroke-width="2"' : 'stroke="#34506b" stroke-width="1.2"';
  const middle = round(box.x + box.width / 2);
  const texts = lines.map(
    (line, index) =>
      `<text x="${middle}" y="${round(box.y + TITLE_HEIGHT + 11 + index * LINE_HEIGHT)}" font-size="11.5" fill="#4b5f73">${line}</text>`,
  );
  return `<g text-anchor="middle">${formatRect(box, `rx="8" fill="#fff" ${stroke}`)}<text x="${middle}" y="${round(box.y + 21)}" font-size="14" font-weight="600" fill="#1d2b38">${room.title}</text>${texts.join('')}</g>`;
}

function formatArrow(arrow: Arrow, { name, passages, layered }: Wing): string {
  const between = layered.layers.map((_, level) => formatPassage(arrow, level));
  const way = [arrow.from, ...(arrow.isUpward ? between.reverse() : between), arrow.to];
  const boxes = way.flatMap((id) => passages.get(id) ?? []);
  const path =
    name === 'infra' ? toPath(boxes.map(turn), turnPoint) : toPath(boxes, asItIs, arrow.isUpward ? UPWARD_SHIFT : 0);
  const dashes = arrow.isUpward ? ' stroke-dasharray="4 4"' : '';
  return `<path d="${path}" fill="none" stroke="#34506b" stroke-width="1.5"${dashes} marker-end="url(#tip)"/>`;
}

type Point = readonly [x: number, y: number];

const asItIs = (point: Point): Point => point;
const turnPoint = ([x, y]: Point): Point => [y, x];

function turn({ x, y, width, height }: Box): Box {
  return { x: y, y: x, width: height, height: width };
}

/** From box to box, down or up, and straight through those between the first and the last. */
function toPath(boxes: readonly Box[], finish: (point: Point) => Point, shift = 0): string {
  const format = (points: readonly Point[]) => points.map((point) => finish(point).map(round).join(' ')).join(' ');
  return boxes.slice(1).reduce((path, to, index) => {
    const from = boxes[index] ?? to;
    const isDown = from.y < to.y;
    const tip = index === boxes.length - 2 ? 1 : 0;
    const [x1, x2] = [from.x + from.width / 2 + shift, to.x + to.width / 2 + shift];
    const [y1, y2] = isDown ? [from.y + from.height, to.y - tip] : [from.y, to.y + to.height + tip];
    const middle = (y1 + y2) / 2;
    return `${path}${index === 0 ? 'M' : 'L'}${format([[x1, y1]])}C${format([
      [x1, middle],
      [x2, middle],
      [x2, y2],
    ])}`;
  }, '');
}

/** What an arrow between columns says; infra's say nothing. */
function toLabel({ from, file }: Crossing): string {
  return from === 'infra' ? '' : file.replace(/^.*\/|\.ts$/g, '');
}

/** One thick arrow from wing to wing; between the columns it ends at the face, and says which files that is. */
function formatBetween(wings: readonly Wing[], crossings: readonly Crossing[]): string[] {
  const files = Map.groupBy(crossings, ({ from, to }) => `${from} ${to}`);
  return [...files].sort().flatMap(([key, crossed]) => {
    const [from, to] = key.split(' ').map((name) => wings.find((wing) => wing.name === name));
    if (!from || !to) return [];
    const names = [...new Set(crossed.map(toLabel))].sort();
    return [from.name === 'infra' ? formatUpArrow(from, to) : formatFaceArrow(from, to, names)];
  });
}

function formatUpArrow(from: Wing, to: Wing): string {
  const x = to.x + to.width / 2;
  return `  ${wingArrow(x, from.y, x, to.y + to.height + 2)}`;
}

function formatFaceArrow(from: Wing, to: Wing, names: readonly string[]): string {
  const face = to.rooms.find(({ room }) => room.isFace) ?? to;
  const y = face.y + face.height / 2;
  const x = (from.x + from.width + to.x) / 2;
  const labels = names.map((name, index) => {
    const above = y - 10 - (names.length - 1 - index) * LINE_HEIGHT;
    return `<text text-anchor="middle" x="${round(x)}" y="${round(above)}" font-size="11.5" font-weight="600" fill="#c2570c">${name}</text>`;
  });
  return `  ${wingArrow(from.x + from.width, y, face.x - 1, y)}${labels.join('')}`;
}

function wingArrow(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" fill="none" stroke="#c2570c" stroke-width="2.6" marker-end="url(#tip-wing)"/>`;
}

function formatRect({ x, y, width, height }: Box, rest: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${rest}/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
