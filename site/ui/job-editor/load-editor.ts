/** Loads the editor when a sheet of it is opened. Without signal it comes from the service worker. */
import { html, type TemplateResult } from 'lit-html';
import type { LazyContext, LazyView } from '../context.ts';
import { sheet } from '../shell/sheet.ts';
import { withNotice } from '../state/with-notice.ts';
import type { Editor } from './editor.ts';

/** Returns what draws the open sheet of the editor; nothing while none is open. */
export function createEditorLoader(context: LazyContext): (view: LazyView) => TemplateResult {
  const { store } = context;
  let editor: Editor | null = null;
  let isLoading = false;
  const load = async () => {
    isLoading = true;
    try {
      const { createEditor } = await import('./editor.ts');
      editor = createEditor(context);
      // Draws the page anew.
      store.update({});
    } catch {
      store.update({ dialog: null });
      store.update(withNotice('error', 'problem.unavailable'));
    }
    isLoading = false;
  };
  return (view) => {
    const { dialog, words } = view;
    if (dialog?.kind !== 'job' && dialog?.kind !== 'share') return html``;
    if (editor) return dialog.kind === 'job' ? editor.sheet(dialog.jobId, view) : editor.share(dialog.jobId, view);
    if (!isLoading) void load();
    return sheet(words.say('load.busy'), html``, view);
  };
}
