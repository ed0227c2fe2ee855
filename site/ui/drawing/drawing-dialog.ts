/** The page on which is drawn: the picture, and under it what it is drawn with. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Say } from '../../i18n/translate.ts';
import { lazyIcon } from '../parts/lazy-icon.ts';
import '../shell/modal.ts';
import './draw-board.ts';
import type { DrawBoard } from './draw-board.ts';
import { COLOURS, type Colour, MAX_MARK_LENGTH, TOOLS } from './marks.ts';
import { beginMark, endMark, pressKey, type Sketch, stretchMark, undoMark } from './sketch.ts';

export interface ShownDrawing {
  readonly sketch: Sketch;
  /** Null until it is loaded. */
  readonly picture: HTMLImageElement | null;
  readonly problem: 'draw.none' | 'draw.failed' | null;
  readonly isSaving: boolean;
}

export interface DrawingHands {
  readonly say: Say;
  readonly closeWord: string;
  close(): void;
  change(step: (sketch: Sketch) => Sketch): void;
  save(): void;
}

export function drawingDialog(shown: ShownDrawing, hands: DrawingHands): TemplateResult {
  const { sketch, picture, problem, isSaving } = shown;
  const { say, close, change, closeWord, save } = hands;
  const isEmpty = sketch.marks.length === 0;
  const told = problem ? say(problem) : isSaving ? say('draw.saving') : picture ? null : say('draw.busy');
  return html`<dialog class="viewer drawing" aria-labelledby="draw-title" @close=${close}>
    <show-modal></show-modal>
    <div class="drawing-bar">
      <button type="button" class="button button-icon" aria-label=${closeWord} @click=${close}>${lazyIcon('close')}</button>
      <h2 id="draw-title">${say('draw.title')}</h2>
      <button type="button" class="button button-icon" aria-label=${say('draw.undo')} ?disabled=${isEmpty && !sketch.pending} @click=${() => change(undoMark)}>${lazyIcon('restore')}</button>
    </div>
    ${board(shown, hands)}
    <div class="drawing-tools">
      <p class="hint" role="status">${told ?? say('draw.marks', { n: sketch.marks.length })}</p>
      ${sketch.tool === 'text' ? words(sketch, hands) : nothing}
      <div class="drawing-choices">
        ${TOOLS.map((tool) => html`<button type="button" class="chip" aria-pressed=${sketch.tool === tool} @click=${() => change((now) => ({ ...now, tool, pending: null }))}>${say(`draw.tool.${tool}`)}</button>`)}
      </div>
      <div class="drawing-choices">
        ${Object.entries(COLOURS).map(([name, value]) => {
          const colour = name as Colour;
          return html`<button type="button" class="chip" aria-pressed=${sketch.colour === colour} @click=${() => change((now) => ({ ...now, colour }))}><svg class="colour" viewBox="0 0 2 2" aria-hidden="true"><circle cx="1" cy="1" r="1" fill=${value} /></svg>${say(`draw.colour.${colour}`)}</button>`;
        })}
      </div>
      <button type="button" class="button button-primary" ?disabled=${isEmpty || isSaving || !picture} @click=${save}>${say('draw.save')}</button>
    </div>
  </dialog>`;
}

function words({ text }: Sketch, { say, change }: DrawingHands): TemplateResult {
  const type = (event: Event) => change((now) => ({ ...now, text: (event.target as HTMLInputElement).value }));
  return html`<label class="labelled">
    <span>${say('draw.words')}</span>
    <input class="field" type="text" maxlength=${MAX_MARK_LENGTH} .value=${text} @input=${type} />
    <span class="hint">${say('draw.words.hint')}</span>
  </label>`;
}

/** A finger draws, and scrolls nothing; keys draw where there is no pointer. */
function board({ sketch, picture }: ShownDrawing, { say, change }: DrawingHands): TemplateResult {
  const at = (event: PointerEvent) => (event.currentTarget as DrawBoard).findPlace(event);
  const begin = (event: PointerEvent) => {
    const place = at(event);
    if (!place || event.button > 0) return;
    (event.currentTarget as DrawBoard).setPointerCapture(event.pointerId);
    change((now) => beginMark({ ...now, cursor: null }, place));
  };
  const stretch = (event: PointerEvent) => {
    const place = at(event);
    if (place && event.buttons > 0) change((now) => stretchMark(now, place));
  };
  const onKey = (event: KeyboardEvent) => {
    change((now) => {
      const next = pressKey(now, event.key, event.shiftKey);
      if (next) event.preventDefault();
      return next ?? now;
    });
  };
  return html`<draw-board class="drawing-board" tabindex="0" role="application" aria-label=${say('draw.keys')}
    .shown=${{ picture, sketch }} @pointerdown=${begin} @pointermove=${stretch}
    @pointerup=${() => change(endMark)} @pointercancel=${() => change((now) => ({ ...now, pending: null }))} @keydown=${onKey}></draw-board>`;
}
