/** A job's trail in plain words: who did what, when and from where, by day, the latest first. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { AuditEntry, Photo } from '../../../edge/api.ts';
import { formatDay, formatTime } from '../../i18n/format.ts';
import type { Words } from '../../i18n/translate.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { type LateIconName, lateIcon } from '../parts/lazy-icon.ts';
import type { AppState } from '../state/app-state.ts';
import { type Deed, toDays, toDeeds } from './audit-groups.ts';

const ICONS: Readonly<Record<Deed['action'], LateIconName>> = {
  'tickets-issued': 'sending',
  denied: 'alert',
  stored: 'in-job',
  edited: 'pencil',
  deleted: 'trash',
  restored: 'restore',
  'album-read': 'account',
};
/** Pictures shown of a deed. */
const STRIP = 5;

export function historyOf(entries: readonly AuditEntry[], jobId: string, state: AppState): TemplateResult {
  const photos = new Map(state.albums[jobId]?.items?.map((photo) => [photo.photo_id, photo]));
  return html`${toDays(toDeeds(entries)).map(
    ({ dayMs, deeds }) => html`<h2 class="deeds-day">${formatDay(dayMs, state.words.language)}</h2>
      <ul class="deeds">${deeds.map((deed) => deedItem(deed, jobId, photos, state))}</ul>`,
  )}`;
}

function deedItem(
  deed: Deed,
  jobId: string,
  photos: ReadonlyMap<string, Photo>,
  { words, session }: AppState,
): TemplateResult {
  const isOwn = deed.who?.subject === session.user?.subject;
  const shown = deed.photoIds.flatMap((id) => photos.get(id) ?? []).filter(({ thumb_url }) => thumb_url);
  return html`<li class="deed deed-${deed.verified === false ? 'denied' : deed.action}">
    <span class="deed-icon">${lateIcon(ICONS[deed.action])}</span>
    <div>
      <p>${describeDeed(deed, isOwn ? session.user?.name : undefined, words)}</p>
      <p class="hint">${[formatTime(deed.atMs, words.language), formatPlace(deed, words)].filter(Boolean).join(' · ')}</p>
      ${
        shown.length > 0
          ? html`<p class="deed-photos">
              ${shown.slice(0, STRIP).map(
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

/** @param ownName of the reader, where the deed is theirs. */
export function describeDeed(deed: Deed, ownName: string | undefined, { say }: Words): string {
  const who = deed.who?.name ?? ownName ?? deed.who?.subject ?? '';
  const said = say(`deed.${deed.action}`, { who, n: deed.photoIds.length, code: deed.code ?? '' });
  if (deed.verified === null) return said;
  return `${said} ${say(deed.verified ? 'viewer.verified' : 'viewer.not-verified')}.`;
}

function formatPlace({ from }: Deed, { language }: Words): string {
  const country = from?.country && /^[A-Z]{2}$/.test(from.country) ? from.country : null;
  const name = country && new Intl.DisplayNames(language, { type: 'region' }).of(country);
  return [name, from?.address].filter(Boolean).join(', ');
}
