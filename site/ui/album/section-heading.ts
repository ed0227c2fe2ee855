/** The heading of a section of the album: its day or stage, and how many photos stand under it. */
import { html, type TemplateResult } from 'lit-html';
import { STAGES } from '../../../edge/api.ts';
import type { LazyView } from '../context.ts';
import { findJob } from '../state/app-state.ts';
import { isNarrowed, NO_LOOK } from './album-look.ts';
import type { AlbumSection } from './arrange-tiles.ts';
import { formatHeadingDay } from './tile-times.ts';

interface HeadingContext {
  readonly view: LazyView;
  readonly jobId: string;
}

/** @param isLast of those that are loaded: more may follow under it */
export function sectionHeading(
  section: AlbumSection,
  isLast: boolean,
  { view, jobId }: HeadingContext,
): TemplateResult {
  const n = countKnown(section, isLast, { view, jobId });
  return html`<li class="grid-heading"><h2>${nameSection(section.key, view)}</h2>
    <span class="hint">${n === null ? '' : view.words.say('count.photos', { n })}</span></li>`;
}

/** Null while it is not known how many there are. */
function countKnown({ key, count }: AlbumSection, isLast: boolean, { view, jobId }: HeadingContext): number | null {
  const { albums, albumLook = NO_LOOK } = view;
  if (!albums[jobId]?.next) return count;
  if (albumLook.group === 'day') return isLast ? null : count;
  const stage = STAGES.find((each) => each === key);
  const known = stage && findJob(view, jobId)?.stages[stage];
  return isNarrowed(albumLook) || known === undefined ? null : Math.max(known, count);
}

function nameSection(key: string, { words, albumLook = NO_LOOK }: LazyView): string {
  const { say, language } = words;
  const stage = STAGES.find((each) => each === key);
  if (stage) return say(`stage.${stage}`);
  if (key !== '') return formatHeadingDay(Date.parse(`${key}T12:00`), language);
  return say(albumLook.group === 'day' ? 'viewer.taken.unknown' : 'stage.none');
}
