/** How the album is seen: grouped, narrowed, with words on the tiles. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { STAGES } from '../../../edge/api.ts';
import { type AlbumLook, LOOK_STATES, NO_LOOK, parseLookStage } from '../album/album-look.ts';
import { isOnPhone } from '../album/album-tiles.ts';
import { tilesOf } from '../album/tiles-of.ts';
import type { LazyView } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import { findJob } from '../state/app-state.ts';

const GROUPS = ['none', 'day', 'stage'] as const;

interface Option {
  readonly value: string;
  readonly label: string;
}

export function lookPanel(jobId: string, view: LazyView): TemplateResult {
  const { words, actions, albumLook: look = NO_LOOK } = view;
  const { say } = words;
  const any = { value: '', label: say('tools.any') };
  const stages = STAGES.map((value) => ({ value, label: words.say(`stage.${value}`) }));
  const people = listPeople(view, jobId);
  const change = (wanted: Partial<AlbumLook>) => actions.lookAtAlbum(jobId, wanted);
  const states = LOOK_STATES.filter((state) => people.length > 0 || state !== 'here');
  return html`<div class="album-look">
    ${choice(say('tools.group'), look.group, {
      options: GROUPS.map((value) => ({ value, label: say(`tools.group.${value}`) })),
      choose: (value) => change({ group: GROUPS.find((group) => group === value) ?? 'none' }),
    })}
    ${choice(say('tools.stage'), look.stage ?? '', {
      options: [any, ...stages, { value: 'none', label: say('tools.no-stage') }],
      choose: (value) => change({ stage: parseLookStage(value) }),
    })}
    ${people.length > 0 ? choice(say('tools.person'), look.person ?? '', { options: [any, ...people], choose: (value) => change({ person: value || null }) }) : nothing}
    ${choice(say('tools.state'), look.state ?? '', {
      options: [any, ...states.map((value) => ({ value, label: say(`tools.wanted.${value}`) }))],
      choose: (value) => change({ state: LOOK_STATES.find((state) => state === value) ?? null }),
    })}
    <label class="switch"><span>${say('tools.captions')}</span>
      <input type="checkbox" role="switch" .checked=${look.captions} @change=${() => change({ captions: !look.captions })} /></label>
    ${findJob(view, jobId)?.can.includes('delete') ? html`<a class="button" href=${formatRoute({ page: 'deleted', jobId })}>${say('tools.deleted')}</a>` : nothing}
  </div>`;
}

interface Choice {
  readonly options: readonly Option[];
  choose(value: string): void;
}

function choice(label: string, value: string, { options, choose }: Choice): TemplateResult {
  const change = (event: Event) => choose((event.target as HTMLSelectElement).value);
  return html`<label class="job-tool"><span>${label}</span>
    <select class="field" @change=${change}>
      ${options.map((option) => html`<option value=${option.value} .selected=${option.value === value}>${option.label}</option>`)}
    </select>
  </label>`;
}

/** Who has sent what is loaded, and the crew. Customers are told of none. */
function listPeople(view: LazyView, jobId: string): readonly Option[] {
  const people = new Map<string, string>();
  for (const { subject, name } of findJob(view, jobId)?.crew ?? []) people.set(subject, name ?? subject);
  for (const tile of tilesOf(view, jobId)) {
    if (tile.kind !== 'photo' || !tile.photo.uploaded_by) continue;
    const { uploaded_by: subject, uploaded_by_name: name } = tile.photo;
    people.set(subject, name ?? people.get(subject) ?? subject);
  }
  const { user } = view.session;
  const hasOwn = tilesOf(view, jobId).some((tile) => tile.kind === 'entry' && isOnPhone(tile.entry));
  if (user && hasOwn) people.set(user.subject, user.name);
  return [...people]
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
