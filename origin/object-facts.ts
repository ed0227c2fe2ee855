/**
 * What an uploaded object says of itself, in its user metadata and tags: the ticket writes it, the pipeline and the
 * reindex read it. Metadata (`x-amz-meta-{name}`, all ASCII, 2 KB in all) comes with the bytes and never changes; a
 * title stands there whole, as the base64url of its UTF-8; who sent it is a percent-encoded subject and, where the token
 * has it, `;` and the base64url of a name; when the photo was taken and, where it was told, `;` and the place as latitude, longitude
 * and accuracy; which file of its photo it is, and which there are (file-facts.ts). Tags can be edited later: `Title` and
 * `Stage` are for people who look into the bucket (S3's alphabet only); after a change `Revision` counts it, `DeletedAt` dates a
 * deletion, and `TitleUtf8-N` hold the exact title wherever S3's alphabet would lose a part of it.
 *
 * A browser without script sends S3's form by itself: title and stage are then what was typed and chosen there, unchecked
 * and as plain text. Such an object is known by its `capture`: it is {@link TYPED_CAPTURE}, which no client can choose.
 */
import { decodeEncodedWords } from './encoded-words.ts';
import { type FileStatement, formatFileFacts, parseFileFacts } from './file-facts.ts';
import { isInstant } from './instant.ts';
import { cutTitle } from './title.ts';

/** What a photo shows of the work. */
export const STAGES = ['before', 'load', 'after', 'receipt', 'damage'] as const;
export type Stage = (typeof STAGES)[number];

export interface Location {
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres, 68 % confidence. */
  readonly accuracy?: number;
}

/** Eight at most: CloudFront hides ten headers of an image, and S3 has two more that tell too much. */
export const OBJECT_METADATA = {
  job: 'job',
  uploader: 'uploader',
  capture: 'capture',
  takenAt: 'taken-at',
  title: 'title',
  stage: 'stage',
  sha256: 'sha256',
  part: 'part',
} as const;

export const OBJECT_TAGS = {
  title: 'Title',
  stage: 'Stage',
  revision: 'Revision',
  exactTitle: 'TitleUtf8-',
  deletedAt: 'DeletedAt',
} as const;

/** Cache-Control of whatever lies under `jobs/` and `thumbs/`: a key names the same bytes for ever, and the signature in its URL decides who gets them. */
export const CACHE_FOR_EVER = 'private, max-age=31536000, immutable';

/** Stands for the capture id where title and stage were typed into S3's form. Shorter than any id that a client may choose. */
export const TYPED_CAPTURE = 'form';

/** The tag by which GuardDuty says what it found in a file: whoever writes tags writes all of an object's, so this one is kept. */
export const SCAN_TAG = 'GuardDutyMalwareScanStatus';

/** S3's bounds: 256 UTF-16 units a tag value, 10 tags an object. */
const MAX_TAG_LENGTH = 256;
const MAX_TITLE_TAGS = 6;
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
/** Percent-encoding leaves none of it in a subject, and a time has none. */
const MARK = ';';
const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export interface ObjectFacts extends FileStatement {
  readonly job: string;
  /** Subject of who asked for the ticket. */
  readonly uploader: string;
  /** As that person was called then; absent where the token did not tell. */
  readonly uploaderName?: string;
  /** The client's capture id, or TYPED_CAPTURE; absent when the server chose one. */
  readonly capture?: string;
  /** ISO 8601 with offset. */
  readonly takenAt?: string;
  readonly title?: string;
  readonly stage?: Stage;
  /** Declared by the client, hex. */
  readonly sha256?: string;
  readonly location?: Location;
}

/** What people have done to a photo since, by the names of its record. */
export interface EditedFacts {
  readonly title: string | null;
  readonly stage: Stage | null;
  /** 1 after the first edit, deletion or restoration. */
  readonly revision: number;
  /** ISO 8601, UTC: the photo is deleted. */
  readonly deleted_at?: string;
}

type Strings = Readonly<Record<string, string | undefined>>;

/** Makes user metadata of facts: names as in OBJECT_METADATA, values ASCII, absent facts left out. */
export function formatObjectMetadata(facts: ObjectFacts): Record<string, string> {
  const { title } = facts;
  return pickPresent({
    [OBJECT_METADATA.job]: facts.job,
    [OBJECT_METADATA.uploader]: formatUploader(facts),
    [OBJECT_METADATA.capture]: facts.capture,
    [OBJECT_METADATA.takenAt]: formatTaken(facts),
    [OBJECT_METADATA.title]: title && encodeText(title),
    [OBJECT_METADATA.stage]: facts.stage,
    [OBJECT_METADATA.sha256]: facts.sha256,
    [OBJECT_METADATA.part]: formatFileFacts(facts),
  });
}

/** Reads what formatObjectMetadata wrote. A value that it cannot have written is as good as absent; a typed title is cut. */
export function parseObjectMetadata(metadata: Strings): Partial<ObjectFacts> {
  const isTyped = metadata[OBJECT_METADATA.capture] === TYPED_CAPTURE;
  const title = metadata[OBJECT_METADATA.title];
  const [takenAt, location] = metadata[OBJECT_METADATA.takenAt]?.split(MARK) ?? [];
  const sha256 = metadata[OBJECT_METADATA.sha256]?.toLowerCase();
  const [uploader, name] = metadata[OBJECT_METADATA.uploader]?.split(MARK) ?? [];
  return pickPresent({
    job: metadata[OBJECT_METADATA.job],
    uploader: decodePercent(uploader),
    uploaderName: decodeText(name),
    capture: metadata[OBJECT_METADATA.capture],
    takenAt: takenAt && isInstant(takenAt) ? takenAt : undefined,
    title: isTyped ? title && cutTitle(decodeEncodedWords(title)) : decodeText(title),
    stage: parseStage(metadata[OBJECT_METADATA.stage]),
    sha256: sha256 && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    location: parseLocation(location),
    ...parseFileFacts(metadata[OBJECT_METADATA.part]),
  });
}

/** Makes the tags of a ticket: `Title` (what S3's alphabet takes of it) and `Stage`. */
export function formatTicketTags(facts: Pick<ObjectFacts, 'title' | 'stage'>): Record<string, string> {
  return pickPresent({ [OBJECT_TAGS.title]: facts.title && toTagValue(facts.title), [OBJECT_TAGS.stage]: facts.stage });
}

/** Makes the whole tag set of a photo that people have changed: with it the change survives the loss of the table. */
export function formatEditTags(facts: EditedFacts): Record<string, string> {
  const plain = formatTicketTags(pickPresent({ title: facts.title, stage: facts.stage }));
  const exact = facts.title && plain[OBJECT_TAGS.title] !== facts.title ? facts.title : '';
  const chunks = encodeText(exact).match(new RegExp(`.{1,${MAX_TAG_LENGTH}}`, 'g')) ?? [];
  return {
    ...plain,
    ...Object.fromEntries(chunks.map((chunk, index) => [`${OBJECT_TAGS.exactTitle}${index}`, chunk])),
    [OBJECT_TAGS.revision]: String(facts.revision),
    ...(facts.deleted_at === undefined ? {} : { [OBJECT_TAGS.deletedAt]: facts.deleted_at }),
  };
}

/** Reads what `formatEditTags` wrote; null where nobody has changed the photo. */
export function parseEditTags(tags: Strings): EditedFacts | null {
  const revision = Number(tags[OBJECT_TAGS.revision] ?? 0);
  if (!Number.isSafeInteger(revision) || revision < 1) return null;
  const deletedAt = tags[OBJECT_TAGS.deletedAt];
  const chunks = Array.from({ length: MAX_TITLE_TAGS }, (_, index) => tags[`${OBJECT_TAGS.exactTitle}${index}`] ?? '');
  return {
    title: decodeText(chunks.join('')) ?? (tags[OBJECT_TAGS.title] || null),
    stage: parseStage(tags[OBJECT_TAGS.stage]) ?? null,
    revision,
    ...(deletedAt && ISO_UTC.test(deletedAt) ? { deleted_at: deletedAt } : {}),
  };
}

/** Cuts a text to what a tag's value may hold. */
function toTagValue(text: string): string {
  const kept = [...text.replace(NOT_IN_TAGS, ' ')];
  while (kept.join('').length > MAX_TAG_LENGTH) kept.pop();
  return kept.join('').trim();
}

function parseStage(value: string | undefined): Stage | undefined {
  return STAGES.find((stage) => stage === value);
}

function parseLocation(value: string | undefined): Location | undefined {
  const parts = value?.split(',') ?? [];
  const [latitude, longitude, accuracy] = parts.map(Number);
  if (parts.length > 3 || !parts.every((part) => /^-?\d+(\.\d+)?(e-?\d+)?$/.test(part))) return undefined;
  if (latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || (accuracy ?? 0) < 0) return undefined;
  return { latitude, longitude, ...(accuracy === undefined ? {} : { accuracy }) };
}

/** In one value, so that a ticket's form has the same fields for everybody: a phone's Shortcut names them one by one. */
function formatUploader({ uploader, uploaderName }: ObjectFacts): string {
  const subject = encodeURIComponent(uploader);
  return uploaderName ? `${subject}${MARK}${encodeText(uploaderName)}` : subject;
}

function formatTaken({ takenAt = '', location }: ObjectFacts): string {
  if (!location) return takenAt;
  const { latitude, longitude, accuracy } = location;
  return `${takenAt}${MARK}${[latitude, longitude, accuracy].filter((part) => part !== undefined).join(',')}`;
}

function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

function decodeText(value: string | undefined): string | undefined {
  return value && /^[A-Za-z0-9_-]+$/.test(value) ? Buffer.from(value, 'base64url').toString('utf8') : undefined;
}

function decodePercent(value: string | undefined): string | undefined {
  try {
    return value && decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

type Present<T> = { [Name in keyof T]?: NonNullable<T[Name]> };

/** Leaves out what is undefined, null or empty. */
function pickPresent<T extends Readonly<Record<string, unknown>>>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Present<T>;
}
