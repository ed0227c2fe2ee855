/** A job's audit log in plain words: who did what, when and from where, by day, the latest first. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { AuditEvent, Photo } from '../../../edge/api.ts';
import { formatDay, formatTime } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { type LazyIconName, lazyIcon } from '../parts/lazy-icon.ts';
import type { AppState } from '../state/app-state.ts';
import { type AuditGroup, toAuditGroups, toDays } from './audit-groups.ts';

const ICONS: Readonly<Record<AuditGroup['action'], LazyIconName>> = {
  'tickets-issued': 'sending',
  denied: 'alert',
  stored: 'in-job',
  edited: 'pencil',
  deleted: 'trash',
  restored: 'restore',
  'album-read': 'account',
};
/** Pictures shown of a group. */
const MAX_PICTURES = 5;

export function historyOf(events: readonly AuditEvent[], jobId: string, state: AppState): TemplateResult {
  const photos = new Map(state.albums[jobId]?.items?.map((photo) => [photo.photo_id, photo]));
  return html`${toDays(toAuditGroups(events)).map(
    ({ dayMs, groups }) => html`<h2 class="events-day">${formatDay(dayMs, state.words.language)}</h2>
      <ul class="events">${groups.map((group) => auditGroupItem(group, jobId, photos, state))}</ul>`,
  )}`;
}

function auditGroupItem(
  group: AuditGroup,
  jobId: string,
  photos: ReadonlyMap<string, Photo>,
  { words, session }: AppState,
): TemplateResult {
  const isOwn = group.who?.subject === session.user?.subject;
  const shown = group.photoIds.flatMap((id) => photos.get(id) ?? []).filter(({ thumb_url }) => thumb_url);
  return html`<li class="event event-${group.verified === false ? 'denied' : group.action}">
    <span class="event-icon">${lazyIcon(ICONS[group.action])}</span>
    <div>
      <p>${describeAuditGroup(group, isOwn ? session.user?.name : undefined, words)}</p>
      <p class="hint">${[formatTime(group.atMs, words.language), formatPlace(group, words)].filter(Boolean).join(' · ')}</p>
      ${
        shown.length > 0
          ? html`<p class="event-photos">
              ${shown.slice(0, MAX_PICTURES).map(
                ({
                  photo_id,
                  thumb_url,
                  title,
                  stage,
                }) => html`<a href=${formatRoute({ page: 'job', jobId, photoId: photo_id })}><img
                      src=${thumb_url} loading="lazy" alt=${title ?? (stage ? words.say(`stage.${stage}`) : words.say('photo.photo'))} /></a>`,
              )}
            </p>`
          : nothing
      }
    </div>
  </li>`;
}

/** @param ownName of the reader, where the events are theirs. */
export function describeAuditGroup(group: AuditGroup, ownName: string | undefined, { say }: Words): string {
  const who = group.who?.name ?? ownName ?? group.who?.subject ?? '';
  const said = say(`event.${group.action}`, { who, n: group.photoIds.length, code: group.code ?? '' });
  if (group.verified === null) return said;
  return `${said} ${say(group.verified ? 'viewer.verified' : 'viewer.not-verified')}.`;
}

function formatPlace({ from }: AuditGroup, { language }: Words): string {
  const country = from?.country && /^[A-Z]{2}$/.test(from.country) ? from.country : null;
  const name = country && new Intl.DisplayNames(language, { type: 'region' }).of(country);
  return [name, from?.address].filter(Boolean).join(', ');
}
