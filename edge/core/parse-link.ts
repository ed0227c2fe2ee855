/** Reads what POST and DELETE /links are asked for. Everything that is wrong is reported at once. */
import { LINK_RIGHTS, type LinkRight } from '../../origin/customer-link.ts';
import { cleanTitle, countCharacters } from '../../origin/records.ts';
import { isJobId } from '../api.ts';
import { LINK_LIMITS } from '../link-api.ts';
import { AppError, type WrongField } from '../problem.ts';
import { isObject } from './is-object.ts';

export interface AskedLink {
  readonly jobId: string;
  readonly name: string;
  readonly may: LinkRight;
  readonly days: number;
}

const LINK_ID = /^[A-Za-z0-9_-]{22}$/;

/** @throws {AppError} when something of it is wrong: `bad-request`, with all of it */
export function parseNewLink(body: unknown): AskedLink {
  const { job_id, name, may = 'view', days = LINK_LIMITS.defaultDays } = isObject(body) ? body : {};
  const jobId = typeof job_id === 'string' && isJobId(job_id) ? job_id : null;
  const calledAs = typeof name === 'string' ? cleanTitle(name) : '';
  const isName = calledAs !== '' && countCharacters(calledAs) <= LINK_LIMITS.maxNameLength;
  const right = LINK_RIGHTS.find((each) => each === may);
  const life =
    typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= LINK_LIMITS.maxDays ? days : 0;
  const errors: WrongField[] = [
    ...(jobId === null ? [{ pointer: '/job_id', detail: 'Must be the id of a job.' }] : []),
    ...(isName ? [] : [{ pointer: '/name', detail: `Must be text of 1 to ${LINK_LIMITS.maxNameLength} characters.` }]),
    ...(right === undefined ? [{ pointer: '/may', detail: `Must be one of ${LINK_RIGHTS.join(', ')}.` }] : []),
    ...(life === 0 ? [{ pointer: '/days', detail: `Must be a whole number from 1 to ${LINK_LIMITS.maxDays}.` }] : []),
  ];
  if (jobId === null || right === undefined || errors.length > 0) throw new AppError('bad-request', { errors });
  return { jobId, name: calledAs, may: right, days: life };
}

/** @throws {AppError} when there is none: `bad-request` */
export function parseLinkId(query: URLSearchParams): string {
  const linkId = query.get('link_id') ?? '';
  if (LINK_ID.test(linkId)) return linkId;
  throw new AppError('bad-request', { errors: [{ pointer: '?link_id', detail: 'Must be the id of a link.' }] });
}
