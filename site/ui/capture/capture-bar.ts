/** Stage and title of the next photo, and the two big buttons: at the bottom of a phone, on wider screens above the album. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { LIMITS, STAGES, type Stage } from '../../../edge/api.ts';
import type { View } from '../context.ts';
import { icon } from '../parts/icon.ts';
import { captureButtons } from './capture-buttons.ts';

export function captureBar(view: View, jobId: string): TemplateResult {
  const { words, draft, actions, lazy } = view;
  const counts = lazy?.stageCounts(view, jobId);
  const { say } = words;
  return html`<section class="capture-bar">
    <div class="stages" role="group" aria-label=${say('job.stages')}>
      ${STAGES.map((stage) => stageChip(stage, counts?.[stage] ?? 0, view))}
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

function stageChip(stage: Stage, count: number, { words, draft, actions }: View): TemplateResult {
  const isChosen = draft.stage === stage;
  return html`<button
    type="button"
    class="chip"
    aria-pressed=${isChosen}
    @click=${() => actions.changeDraft({ stage: isChosen ? null : stage })}
  >
    ${words.say(`stage.${stage}`)}${count > 0 ? html`<span class="chip-count">${count}</span>` : nothing}
  </button>`;
}
