/**
 * A small world of the storage contract: a crew sends files under captures, the office changes and deletes photos, the pipeline
 * gets events (late, twice, in any order) and dies between any two of its calls, operators rebuild the table. The pipeline and
 * the reindex are the real ones; bucket, tables and the edge's way of changing a photo are in memory.
 */
import { hash } from 'node:crypto';
import { rebuildMove } from '../../../infra/operate/rebuild-move.ts';
import { rebuildPhoto } from '../../../infra/operate/rebuild-photo.ts';
import type { AuditRecord } from '../../../origin/audit-log.ts';
import { bringMoved, develop } from '../../../origin/core/develop.ts';
import type { PhotoVersion } from '../../../origin/core/photo-version.ts';
import type { PipelinePorts } from '../../../origin/core/ports.ts';
import { isNamed } from '../../../origin/core/to-photo-file.ts';
import { formatPhotoKey, formatPhotoPrefix, formatThumbPrefix, type PhotoName } from '../../../origin/photo-key.ts';
import { planMove, toMovedAway, toMovedIn } from '../../../origin/photo-move.ts';
import { type FilePart, formatObjectMetadata, type PhotoRecord } from '../../../origin/records.ts';
import { createMemoryBucketStore, type MemoryBucketStore } from './memory-bucket-store.ts';
import { nameOf, toBytes, toNamed } from './names.ts';

/** One file that somebody sends: whose capture, what of it, which bytes, under which title. */
export interface Sending {
  readonly photo: number;
  readonly part: FilePart;
  readonly bytes: number;
  /** The bytes that the ticket names of each part; null: it names none. */
  readonly named: readonly [preview: number, photo: number, original: number] | null;
  /** The ticket promises no hash: the old way. */
  readonly isUnnamed: boolean;
  readonly type: 'image/jpeg' | 'image/png';
}

/** An upload as the bucket had it: what the rules are checked against. */
export interface Upload extends Sending {
  readonly key: string;
  readonly versionId: string | null;
  readonly storedAtMs: number;
  readonly title: string;
  readonly sha256: string;
  /** It came after a deletion, and no restoration since. */
  readonly isAfterDeletion: boolean;
}

/** A file arrived, or a photo was given to another job. */
type PipelineEvent = PhotoVersion | PhotoName;

/** What is done wrong, so that the rules are seen to notice. */
export type PlantedFault = (ports: PipelinePorts) => PipelinePorts;

const START_MS = Date.parse('2026-11-22T12:00:00.000Z');

export class Crew {
  nowMs = START_MS;
  readonly uploads: Upload[] = [];
  readonly edits = new Map<number, { title: string } | { deleted: boolean }>();
  readonly deleted = new Set<number>();
  readonly audit = new Map<string, AuditRecord>();
  readonly bucket: MemoryBucketStore;
  records = new Map<string, PhotoRecord>();
  /** Where each photo is that was moved. */
  readonly homes = new Map<number, string>();
  readonly #events: PipelineEvent[] = [];
  readonly #done: PipelineEvent[] = [];
  readonly #fault: PlantedFault;

  constructor(fault: PlantedFault = (ports) => ports) {
    this.#fault = fault;
    this.bucket = createMemoryBucketStore(() => this.nowMs, {
      onCopy: (version) => this.#events.push(version),
      onMove: (photo) => this.#events.push(photo),
    });
  }

  /** The ports of one run of the pipeline; after `calls` of them the process is dead. */
  ports(calls = Number.POSITIVE_INFINITY): PipelinePorts {
    let left = calls;
    const die = <Ports extends object>(ports: Ports): Ports =>
      Object.fromEntries(
        Object.entries(ports).map(([name, method]) => [
          name,
          async (...parameters: never[]) => {
            left -= 1;
            if (left < 0) throw new Error('dead');
            return method(...parameters);
          },
        ]),
      ) as Ports;
    const { records, audit } = this;
    const ports = this.#fault({
      photos: this.bucket.store,
      records: {
        find: async ({ jobId, photoId }) => this.records.get(`${jobId}/${photoId}`) ?? null,
        replace: async (expected, record) => {
          const id = `${record.job_id}/${record.photo_id}`;
          if ((this.records.get(id) ?? null) !== expected) return false;
          this.records.set(id, record);
          return true;
        },
      },
      audit: { append: async (event) => void (audit.has(event.sk) || audit.set(event.sk, event)) },
      renderer: {
        inspect: async () => ({ width: 4, height: 3, exif: null }),
        render: async (bytes) => ({ thumb: bytes, preview: bytes, placeholder: hash('md5', bytes), isCutOff: false }),
      },
    });
    void records;
    return {
      photos: die(ports.photos),
      records: die(ports.records),
      audit: die(ports.audit),
      renderer: ports.renderer,
    };
  }

  send(sending: Sending): void {
    const { photo, part, named, isUnnamed, type } = sending;
    this.nowMs += 1000;
    const bytes = toBytes(sending.bytes);
    const sha256 = hash('sha256', bytes);
    const title = `title ${this.uploads.length}`;
    const key = formatPhotoKey({ ...nameOf(photo), type, sha256: isUnnamed ? null : sha256 });
    const metadata = formatObjectMetadata({
      ...{ job: 'j-1', uploader: `worker-${photo % 2}`, title, part },
      ...(isUnnamed ? {} : { sha256 }),
      ...(named === null || isUnnamed ? {} : { files: toNamed(named) }),
    });
    const version = this.bucket.put(key, bytes, metadata);
    const isAfterDeletion = this.deleted.has(photo);
    const { versionId } = version;
    this.uploads.push({ ...sending, key, versionId, storedAtMs: this.nowMs, title, sha256, isAfterDeletion });
    this.#events.push(version);
  }

  /**
   * Delivers one event; one that died is delivered again, and any may come twice.
   * @throws {Error} when the pipeline fails by itself
   */
  async deliver(index: number, calls?: number): Promise<void> {
    const [event] = this.#events.splice(index % Math.max(1, this.#events.length), 1);
    if (!event) return;
    try {
      if ('key' in event) await develop(event, this.ports(calls));
      else await bringMoved(event, this.ports(calls));
      this.#done.push(event);
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'dead') throw error;
      this.#events.push(event);
    }
  }

  repeat(index: number): void {
    const event = this.#done[index % Math.max(1, this.#done.length)];
    if (event) this.#events.push(event);
  }

  /** @throws {Error} when the events never end */
  async settle(): Promise<void> {
    for (let turn = 0; this.#events.length > 0; turn += 1) {
      if (turn > 1000) throw new Error('the events never end');
      await this.deliver(0);
    }
  }

  /** As the edge does: the record, the tags, then the delete markers. Of a photo without a record, nothing. */
  change(photo: number, change: { title: string } | { deleted: boolean }, steps = 3): boolean {
    this.nowMs += 1000;
    const name = nameOf(photo, this.homeOf(photo));
    const id = `${name.jobId}/${name.photoId}`;
    const before = this.records.get(id);
    if (!before) return false;
    const { deleted_at, expires_at: _expires, ...rest } = before;
    if ('title' in change && deleted_at !== undefined) return false;
    const prefixes = [formatPhotoPrefix(name), formatThumbPrefix(name)];
    const isRestoring = 'deleted' in change && !change.deleted;
    const keys = prefixes.flatMap((prefix) => this.bucket.listKeys(prefix)).map(({ key }) => key);
    if (isRestoring) void this.bucket.store.show(keys);
    const isRepeat = 'deleted' in change && change.deleted === (deleted_at !== undefined);
    const changed =
      'title' in change ? { ...before, ...change } : change.deleted ? { ...rest, ...this.#deletion() } : rest;
    const after = isRepeat ? before : { ...changed, revision: before.revision + 1 };
    this.records.set(id, after);
    if ('deleted' in change) this.deleted[change.deleted ? 'add' : 'delete'](photo);
    else this.edits.set(photo, change);
    if (steps > 1) this.bucket.setTags(after.key, after);
    if (steps > 2 && 'deleted' in change && change.deleted) {
      void this.bucket.store.hide(prefixes.flatMap((prefix) => this.bucket.listCurrent(prefix)));
    }
    return true;
  }

  /** As the edge does: both rows, then what is written of the move. Nobody but the pipeline touches the files. */
  move(photo: number, to: string, steps = 2): void {
    this.nowMs += 1000;
    const from = nameOf(photo, this.homeOf(photo));
    const before = this.records.get(`${from.jobId}/${from.photoId}`);
    if (!before || before.deleted_at !== undefined || before.files.length === 0 || to === from.jobId) return;
    const move = planMove(before, to);
    this.records.set(`${from.jobId}/${from.photoId}`, toMovedAway(move));
    this.records.set(`${to}/${from.photoId}`, toMovedIn(before, move));
    this.homes.set(photo, to);
    if (steps > 1) void this.bucket.store.writeMove(move);
    // Who died in between is asked again, or reconcile finds what lies there.
    else this.#events.push(from);
  }

  homeOf(photo: number): string {
    return this.homes.get(photo) ?? 'j-1';
  }

  #deletion() {
    return { deleted_at: new Date(this.nowMs).toISOString(), expires_at: Math.floor(this.nowMs / 1000) + 30 * 86_400 };
  }

  /** `isLost`: the table was thrown away before. */
  async reindex({ isLost, calls }: { readonly isLost: boolean; readonly calls?: number }): Promise<void> {
    if (isLost) this.records = new Map();
    const unlessDead = (error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'dead') throw error;
    };
    for (const move of this.bucket.listMoves()) await rebuildMove(move, this.ports(calls)).catch(unlessDead);
    const toPhoto = ({ key }: { readonly key: string }) => key.split('/').slice(0, 3).join('/').slice(0, 45);
    for (const [, keys] of Map.groupBy(this.bucket.listKeys('jobs/'), toPhoto)) {
      const photo = this.#list(keys);
      await rebuildPhoto(photo, this.ports(calls), { all: false, dryRun: false }).catch(unlessDead);
    }
  }

  #list(keys: ReturnType<MemoryBucketStore['listKeys']>): Parameters<typeof rebuildPhoto>[0] {
    const versions = keys.map(({ key, hiddenAt }) => ({ hiddenAt, all: this.bucket.versionsOf(key) }));
    const [first] = versions.flatMap(({ all }) => all);
    if (!first) throw new Error('no photo');
    const files = versions.flatMap(({ hiddenAt, all: [version] }) =>
      version && isNamed(version) ? [{ version, bytes: 1, hiddenAt }] : [],
    );
    return {
      ...{ jobId: first.jobId, photoId: first.photoId, files },
      unnamed: versions.flatMap(({ all }) => all.filter(({ sha256 }) => sha256 === null)),
      repeats: versions.flatMap(({ all: [, ...later] }) => later.filter(isNamed)),
    };
  }
}
