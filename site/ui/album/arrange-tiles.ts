/** The tiles of an album as somebody wants to see them: those that are wanted, in sections by day or by stage. */
import { STAGES } from '../../../edge/api.ts';
import { toShownTime } from '../parts/describe-photo.ts';
import { type AlbumLook, isNarrowed, type LookState } from './album-look.ts';
import { isOnPhone, type Tile } from './album-tiles.ts';

/** Photos that stand under one heading. */
export interface AlbumSection {
  /** The day, `2026-11-30`, or the stage; empty: of none. */
  readonly key: string;
  /** Index of its first tile. */
  readonly from: number;
  readonly count: number;
}

export interface ArrangedTiles {
  readonly tiles: readonly Tile[];
  /** Empty: not grouped. */
  readonly sections: readonly AlbumSection[];
}

/** @param mine the subject whose captures are on this phone */
export function arrangeTiles(all: readonly Tile[], look: AlbumLook, mine: string | undefined): ArrangedTiles {
  const tiles = isNarrowed(look) ? all.filter((tile) => isWanted(tile, look, mine)) : all;
  if (look.group === 'none') return { tiles, sections: [] };
  const toKey = look.group === 'day' ? toDay : toStage;
  const groups = new Map<string, Tile[]>(look.group === 'day' ? [] : STAGES.map((stage) => [stage, []]));
  for (const tile of tiles) {
    const key = toKey(tile);
    const group = groups.get(key);
    if (group) group.push(tile);
    else groups.set(key, [tile]);
  }
  let from = 0;
  const sections: AlbumSection[] = [];
  for (const [key, { length: count }] of groups) {
    if (count > 0) sections.push({ key, from, count });
    from += count;
  }
  return { tiles: [...groups.values()].flat(), sections };
}

function isWanted(tile: Tile, { stage, person, state }: AlbumLook, mine: string | undefined): boolean {
  if (stage !== null && toStage(tile) !== (stage === 'none' ? '' : stage)) return false;
  if (person !== null && (tile.kind === 'entry' ? mine : tile.photo.uploaded_by) !== person) return false;
  return state === null || isInState(tile, state);
}

function isInState(tile: Tile, state: LookState): boolean {
  if (tile.kind === 'entry') return state === 'here' && isOnPhone(tile.entry);
  const { photo } = tile;
  if (state === 'verified') return photo.verified === true;
  if (state === 'other') return photo.verified === false;
  return photo.state === state;
}

function toStage(tile: Tile): string {
  return (tile.kind === 'entry' ? tile.entry.stage : tile.photo.stage) ?? '';
}

function toDay(tile: Tile): string {
  return toCaptureDay(tile.kind === 'entry' ? tile.entry.takenAt : toShownTime(tile.photo));
}

/** The day that it was where the photo was taken, by the offset that its time was told with; else the day here. */
export function toCaptureDay(at: string | null): string {
  const ms = Date.parse(at ?? '');
  if (at === null || Number.isNaN(ms)) return '';
  if (!at.endsWith('Z')) return at.slice(0, 10);
  const date = new Date(ms);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
