/**
 * Reads what a client asks tickets for, from the body of a POST or the query of a GET. Everything that is wrong is
 * reported at once, each with its place and with what would be right.
 */
import { cleanTitle, countCharacters, FILE_PARTS, type FilePart, isInstant } from '../../origin/records.ts';
import {
  type Capture,
  EXTENSION_BY_TYPE,
  FIRST_LOOK,
  isJobId,
  isPhotoId,
  isPhotoType,
  LIMITS,
  type Location,
  MAX_PDF_BYTES,
  type NamedFiles,
  type PhotoType,
  STAGES,
  type Stage,
} from '../api.ts';
import { AppError, type ProblemCode, type WrongField } from '../problem.ts';
import { parseFirstLook } from './first-look.ts';
import { isObject } from './is-object.ts';

/** A capture as the ticket's maker wants it: titles clean, and in GET the id and the size may be left to the server. */
export type Asked = Omit<Capture, 'id' | 'size'> & { readonly id?: string; readonly size?: number };

export interface AskedTickets {
  readonly jobId: string;
  readonly captures: readonly Asked[];
  readonly method: 'POST' | 'PUT';
  /** No tickets are wanted. */
  readonly isAnnouncement?: true;
}

type Fault = WrongField & { readonly code: ProblemCode };
type Fields = Readonly<Record<string, unknown>>;

const SHA256 = /^[0-9a-f]{64}$/;

/** @throws {AppError} when fields are wrong: `bad-request`, `unsupported-type` or `photo-too-large`, with all of them */
export function parseTicketBody(body: unknown): AskedTickets {
  const faults: Fault[] = [];
  const fields = isObject(body) ? body : {};
  if (!isObject(body)) faults.push(fault('', 'The body must be a JSON object.'));
  const jobId = readJobId(fields, '/job_id', faults);
  const method = readMethod(fields, '/method', faults);
  const photos = Array.isArray(fields.photos) ? fields.photos : [];
  if (photos.length < 1 || photos.length > LIMITS.maxPhotosPerRequest) {
    faults.push(fault('/photos', `Must be a list of 1 to ${LIMITS.maxPhotosPerRequest} photos.`));
  }
  const captures = photos.slice(0, LIMITS.maxPhotosPerRequest).map((photo, index) => {
    if (!isObject(photo)) faults.push(fault(`/photos/${index}`, 'Must be an object.'));
    return readCapture(isObject(photo) ? photo : {}, { at: `/photos/${index}/`, faults, required: REQUIRED_IN_BODY });
  });
  findRepeatedIds(captures, faults);
  const isAnnouncement = readFlag(fields.announce_only, '/announce_only', faults);
  refuse(faults);
  return { jobId, captures, method, ...(isAnnouncement && { isAnnouncement }) };
}

/**
 * Reads the parameters of GET /upload-url.
 * @throws {AppError} when parameters are wrong or repeated: as parseTicketBody does
 */
export function parseTicketQuery(query: URLSearchParams): AskedTickets {
  const faults: Fault[] = findRepeatedParameters(query);
  const fields: Fields = Object.fromEntries(query);
  const size = query.get('size');
  const jobId = readJobId(fields, '?job_id', faults);
  const method = readMethod(fields, '?method', faults);
  const capture = readCapture(
    {
      type: 'image/jpeg',
      ...fields,
      ...(size === null ? {} : { size: /^\d{1,12}$/.test(size) ? Number(size) : size }),
    },
    { at: '?', faults, required: [] },
  );
  if (method === 'PUT' && capture.sha256 !== undefined && capture.size === undefined) {
    faults.push(fault('?size', 'A PUT of promised bytes needs their size.'));
  }
  refuse(faults);
  return { jobId, captures: [capture], method };
}

/**
 * Reads the one `job_id` of a query or a form.
 * @throws {AppError} when there is none, or anything is repeated: `bad-request`
 */
export function parseJobQuery(query: URLSearchParams): string {
  const faults = findRepeatedParameters(query);
  const jobId = readJobId(Object.fromEntries(query), '?job_id', faults);
  refuse(faults);
  return jobId;
}

const FIRST_LOOK_RULE = `Must be a whole JPEG of at most ${FIRST_LOOK.maxBytes} bytes and ${FIRST_LOOK.maxEdge} px, without EXIF, in base64.`;

const REQUIRED_IN_BODY = ['id', 'type', 'size'];

interface CaptureContext {
  /** Begins the pointer of each fault. */
  readonly at: string;
  /** Takes what is wrong. */
  readonly faults: Fault[];
  readonly required: readonly string[];
}

function readCapture(fields: Fields, { at, faults, required }: CaptureContext): Asked {
  const isTooLarge = Number.isSafeInteger(fields.size) && Number(fields.size) > LIMITS.maxPhotoBytes;
  const codes = new Map<string, ProblemCode>([['type', 'unsupported-type']]);
  if (isTooLarge) codes.set('size', 'photo-too-large');
  const take = <T>(name: string, parse: (value: unknown) => T | null, rule: string) => {
    const value = fields[name];
    if (value === undefined && !required.includes(name)) return {};
    const parsed = parse(value);
    if (parsed === null) faults.push(fault(at + name, rule, value === undefined ? undefined : codes.get(name)));
    return parsed === null ? {} : { [name]: parsed };
  };
  const sizeRule = `Must be a whole number of bytes from 1 to ${LIMITS.maxPhotoBytes}.`;
  const capture: { type?: PhotoType; title?: string } & Omit<Asked, 'type' | 'title'> = {
    ...take('id', parseCaptureId, 'Must be 8 to 64 of A-Z, a-z, 0-9, "-" and "_".'),
    ...take('type', parseType, `Must be one of ${Object.keys(EXTENSION_BY_TYPE).join(', ')}.`),
    ...take('size', parseSize, sizeRule),
    ...take('title', parseTitle, `Must be text of at most ${LIMITS.maxTitleLength} characters.`),
    ...take('stage', parseStage, `Must be one of ${STAGES.join(', ')}.`),
    ...take(
      'taken_at',
      parseInstant,
      'Must be a time since 1990 in ISO 8601 with its offset, such as 2026-05-01T09:30:00-05:00.',
    ),
    ...take('sha256', parseSha256, 'Must be 64 hexadecimal digits in lower case.'),
    ...take('part', parsePart, `Must be one of ${FILE_PARTS.join(', ')}.`),
    ...take('files', parseNamedFiles, `Must have 64 hexadecimal digits for one or more of ${FILE_PARTS.join(', ')}.`),
    ...take('first_look', parseFirstLook, FIRST_LOOK_RULE),
    ...take('drawn_on', parsePhotoId, 'Must be the id of a photo of this job.'),
    ...take('location', parseLocation, 'Must be {latitude, longitude, accuracy?} in degrees and metres.'),
  };
  checkNamed(capture, at, faults);
  if (capture.type === 'application/pdf' && Number(capture.size) > MAX_PDF_BYTES) {
    faults.push(fault(`${at}size`, `Must be at most ${MAX_PDF_BYTES} bytes for a PDF.`, 'photo-too-large'));
  }
  const { type = 'image/jpeg', title, ...others } = capture;
  return { ...others, type, ...(title ? { title } : {}) };
}

/** What is sent is one of the files that it names, or of none: a ticket cannot say two things of one part. */
function checkNamed({ files, part = 'photo', sha256 }: Partial<Asked>, at: string, faults: Fault[]): void {
  if (files === undefined) return;
  const named = files[part];
  if (sha256 === undefined) faults.push(fault(`${at}sha256`, 'Is needed beside `files`.'));
  else if (named !== undefined && named !== sha256) faults.push(fault(`${at}files`, `Names another hash for ${part}.`));
}

const parseCaptureId = (value: unknown) => (typeof value === 'string' && LIMITS.captureId.test(value) ? value : null);
const parsePhotoId = (value: unknown) => (typeof value === 'string' && isPhotoId(value) ? value : null);
const parseSha256 = (value: unknown) => (typeof value === 'string' && SHA256.test(value) ? value : null);
const parsePart = (value: unknown): FilePart | null => FILE_PARTS.find((part) => part === value) ?? null;
const parseStage = (value: unknown): Stage | null => STAGES.find((stage) => stage === value) ?? null;

/** Also by the name that is wrong and common. */
function parseType(value: unknown): PhotoType | null {
  const type = value === 'image/jpg' ? 'image/jpeg' : value;
  return typeof type === 'string' && isPhotoType(type) ? type : null;
}

function parseNamedFiles(value: unknown): NamedFiles | null {
  if (!isObject(value)) return null;
  const named = Object.entries(value);
  const isRight = named.every(([part, sha256]) => parsePart(part) !== null && parseSha256(sha256) !== null);
  return isRight && named.length > 0 ? (value as NamedFiles) : null;
}

function parseSize(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return null;
  return value >= 1 && value <= LIMITS.maxPhotoBytes ? value : null;
}

export function parseTitle(value: unknown): string | null {
  if (typeof value !== 'string' || countCharacters(value) > LIMITS.maxTitleLength) return null;
  const title = cleanTitle(value);
  return countCharacters(title) > LIMITS.maxTitleLength ? null : title;
}

function parseInstant(value: unknown): string | null {
  return typeof value === 'string' && isInstant(value) ? value : null;
}

function parseLocation(value: unknown): Location | null {
  if (!isObject(value)) return null;
  const { latitude, longitude, accuracy } = value;
  if (!isWithin(latitude, -90, 90) || !isWithin(longitude, -180, 180)) return null;
  if (accuracy === undefined) return { latitude, longitude };
  return isWithin(accuracy, 0, 1e7) ? { latitude, longitude, accuracy } : null;
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function readJobId(fields: Fields, pointer: string, faults: Fault[]): string {
  if (typeof fields.job_id === 'string' && isJobId(fields.job_id)) return fields.job_id;
  faults.push(fault(pointer, 'Must be 1 to 64 of A-Z, a-z, 0-9, "-" and "_", beginning with a letter or digit.'));
  return '';
}

function readMethod(fields: Fields, pointer: string, faults: Fault[]): 'POST' | 'PUT' {
  if (fields.method !== undefined && fields.method !== 'POST' && fields.method !== 'PUT') {
    faults.push(fault(pointer, 'Must be POST or PUT.'));
  }
  return fields.method === 'PUT' ? 'PUT' : 'POST';
}

function readFlag(value: unknown, pointer: string, faults: Fault[]): value is true {
  if (value !== undefined && value !== true) faults.push(fault(pointer, 'Must be true, or left away.'));
  return value === true;
}

function findRepeatedIds(captures: readonly Asked[], faults: Fault[]): void {
  const ids = captures.map((capture) => capture.id);
  ids.forEach((id, index) => {
    if (id !== undefined && ids.indexOf(id) < index) faults.push(fault(`/photos/${index}/id`, 'Stands here twice.'));
  });
}

function findRepeatedParameters(query: URLSearchParams): Fault[] {
  const names = [...new Set(query.keys())];
  return names
    .filter((name) => query.getAll(name).length > 1)
    .map((name) => fault(`?${name}`, 'Must stand only once.'));
}

function fault(pointer: string, detail: string, code: ProblemCode = 'bad-request'): Fault {
  return { pointer, detail, code };
}

/** One kind of fault names the problem; several are a bad request. */
function refuse(faults: readonly Fault[]): void {
  const [first, ...others] = new Set(faults.map(({ code }) => code));
  if (first === undefined) return;
  const errors = faults.map(({ pointer, detail }) => ({ pointer, detail }));
  throw new AppError(others.length === 0 ? first : 'bad-request', { errors });
}
