/** docs/architecture.svg as text: three wings as columns in the direction of the imports, and infra under them. */
import { WING_CAPTIONS } from './captions.ts';
import { type Arrow, type Layered, layer } from './layers.ts';
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

const WIDTH = 1080;
const MARGIN = 24;
const GAP = 66;
/** How far beside the arrow down the arrow up stands. */
const UPWARD_SHIFT = 16;
const COLUMNS = ['site', 'edge', 'origin'];

interface Wing extends Box {
  readonly name: string;
  readonly layered: Layered;
  readonly rooms: readonly PlacedRoom[];
}

/** Draws a plan; the same imports give the same bytes. */
export function formatPicture({ rooms, dependencies, crossings }: Plan): string {
  const layerOf = (wing: string) =>
    layer(
      rooms.filter((room) => room.wing === wing),
      dependencies,
    );
  const columnWidth = (WIDTH - 2 * MARGIN - GAP * (COLUMNS.length - 1)) / COLUMNS.length;
  const columns = COLUMNS.map((name, index): Wing => {
    const x = MARGIN + index * (columnWidth + GAP);
    const layered = layerOf(name);
    return toWing(name, { x, y: MARGIN, width: columnWidth }, layered, placeInColumn(layered, x, MARGIN, columnWidth));
  });
  const height = Math.max(...columns.map((wing) => wing.height));
  const top = MARGIN + height + GAP;
  const layered = layerOf('infra');
  const width = WIDTH - 2 * MARGIN;
  const band = toWing('infra', { x: MARGIN, y: top, width }, layered, placeInBand(layered, MARGIN, top, width));
  const wings = [...columns.map((wing) => ({ ...wing, height })), band];
  return formatSvg(wings, formatBetween(wings, crossings), top + band.height + MARGIN);
}

function toWing(name: string, place: Omit<Box, 'height'>, layered: Layered, { rooms, height }: Placed): Wing {
  return { name, ...place, layered, rooms, height };
}

function formatSvg(wings: readonly Wing[], between: readonly string[], height: number): string {
  const size = `0 0 ${WIDTH} ${Math.round(height)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${size}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif" role="img" aria-labelledby="title desc">
  <title id="title">The rooms of the house and their imports</title>
  <desc id="desc">Made from the imports by npm run architecture. An arrow is an import; what a longer way implies is left out.</desc>
  <defs>
    <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6.5" markerHeight="6.5" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#34506b"/></marker>
    <marker id="tip-wing" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="5" markerHeight="5" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#c2570c"/></marker>
  </defs>
  <rect width="${WIDTH}" height="${Math.round(height)}" rx="14" fill="#f6f8fa"/>
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
  const byId = new Map(rooms.map((placed) => [placed.room.id, placed]));
  return [
    `  <g id="${name}">`,
    `    ${formatRect({ x, y, width, height }, `rx="12" fill="${FILLS[name]}" stroke="#c9d4df"`)}`,
    `    <text x="${round(x + 16)}" y="${round(y + 26)}" font-size="16" font-weight="700" fill="#1d2b38">${name}/<tspan dx="8" font-size="12.5" font-weight="400" fill="#4b5f73">${WING_CAPTIONS[name]}</tspan></text>`,
    ...layered.arrows.map((arrow) => `    ${formatArrow(arrow, byId, name === 'infra')}`),
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

function formatArrow({ from, to, isUpward }: Arrow, byId: ReadonlyMap<string, PlacedRoom>, isBand: boolean): string {
  const start = byId.get(from);
  const end = byId.get(to);
  if (!start || !end) return '';
  const path = isBand ? acrossPath(start, end) : downPath(start, end, isUpward ? UPWARD_SHIFT : 0);
  const dashes = isUpward ? ' stroke-dasharray="4 4"' : '';
  return `<path d="${path}" fill="none" stroke="#34506b" stroke-width="1.5"${dashes} marker-end="url(#tip)"/>`;
}

function downPath(start: Box, end: Box, shift: number): string {
  const isDown = start.y < end.y;
  const [x1, x2] = [start.x + start.width / 2 + shift, end.x + end.width / 2 + shift];
  const [y1, y2] = isDown ? [start.y + start.height, end.y - 1] : [start.y, end.y + end.height + 1];
  return curve([x1, y1], [x1, (y1 + y2) / 2], [x2, (y1 + y2) / 2], [x2, y2]);
}

function acrossPath(start: Box, end: Box): string {
  const isRight = start.x < end.x;
  const [x1, x2] = isRight ? [start.x + start.width, end.x - 1] : [start.x, end.x + end.width + 1];
  const [y1, y2] = [start.y + start.height / 2, end.y + end.height / 2];
  return curve([x1, y1], [(x1 + x2) / 2, y1], [(x1 + x2) / 2, y2], [x2, y2]);
}

function curve(start: readonly number[], ...rest: readonly (readonly number[])[]): string {
  const text = (point: readonly number[]) => point.map(round).join(' ');
  return `M${text(start)}C${rest.map(text).join(' ')}`;
}

/** One thick arrow from wing to wing; between the columns it ends at the face, and says which files that is. */
function formatBetween(wings: readonly Wing[], crossings: readonly Crossing[]): string[] {
  const files = Map.groupBy(crossings, ({ from, to }) => `${from} ${to}`);
  return [...files].sort().flatMap(([key, crossed]) => {
    const [from, to] = key.split(' ').map((name) => wings.find((wing) => wing.name === name));
    if (!from || !to) return [];
    const names = [...new Set(crossed.map(({ file }) => file.replace(/^.*\/|\.ts$/g, '')))].sort();
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
