/**
 * One version of one object of a photo, as an S3 notification or a listing names it. Notification format: S3 User Guide, "Event message structure".
 */
import { type PhotoKey, type PhotoName, parsePhotoKey } from '../photo-key.ts';
import { parseMoveKey } from '../photo-move.ts';

export interface PhotoVersion extends PhotoKey {
  readonly key: string;
  /** Null in a bucket that keeps no versions. */
  readonly versionId: string | null;
}

/** The body of a queue message is not an S3 notification. It will not become one: after its tries it is a dead letter. */
export class NotificationError extends Error {
  override readonly name = 'NotificationError';
}

/**
 * Reads the photos that an S3 notification tells of. Other objects, other events and S3's own test event give none.
 * @throws {NotificationError} when the body is no notification
 */
export function parseNotification(body: string): PhotoVersion[] {
  return parseObjects(body).flatMap(({ key, versionId }) => {
    const photo = parsePhotoKey(key);
    return photo ? [{ ...photo, key, versionId }] : [];
  });
}

/**
 * Reads the photos that were given to another job, by the jobs that they left.
 * @throws {NotificationError} when the body is no notification
 */
export function parseNotifiedMoves(body: string): PhotoName[] {
  return parseObjects(body).flatMap(({ key }) => parseMoveKey(key) ?? []);
}

function parseObjects(body: string): readonly CreatedObject[] {
  const message = parseJson(body);
  if (isRecord(message) && message.Event === 's3:TestEvent') return [];
  if (!isRecord(message) || !Array.isArray(message.Records)) throw new NotificationError('no Records');
  return message.Records.map(parseRecord).filter((object) => object !== null);
}

type CreatedObject = Pick<PhotoVersion, 'key' | 'versionId'>;

function parseRecord(record: unknown): CreatedObject | null {
  if (!isRecord(record) || typeof record.eventName !== 'string') throw new NotificationError('no eventName');
  if (!/^(s3:)?ObjectCreated:/.test(record.eventName)) return null;
  const object = isRecord(record.s3) ? record.s3.object : undefined;
  if (!isRecord(object) || typeof object.key !== 'string') throw new NotificationError('no object key');
  return { key: decodeKey(object.key), versionId: toText(object.versionId) };
}

/** Keys come form-encoded: a space as `+`. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new NotificationError('a key that is not URL-encoded');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotificationError('not JSON');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'null' ? value : null;
}
