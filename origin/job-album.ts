/**
 * What a job's row tells of its album: the revision, which grows with every change of it, and what derives from its photos.
 * Whoever writes a photo's record writes these in the same transaction, so that each photo counts exactly once. The row of a
 * job that nobody has made (a token may name one) has these attributes alone, and is no job.
 */
import { toAlbumSort } from './album-index.ts';
import { formatThumbKey, THUMB_WIDTH } from './photo-key.ts';
import { type PhotoRecord, STAGES, type Stage } from './records.ts';

/** All are absent from the row of a job without photos. */
export interface JobAlbum {
  /** Grows with every change of the album, and with every announcement. */
  readonly album_revision?: number;
  /** Photos of the album: neither the announced nor the deleted ones. */
  readonly photo_count?: number;
  /** When a photo last arrived, also one that was deleted since: ISO 8601, UTC. */
  readonly last_photo_at?: string;
  /** Key of the thumbnail of the newest photo that has one, that photo's id, and its place in the index. */
  readonly cover?: string;
  readonly cover_photo?: string;
  readonly cover_sort?: string;
  /** Unix seconds: after it, nothing is announced any more. */
  readonly announced_until?: number;
  /** How many notes stand on the job itself (notes.ts). */
  readonly note_count?: number;
}

/** `photos_before` and so on: how many photos of the album show that stage, drawings aside. */
export type StageCounts = { readonly [Name in `photos_${Stage}`]?: number };

export type JobAlbumRow = JobAlbum & StageCounts;

/** The attributes that derive from photos and notes: whoever writes a job leaves them as they are. */
export const JOB_ALBUM_ATTRIBUTES = [
  'album_revision',
  'photo_count',
  'last_photo_at',
  'cover',
  'cover_photo',
  'cover_sort',
  'announced_until',
  'note_count',
  ...STAGES.map((stage) => `photos_${stage}` as const),
] as const satisfies readonly (keyof JobAlbumRow)[];

/** How many photos of the album show each stage. */
export function toStageCounts(row: JobAlbumRow): Readonly<Record<Stage, number>> {
  const counts = STAGES.map((stage) => [stage, row[`photos_${stage}`] ?? 0]);
  return Object.fromEntries(counts) as Record<Stage, number>;
}

/** One change of a photo. */
export interface PhotoChange {
  readonly before: PhotoRecord | null;
  readonly after: PhotoRecord;
}

/** Tells whether what the job's row says now decides how it is to be written. */
export function dependsOnRow({ before, after }: PhotoChange): boolean {
  const then = before && toCover(before);
  const now = toCover(after);
  const isMoved = then?.sort !== now?.sort || then?.key !== now?.key;
  return isMoved || after.uploaded_at !== (before?.uploaded_at ?? null);
}

/** Tells whether the cover leaves its place, so that the newest of the other photos must be known. */
export function needsOtherCover({ after }: PhotoChange, row: JobAlbumRow): boolean {
  const now = toCover(after);
  return row.cover_photo === after.photo_id && (now === null || now.sort < (row.cover_sort ?? ''));
}

/** An UpdateItem of the job's row, its values plain. */
export interface JobAlbumUpdate {
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}

/**
 * Plans how a change of a photo changes the row. The condition fails where the row is no longer the one that was read, in what
 * matters: read it again, and plan again. Counts are added to, so that they never stand in each other's way.
 * @param row as it was read; what it says is not looked at unless `dependsOnRow`
 * @param other the newest photo with a thumbnail, but this one; asked for where it `needsOtherCover`
 */
export function planJobAlbum(change: PhotoChange, row: JobAlbumRow, other: CoverPhoto | null = null): JobAlbumUpdate {
  const plan = new UpdatePlan();
  for (const [name, amount] of Object.entries(countChanges(change))) plan.add(name, amount);
  if (!dependsOnRow(change)) return plan.toUpdate();
  const arrivedAt = change.after.uploaded_at;
  if (arrivedAt !== null && (row.last_photo_at ?? '') < arrivedAt) {
    plan.set('last_photo_at', arrivedAt);
    plan.require('(attribute_not_exists(#last_photo_at) OR #last_photo_at < :last_photo_at)', ['last_photo_at']);
  }
  planCover(plan, change, { row, other });
  return plan.toUpdate();
}

/** Plans a change that concerns no photo: an announcement came, or went. */
export function planRevision(announcedUntil?: number): JobAlbumUpdate {
  const plan = new UpdatePlan();
  plan.add('album_revision', 1);
  if (announcedUntil !== undefined) plan.set('announced_until', announcedUntil);
  return plan.toUpdate();
}

/** What a job's row says when it is made anew of all its photos. The revision is not among it: it only grows; nor is how many notes it has. */
export function countAlbum(
  photos: readonly PhotoRecord[],
): Omit<JobAlbumRow, 'album_revision' | 'announced_until' | 'note_count'> {
  const totals = new Map<string, number>();
  for (const after of photos) {
    for (const [name, amount] of Object.entries(countChanges({ before: null, after }))) {
      if (name !== 'album_revision') totals.set(name, (totals.get(name) ?? 0) + amount);
    }
  }
  const times = photos.flatMap(({ uploaded_at }) => uploaded_at ?? []).sort();
  const [cover] = photos.flatMap((photo) => toCover(photo) ?? []).sort((a, b) => (a.sort < b.sort ? 1 : -1));
  const last = times.at(-1);
  return {
    ...Object.fromEntries([...totals].filter(([, amount]) => amount > 0)),
    ...(last === undefined ? {} : { last_photo_at: last }),
    ...(cover === undefined ? {} : { cover: cover.key, cover_photo: cover.photoId, cover_sort: cover.sort }),
  };
}

function countChanges({ before, after }: PhotoChange): Readonly<Record<string, number>> {
  const changes: Record<string, number> = { album_revision: 1 };
  const count = (photo: PhotoRecord | null, amount: number) => {
    if (photo === null || !isInAlbum(photo)) return;
    for (const name of ['photo_count', ...(isShowingStage(photo) ? [`photos_${photo.stage}`] : [])]) {
      changes[name] = (changes[name] ?? 0) + amount;
    }
  };
  count(before, -1);
  count(after, 1);
  return Object.fromEntries(Object.entries(changes).filter(([, amount]) => amount !== 0));
}

/** A drawing shows no stage, whatever it is called: a required one wants a photo. */
function isShowingStage({ stage, drawn_on }: PhotoRecord): boolean {
  return stage !== null && drawn_on === undefined;
}

function isInAlbum({ state, deleted_at }: Pick<PhotoRecord, 'state' | 'deleted_at'>): boolean {
  return state !== 'arriving' && deleted_at === undefined;
}

interface Cover {
  readonly photoId: string;
  readonly key: string;
  readonly sort: string;
}

/** What decides as which a photo may stand for its job. */
export type CoverPhoto = Pick<
  PhotoRecord,
  'job_id' | 'photo_id' | 'state' | 'taken_at' | 'uploaded_at' | 'deleted_at' | 'images_of'
>;

/** As which a photo may stand for its job; null where it has no thumbnail, or is not in the album. */
function toCover(photo: CoverPhoto): Cover | null {
  const sort = isInAlbum(photo) && photo.state === 'ready' ? toAlbumSort(photo) : null;
  const { photo_id: photoId, job_id: jobId, images_of: sha256 } = photo;
  if (sort === null || sha256 === null) return null;
  return { photoId, key: formatThumbKey({ jobId, photoId, sha256 }, THUMB_WIDTH), sort };
}

interface CoverContext {
  readonly row: JobAlbumRow;
  readonly other: CoverPhoto | null;
}

function planCover(plan: UpdatePlan, change: PhotoChange, { row, other }: CoverContext): void {
  const now = toCover(change.after);
  if (row.cover_photo === change.after.photo_id) {
    const best = needsOtherCover(change, row) ? findNewest(now, other && toCover(other)) : now;
    plan.setCover(best);
    plan.value('standing', change.after.photo_id);
    plan.require('#cover_photo = :standing', ['cover_photo']);
  } else if (now !== null) {
    plan.value('place', now.sort);
    const isNewest = (row.cover_sort ?? '') < now.sort;
    if (isNewest) plan.setCover(now);
    const condition = isNewest
      ? '(attribute_not_exists(#cover_sort) OR #cover_sort < :place)'
      : '#cover_sort >= :place';
    plan.require(condition, ['cover_sort']);
  }
}

function findNewest(one: Cover | null, other: Cover | null): Cover | null {
  if (one === null || other === null) return one ?? other;
  return one.sort > other.sort ? one : other;
}

/** Collects the parts of an update expression. An attribute is known by `#` and its name. */
class UpdatePlan {
  readonly #sets: string[] = [];
  readonly #removes: string[] = [];
  readonly #adds: string[] = [];
  readonly #conditions: string[] = [];
  readonly #names = new Set<string>();
  readonly #values = new Map<string, unknown>();

  set(name: string, value: unknown): void {
    this.#names.add(name);
    this.value(name, value);
    this.#sets.push(`#${name} = :${name}`);
  }

  add(name: string, amount: number): void {
    this.#names.add(name);
    this.value(name, amount);
    this.#adds.push(`#${name} :${name}`);
  }

  setCover(cover: Cover | null): void {
    const { key, photoId, sort } = cover ?? {};
    for (const [name, value] of Object.entries({ cover: key, cover_photo: photoId, cover_sort: sort })) {
      if (value !== undefined) this.set(name, value);
      else this.#removes.push(`#${name}`);
      this.#names.add(name);
    }
  }

  value(name: string, value: unknown): void {
    this.#values.set(`:${name}`, value);
  }

  require(condition: string, names: readonly string[]): void {
    this.#conditions.push(condition);
    for (const name of names) this.#names.add(name);
  }

  toUpdate(): JobAlbumUpdate {
    const clauses = { SET: this.#sets, REMOVE: this.#removes, ADD: this.#adds };
    const parts = Object.entries(clauses).filter(([, terms]) => terms.length > 0);
    return {
      UpdateExpression: parts.map(([verb, terms]) => `${verb} ${terms.join(', ')}`).join(' '),
      ...(this.#conditions.length === 0 ? {} : { ConditionExpression: this.#conditions.join(' AND ') }),
      ExpressionAttributeNames: Object.fromEntries([...this.#names].map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(this.#values),
    };
  }
}
