/** GET and POST /upload-url: permission to store photos in a job. */
import type { JobRecord, PhotoRecord } from '../../origin/records.ts';
import type { Ticket } from '../api.ts';
import { chooseAnnouncements, type SeenAnnouncements } from '../core/announcements.ts';
import type { AuditedAction } from '../core/audit.ts';
import { countLinkFiles } from '../core/count-link-files.ts';
import { type EdgeResponse, parseJsonBody, toJsonResponse } from '../core/exchange.ts';
import { issueTicket, type TicketTerms } from '../core/issue-ticket.ts';
import { isTakingPhotos } from '../core/job-row.ts';
import { type AskedTickets, parseTicketBody, parseTicketQuery } from '../core/parse-captures.ts';
import { derivePhotoId } from '../core/photo-id.ts';
import { type PlannedPhoto, planPhoto } from '../core/plan-photo.ts';
import type { Announcer } from '../core/ports.ts';
import type { RouteCall } from '../core/route.ts';
import { toTicketLifeSeconds } from '../core/ticket-life.ts';
import { toUnreadRecord } from '../core/unread-record.ts';
import { admit, admitPhotos, recordAudit } from './admit.ts';
import { admitDrawings } from './admit-drawings.ts';

/** Whoever has a ticket can use it for 15 min: no cache may keep one. */
const NO_STORE = { 'cache-control': 'no-store' };
/** A link that is revoked takes nothing more within this time. */
const LINK_TICKET_SECONDS = 60;

/**
 * One ticket, and nothing written: the quickest way, for curl. An open PUT, of which S3 bounds no size, is announced like those of a
 * POST, so that there can be no more than so many of one person, and the log says who asked.
 * @throws {AppError} when the job is closed (`job-closed`), or too much is announced already (`too-many-announced`)
 */
export async function issueOneTicket(call: RouteCall): Promise<EdgeResponse> {
  const asked = parseTicketQuery(call.request.query);
  if (isOpen(asked)) return toJsonResponse((await issueAnnounced(call, asked))[0], NO_STORE);
  const { readJob, actions } = await admit(call, asked.jobId, 'upload');
  await admitDrawings(call, asked.jobId, { captures: asked.captures, actions });
  const [job, tickets] = await Promise.all([readJob(), signTickets(call, asked, planPhotos(call, asked))]);
  await admitPhotos(call, asked.jobId, job);
  call.counters.ticketsIssued += tickets.length;
  return toJsonResponse(tickets[0], NO_STORE);
}

/**
 * Up to 20 tickets, with the photos announced and the audit event written; or the announcement alone. What stands there is read while the caller is let
 * in, so that it takes two rounds of calls in all.
 * @throws {AppError} when the job is closed (`job-closed`), too much is announced already (`too-many-announced`), or the link by which
 * the caller came has taken all that it may (`link-full`)
 */
export async function issueTickets(call: RouteCall): Promise<EdgeResponse> {
  const tickets = await issueAnnounced(call, parseTicketBody(parseJsonBody(call.request)));
  return toJsonResponse({ tickets }, NO_STORE);
}

function isOpen({ method, captures }: AskedTickets): boolean {
  return method === 'PUT' && captures.some(({ sha256 }) => sha256 === undefined);
}

async function issueAnnounced(call: RouteCall, asked: AskedTickets): Promise<readonly Ticket[]> {
  const { jobId } = asked;
  const photos = planPhotos(call, asked);
  const announcer = toAnnouncer(call, jobId);
  const reading = call.services.photos.readAnnounced(
    announcer,
    photos.map(({ photoId }) => photoId),
  );
  // Whoever is not let in gets that refusal, whatever becomes of the reading.
  reading.catch(() => undefined);
  const { readJob, actions } = await admit(call, jobId, 'upload');
  await admitDrawings(call, jobId, { captures: asked.captures, actions });
  const [job, seen] = await Promise.all([readJob(), reading]);
  if (!isTakingPhotos(job)) await admitMoved(call, jobId, { job, photos, seen });
  if (!asked.isAnnouncement) await countForLink(call, photos);
  const arriving = photos.map((photo) => toArriving(call, jobId, photo));
  const announced = chooseAnnouncements(seen, arriving, announcer.nowSeconds);
  const [tickets] = await Promise.all([
    asked.isAnnouncement ? [] : signTickets(call, asked, photos),
    // Nothing was permitted, so the log has nothing to tell.
    asked.isAnnouncement ? null : recordAudit(call, toAuditedAction(call, jobId, photos)),
    call.services.photos.announce(announcer, { photos: announced, firstLooks: listFirstLooks(photos) }, seen),
  ]);
  call.counters.ticketsIssued += tickets.length;
  return tickets;
}

interface LateFiles {
  readonly job: JobRecord | null;
  readonly photos: readonly PlannedPhoto[];
  readonly seen: SeenAnnouncements;
}

/**
 * Files of photos that were given to another job go there, though this one is closed.
 * @throws {AppError} when any of them is not, or that job is closed too: `job-closed`
 */
async function admitMoved(call: RouteCall, jobId: string, { job, photos, seen }: LateFiles): Promise<void> {
  const homes = photos.map(({ photoId }) => seen.moved.get(photoId));
  for (const home of new Set(homes)) {
    const row = home === undefined ? job : await call.services.jobs.readRow(home).then((read) => read.job);
    await admitPhotos(call, jobId, row);
  }
}

function planPhotos({ principal, services }: RouteCall, { jobId, captures }: AskedTickets): readonly PlannedPhoto[] {
  const { subject, name } = principal;
  return captures.map((capture) => {
    const photoId = capture.id === undefined ? services.createUuid() : derivePhotoId(subject, jobId, capture.id);
    return planPhoto(capture, photoId, { jobId, subject, name });
  });
}

async function signTickets(
  call: RouteCall,
  { method }: AskedTickets,
  photos: readonly PlannedPhoto[],
): Promise<readonly Ticket[]> {
  const terms = toTerms(call, method);
  return Promise.all(photos.map((photo) => issueTicket(photo, terms)));
}

/** Before anything is signed: two requests at once cannot both take the last place. */
async function countForLink({ services, link }: RouteCall, photos: readonly PlannedPhoto[]): Promise<void> {
  if (link !== undefined) await services.links.count(link, (standing) => countLinkFiles(standing, photos));
}

/** @throws {AppError} when the keys to sign with are about to end: `unavailable` */
export function toTerms({ services, config, now, link }: RouteCall, method: TicketTerms['method']): TicketTerms {
  const credentials = services.readCredentials();
  const longestSeconds = toTicketLifeSeconds(now, credentials.expiration);
  const lifeSeconds = link === undefined ? longestSeconds : Math.min(longestSeconds, LINK_TICKET_SECONDS);
  const { bucketAddress, readClockMs } = services;
  const via = config.upload_via;
  const address = { ...bucketAddress, isAccelerated: via === 's3-accelerate' };
  return { address, credentials, now, readClockMs, lifeSeconds, method, via };
}

export function toAuditedAction(
  { principal }: RouteCall,
  jobId: string,
  photos: readonly PlannedPhoto[],
): AuditedAction {
  const photoIds = photos.map(({ photoId }) => photoId);
  return { action: 'tickets-issued', jobId, actor: principal, photoIds };
}

function listFirstLooks(photos: readonly PlannedPhoto[]): ReadonlyMap<string, string> {
  return new Map(photos.flatMap(({ photoId, capture }) => (capture.first_look ? [[photoId, capture.first_look]] : [])));
}

function toAnnouncer({ principal, now }: RouteCall, jobId: string): Announcer {
  return { jobId, subject: principal.subject, nowSeconds: Math.floor(now.getTime() / 1000) };
}

/** When it ends, and under which key it stands, is the announcement's own. */
function toArriving({ principal }: RouteCall, jobId: string, { photoId, key, capture }: PlannedPhoto): PhotoRecord {
  return toUnreadRecord(
    { jobId, photoId },
    {
      key,
      state: 'arriving',
      type: capture.type,
      title: capture.title ?? null,
      stage: capture.stage ?? null,
      taken_at: capture.taken_at ?? null,
      taken_at_source: capture.taken_at === undefined ? null : 'client',
      uploaded_by: principal.subject,
      uploaded_by_name: principal.name,
      bytes: capture.size ?? null,
      location: capture.location ?? null,
      ...(capture.first_look === undefined ? {} : { first_look: true }),
      ...(capture.drawn_on === undefined ? {} : { drawn_on: capture.drawn_on }),
    },
  );
}
