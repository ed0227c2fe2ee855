/** A job's audit log in plain words: who did what, when and from where, by day, the latest first. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { AuditEvent, JobStatus, Photo } from '../../../edge/api.ts';
import { formatDay, formatTime } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import type { LazyView } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { describePhoto } from '../parts/describe-photo.ts';
import { type LazyIconName, lazyIcon } from '../parts/lazy-icon.ts';
import { type HistoryListing, nameJob } from '../state/app-state.ts';
import { type AuditGroup, toAuditGroups, toDays } from './audit-groups.ts';

/** Of all others it is `alert`. */
const ICONS: Readonly<Partial<Record<AuditGroup['action'], LazyIconName>>> = {
  'tickets-issued': 'sending',
  stored: 'in-job',
  edited: 'pencil',
  deleted: 'trash',
  restored: 'restore',
  moved: 'next',
  'original-asked': 'download',
  seen: 'check',
  'note-added': 'pencil',
  'note-taken-back': 'close',
  'album-read': 'account',
  'job-made': 'plus',
  'job-changed': 'pencil',
  'photos-removed': 'trash',
  'link-made': 'link',
  'link-opened': 'link',
  'link-revoked': 'close',
};
const ATTEMPTS = ['view', 'upload', 'edit', 'delete', 'share', 'audit', 'manage'] as const;
const JOB_STATUSES = ['pending', 'open', 'closed', 'cancelled'] as const satisfies readonly JobStatus[];
const DEVICES = ['phone', 'tablet', 'desktop', 'tv'] as const;
const REASONS = ['access-denied', 'job-closed'] as const;
/** Pictures shown of a group. */
const MAX_PICTURES = 5;

export function historyOf({ items, jobId }: HistoryListing, view: LazyView): TemplateResult {
  const photos = new Map(view.albums[jobId]?.items?.map((photo) => [photo.photo_id, photo]));
  const picturesOf = ({ photoIds }: AuditGroup) =>
    pictures(
      photoIds.flatMap((id) => photos.get(id) ?? []),
      jobId,
      view.words,
    );
  return html`${toDays(toAuditGroups(items ?? [])).map(
    ({ dayMs, groups }) => html`<h2 class="events-day">${formatDay(dayMs, view.words.language)}</h2>
      <ul>${groups.map((group) => groupItem(withJobNames(group, view), picturesOf(group), view))}</ul>`,
  )}`;
}

/** As this page knows them. */
function withJobNames(group: AuditGroup, view: LazyView): AuditGroup {
  if (!group.moved) return group;
  const name = (jobId: string) => nameJob(view, jobId)?.title ?? jobId;
  return { ...group, moved: { from: name(group.moved.from), to: name(group.moved.to) } };
}

function groupItem(group: AuditGroup, pictures: unknown, { words, session }: LazyView): TemplateResult {
  const isOwn = group.who?.subject === session.user?.subject;
  return html`<li class="event event-${group.verified === false ? 'denied' : group.action}">
    <span class="event-icon">${lazyIcon(ICONS[group.action] ?? 'alert')}</span>
    <div>
      <p>${describeAuditGroup(group, isOwn ? session.user?.name : undefined, words)}</p>
      <p class="hint">${[formatTime(group.atMs, words.language), formatPlace(group, words)].filter(Boolean).join(' · ')}</p>
      ${pictures}
    </div>
  </li>`;
}

function pictures(photos: readonly Photo[], jobId: string, words: Words): TemplateResult | typeof nothing {
  const shown = photos.filter(({ thumb_url }) => thumb_url).slice(0, MAX_PICTURES);
  if (shown.length === 0) return nothing;
  return html`<p class="event-photos">
    ${shown.map(
      (photo) =>
        html`<a href=${formatRoute({ page: 'job', jobId, photoId: photo.photo_id })}><img src=${photo.thumb_url} loading="lazy" alt=${describePhoto(photo, words)} /></a>`,
    )}
  </p>`;
}

/** @param ownName of the reader, where the events are theirs. */
export function describeAuditGroup(group: AuditGroup, ownName: string | undefined, words: Words): string {
  const { say } = words;
  const who = group.who?.name ?? ownName ?? group.who?.subject ?? '';
  const told = group.change ? { what: describeChange(group.change, words) } : describeDenial(group, words);
  const said = say(`event.${group.action}`, {
    who,
    n: group.photoIds.length,
    name: String(group.link?.name ?? ''),
    ...group.moved,
    ...told,
  });
  if (group.verified === null) return said;
  return `${said} ${say(group.verified ? 'viewer.verified' : 'viewer.not-verified')}.`;
}

const PARTS = ['title', 'address', 'members', 'customer', 'scheduled_for', 'required_stages'] as const;

/** What of the job was changed; a newer edge may know of more. */
function describeChange(change: AuditEvent['detail'], { say }: Words): string {
  const names = String(change.changed).split(' ');
  const status = JOB_STATUSES.find((known) => known === change.status);
  const joined = change.joined ? say('event.joined', { names: change.joined.toString() }) : null;
  const left = change.left ? say('event.left', { names: change.left.toString() }) : null;
  const parts = PARTS.filter((part) => names.some((name) => name.startsWith(part)))
    .filter((part) => part !== 'members' || !(joined ?? left))
    .map((part) => say(`job.part.${part}`));
  const told = [status && say(`job.status.${status}`), ...parts, joined, left].filter(Boolean).join(', ');
  return `${told || say('job.part.other')}${change.reason ? ` (“${change.reason}”)` : ''}`;
}

/** Of the actions and codes that the edge writes; a newer edge may write others. */
function describeDenial({ denied }: AuditGroup, { say }: Words): { readonly what: string; readonly why: string } {
  const what = ATTEMPTS.find((action) => action === denied?.action) ?? 'other';
  const why = REASONS.find((code) => code === denied?.code) ?? 'other';
  return { what: say(`denied.to.${what}`), why: say(`denied.why.${why}`) };
}

function formatPlace({ from, link }: AuditGroup, { language, say }: Words): string {
  const country = from?.country && /^[A-Z]{2}$/.test(from.country) ? from.country : null;
  const name = country && new Intl.DisplayNames(language, { type: 'region' }).of(country);
  const device = DEVICES.find((known) => known === link?.device);
  return [device && say(`device.${device}`), name, from?.address].filter(Boolean).join(', ');
}
