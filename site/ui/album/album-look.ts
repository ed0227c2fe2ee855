/** How somebody wants to see an album: grouped, narrowed to some of its photos, with words on the tiles. */
import { STAGES, type Stage } from '../../../edge/api.ts';

/** `here`: only on this phone. `other`: not what the phone declared. */
export const LOOK_STATES = ['here', 'arriving', 'verified', 'other', 'unreadable'] as const;
export type LookState = (typeof LOOK_STATES)[number];

export interface AlbumLook {
  readonly group: 'none' | 'day' | 'stage';
  /** Title, time and author stand on the tiles. */
  readonly captions: boolean;
  /** `none`: photos without one. */
  readonly stage: Stage | 'none' | null;
  /** Subject of who sent it. */
  readonly person: string | null;
  readonly state: LookState | null;
}

export const NO_LOOK: AlbumLook = { group: 'none', captions: false, stage: null, person: null, state: null };

const LOOK_KEY = 'album-look';

/** Only some of the photos are wanted. */
export function isNarrowed({ stage, person, state }: AlbumLook): boolean {
  return stage !== null || person !== null || state !== null;
}

/** What is wanted of every album; which photos are wanted goes with the job. */
export function toLastingLook({ group, captions }: AlbumLook): AlbumLook {
  return { ...NO_LOOK, group, captions };
}

/** The look that was kept on this phone. */
export function readLook(storage: Pick<Storage, 'getItem'>): AlbumLook {
  const [group, captions] = (storage.getItem(LOOK_KEY) ?? '').split(' ');
  return {
    ...NO_LOOK,
    group: group === 'day' || group === 'stage' ? group : 'none',
    captions: captions === 'captions',
  };
}

export function keepLook(storage: Pick<Storage, 'setItem'>, { group, captions }: AlbumLook): void {
  storage.setItem(LOOK_KEY, captions ? `${group} captions` : group);
}

export function parseLookStage(value: string): AlbumLook['stage'] {
  return value === 'none' ? 'none' : (STAGES.find((stage) => stage === value) ?? null);
}
