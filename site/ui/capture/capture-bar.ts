/** The hand's place: what the next photo shows, and the two big buttons. At the bottom of a phone, beside the album elsewhere. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { LIMITS, STAGES, type Stage } from '../../../edge/api.ts';
import type { Actions } from '../context.ts';
import { icon } from '../parts/icon.ts';
import type { AppState } from '../state/app-state.ts';
import { captureButtons } from './capture-buttons.ts';

export function captureBar(
  { words, draft }: AppState,
  jobId: string,
  counts: Readonly<Record<Stage, number>>,
  actions: Actions,
): TemplateResult {
  const { say } = words;
  return html`<section class="capture-bar">
    <div class="stages" role="group" aria-label=${say('job.stages')}>
      ${STAGES.map((stage) => stageChip(stage, draft.stage === stage, counts[stage], words.say, actions))}
      <button
        type="button"
        class="chip chip-icon"
        aria-expanded=${draft.titleOpen}
        aria-label=${say('job.title')}
        @click=${() => actions.changeDraft({ titleOpen: !draft.titleOpen })}
      >
        ${icon('pencil')}
      </button>
    </div>
    ${
      draft.titleOpen
        ? html`<input
            class="field capture-bar-title"
            type="text"
            maxlength=${LIMITS.maxTitleLength}
            enterkeyhint="done"
            autocomplete="off"
            aria-label=${say('job.title')}
            placeholder=${say('job.title.placeholder')}
            .value=${draft.title}
            @input=${(event: Event) => event.target instanceof HTMLInputElement && actions.changeDraft({ title: event.target.value })}
          />`
        : nothing
    }
    ${captureButtons(words, (files) => actions.capture(jobId, files))}
  </section>`;
}

function stageChip(
  stage: Stage,
  isChosen: boolean,
  count: number,
  say: AppState['words']['say'],
  actions: Actions,
): TemplateResult {
  return html`<button
    type="button"
    class="chip"
    aria-pressed=${isChosen}
    @click=${() => actions.changeDraft({ stage: isChosen ? null : stage })}
  >
    ${say(`stage.${stage}`)}${count > 0 ? html`<span class="chip-count">${count}</span>` : nothing}
  </button>`;
}
