/** The tables of the growth bench, and what must hold: ratios against the run of 100, in the same run. */
import { type AlbumCosts, type EdgeCost, type JobCosts, MEASURED_REQUESTS } from './measure-edge.ts';
import type { PageCost } from './measure-page.ts';

export interface SizeCosts {
  /** Jobs, and photos of an album. */
  readonly size: number;
  readonly fillSeconds: number;
  readonly edge: AlbumCosts & JobCosts;
  readonly page: PageCost;
}

/** What the others are held against. */
const BASE = 100;

interface Must {
  readonly what: string;
  readonly atMost: number;
  readonly measured: number | null;
  /** Of the time in which it was measured, what the host gave to others: with some of that it is no failure. */
  readonly stolen?: number | null | undefined;
}

/** From this share on a long frame may be the host's: one that was interrupted counts as longer than it was. */
const MUCH_STOLEN = 0.01;

export function formatGrowth(machine: string, costs: readonly SizeCosts[]): string {
  return [
    machine,
    '',
    '| request | of | calls | KB read | processor, ms | in the response | processor to that of 100 | KB read to that of 100 |',
    '|---|---|---|---|---|---|---|---|',
    ...MEASURED_REQUESTS.flatMap((request) => costs.flatMap((cost) => toEdgeRow(request, cost, costs))),
    '',
    '| page | time to tiles, ms | longest task, ms | first "more", ms | last "more", ms | longest frame of a fast scroll, ms | of a slow one, ms | heap, MiB | nodes | tiles in the document |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...costs.map(toPageRow),
    '',
    '| must | at most | measured | |',
    '|---|---|---|---|',
    ...listMusts(costs).map((must) => toRow([must.what, must.atMost, must.measured?.toFixed(2) ?? '–', judge(must)])),
  ].join('\n');
}

function judge({ atMost, measured, stolen }: Must): string {
  if (measured === null) return '';
  if (measured <= atMost) return 'holds';
  const share = stolen ?? 0;
  return share < MUCH_STOLEN ? '**fails**' : `not known: the host took ${(share * 100).toFixed(1)} %`;
}

function toEdgeRow(
  request: (typeof MEASURED_REQUESTS)[number],
  { size, edge }: SizeCosts,
  all: readonly SizeCosts[],
): string[] {
  const cost = edge[request];
  if (cost === null) return [];
  const base = all.find((one) => one.size === BASE)?.edge[request] ?? null;
  const ratios = [(one: EdgeCost) => one.cpuMs, (one: EdgeCost) => one.bytesRead].map((read) =>
    toRatio(cost, base, read),
  );
  const { calls, bytesRead, cpuMs, items } = cost;
  const figures = [calls.toFixed(1), (bytesRead / 1000).toFixed(1), cpuMs.toFixed(2), items];
  return [toRow([request, size, ...figures, ...ratios.map((ratio) => ratio?.toFixed(2) ?? '–')])];
}

function toRatio(cost: EdgeCost | null, base: EdgeCost | null, read: (cost: EdgeCost) => number): number | null {
  return cost === null || base === null ? null : read(cost) / read(base);
}

function toPageRow({ size, page }: SizeCosts): string {
  const {
    tilesMs,
    longestTaskMs,
    firstMoreMs,
    lastMoreMs,
    longestFrameMs,
    slowScroll,
    heapMib,
    nodes,
    tilesInDocument,
  } = page;
  const times = [tilesMs, longestTaskMs, firstMoreMs, lastMoreMs, longestFrameMs, slowScroll.longestFrameMs].map(
    (ms) => ms?.toFixed(0) ?? '–',
  );
  return toRow([size, ...times, heapMib.toFixed(1), nodes, tilesInDocument]);
}

/** A page of 100 has 100 photos and a full one 250: held against each other is what a photo on them costs. */
function listMusts(costs: readonly SizeCosts[]): readonly Must[] {
  const of = (size: number) => costs.find((cost) => cost.size === size);
  const [base, thousand, most] = [of(BASE), of(1000), of(10_000)];
  const ratio = (request: (typeof MEASURED_REQUESTS)[number], read: (cost: EdgeCost) => number) =>
    toRatio(most?.edge[request] ?? null, base?.edge[request] ?? null, read);
  const all = (read: (cost: EdgeCost) => number) =>
    toRatio(most?.edge['album, all pages'] ?? null, thousand?.edge['album, all pages'] ?? null, read);
  const cpu = ({ cpuMs }: EdgeCost) => cpuMs;
  const bytes = ({ bytesRead }: EdgeCost) => bytesRead;
  const calls = (cost: EdgeCost) => cost.calls;
  const each = (read: (cost: EdgeCost) => number) => (cost: EdgeCost) => read(cost) / Math.max(1, cost.items);
  const screen = most && base ? most.page.tilesMs / base.page.tilesMs : null;
  return [
    {
      what: 'album: a photo on the first page, processor',
      atMost: 1.3,
      measured: ratio('album, first page', each(cpu)),
    },
    {
      what: 'album: a photo on the first page, bytes read',
      atMost: 1.3,
      measured: ratio('album, first page', each(bytes)),
    },
    { what: 'album: the first page, calls', atMost: 1.3, measured: ratio('album, first page', calls) },
    { what: 'album: 304, processor', atMost: 1.3, measured: ratio('album, 304', cpu) },
    { what: 'album: 304, bytes read', atMost: 1.3, measured: ratio('album, 304', bytes) },
    { what: 'jobs: the first page, processor', atMost: 1.3, measured: ratio('jobs, first page', cpu) },
    { what: 'jobs: the first page, bytes read', atMost: 1.3, measured: ratio('jobs, first page', bytes) },
    { what: 'jobs: 304, processor', atMost: 1.3, measured: ratio('jobs, 304', cpu) },
    { what: 'album: all 40 pages to the four of 1,000, processor', atMost: 12, measured: all(cpu) },
    { what: 'album: all 40 pages to the four of 1,000, bytes read', atMost: 12, measured: all(bytes) },
    { what: 'the page: time to tiles', atMost: 1.5, measured: screen },
    ...listScrollMusts(most),
  ];
}

function listScrollMusts(most: SizeCosts | undefined): readonly Must[] {
  const { longestFrameMs = null, slowScroll } = most?.page ?? {};
  const toMust = (scroll: string, measured: number | null): Must => ({
    what: `the page of 10,000: longest frame of a ${scroll} scroll, processor of a slow phone, ms`,
    atMost: 100,
    measured,
  });
  const slow = toMust('slow', slowScroll?.longestFrameMs ?? null);
  return [toMust('fast', longestFrameMs), { ...slow, stolen: slowScroll?.stolen }];
}

function toRow(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
