/** Draws on a copy of a photo: what is saved is a new photo of the same job, which says on which it was drawn. Loaded when it is opened. */
import { html } from 'lit-html';
import type { Photo } from '../../../edge/api.ts';
import type { FurtherPart, LazyContext } from '../context.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import { nameJob } from '../state/app-state.ts';
import { drawingDialog, type ShownDrawing } from './drawing-dialog.ts';
import { loadPicture, renderDrawing } from './save-drawing.ts';
import { NO_SKETCH, type Sketch } from './sketch.ts';

interface OpenDrawing extends ShownDrawing {
  readonly photo: Photo;
}

export function createDrawing(context: LazyContext): FurtherPart {
  const { store, actions } = context;
  const desk = createDesk(() => store.update({}));
  store.subscribe(({ dialog }) => {
    if (dialog?.kind !== 'draw') desk.close();
  });
  const save = async (jobId: string, { photo, picture, sketch }: OpenDrawing) => {
    if (!picture) return;
    desk.change(photo, { isSaving: true, problem: null });
    try {
      await keepDrawing(context, { jobId, photo, jpeg: await renderDrawing(picture, sketch.marks) });
      desk.change(photo, { sketch: NO_SKETCH });
      actions.showDialog(null);
      tellBriefly(store, 'drawing.saved');
    } catch {
      desk.change(photo, { isSaving: false, problem: 'draw.failed' });
    }
  };
  return {
    draw({ dialog, albums, words }) {
      if (dialog?.kind !== 'draw') return html``;
      const { jobId, photoId } = dialog;
      const photo = albums[jobId]?.items?.find(({ photo_id }) => photo_id === photoId);
      if (!photo) return html``;
      const shown = desk.open(photo);
      return drawingDialog(shown, {
        say: words.say,
        closeWord: words.say('app.close'),
        close: () => actions.showDialog(null),
        change: (step) => desk.step(photo, step),
        save: () => void save(jobId, shown),
      });
    },
  };
}

/** The one drawing that is open. What is drawn of others and not saved stays as long as the page. */
function createDesk(onChange: () => void) {
  const sketches = new Map<string, Sketch>();
  let opened: OpenDrawing | null = null;
  const change = ({ photo_id }: Photo, news: Partial<OpenDrawing>) => {
    if (opened?.photo.photo_id !== photo_id) return;
    opened = { ...opened, ...news };
    sketches.set(photo_id, opened.sketch);
    onChange();
  };
  return {
    change,
    step: (photo: Photo, step: (sketch: Sketch) => Sketch) => opened && change(photo, { sketch: step(opened.sketch) }),
    close() {
      opened = null;
    },
    open(photo: Photo): OpenDrawing {
      if (opened?.photo.photo_id === photo.photo_id) return opened;
      const sketch = sketches.get(photo.photo_id) ?? NO_SKETCH;
      opened = { photo, sketch, picture: null, problem: null, isSaving: false };
      void loadPicture([photo.url, photo.preview_url]).then(
        (picture) => change(photo, { picture }),
        () => change(photo, { problem: 'draw.none' }),
      );
      return opened;
    },
  };
}

interface KeptDrawing {
  readonly jobId: string;
  readonly photo: Photo;
  readonly jpeg: Blob;
}

/** Into the outbox, as any photo: no signal is needed for it. */
async function keepDrawing({ phone, store }: LazyContext, { jobId, photo, jpeg }: KeptDrawing): Promise<void> {
  const { photo_id: drawnOn, title } = photo;
  const file = new File([jpeg], `drawing-${drawnOn.slice(0, 8)}.jpg`, { type: jpeg.type });
  const { title: name, address } = nameJob(store.get(), jobId) ?? {};
  const job = name !== undefined && address !== undefined && { title: name, address };
  await Promise.all(phone.outbox.capture(jobId, [file], { ...(job && { job }), ...(title && { title }), drawnOn }));
}
