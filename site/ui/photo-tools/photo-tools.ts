/** The tools for a photo. Loaded when a sheet of them is opened for the first time. */
import { html } from 'lit-html';
import { createPhotoToolsApi } from '../../api/photo-tools-api.ts';
import type { FurtherPart, LazyContext } from '../context.ts';
import { sheet } from '../shell/sheet.ts';
import { createGiver } from './give-photos.ts';
import { giveSheet } from './give-sheet.ts';
import { createJobFinder } from './job-finder.ts';

export function createPhotoTools(context: LazyContext): FurtherPart {
  const api = createPhotoToolsApi(context.phone.api);
  const finder = createJobFinder(context.phone.api, () => context.store.update({}));
  const give = createGiver(context, api);
  return {
    draw(view) {
      const { dialog, words } = view;
      if (dialog?.kind !== 'give') return html``;
      const choose = (job: { readonly job_id: string; readonly title: string }) => {
        finder.forget();
        give(dialog, job);
      };
      const { say } = words;
      return sheet(words.say('photo.give'), giveSheet({ dialog, view, finder, say, choose }), view);
    },
  };
}
