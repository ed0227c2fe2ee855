/** Gives photos to another job, one after the other, and takes that back. */
import type { Job, Photo } from '../../../edge/api.ts';
import type { PhotoToolsApi } from '../../api/photo-tools-api.ts';
import { tellProblem } from '../actions/tell-problem.ts';
import type { LazyContext } from '../context.ts';
import { leavePhoto } from '../dispatcher/dispatcher-actions.ts';
import { putInPlace } from '../dispatcher/put-in-place.ts';
import { changeAlbum } from '../listings/change-album.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import type { GiveDialog } from '../state/app-state.ts';

type ToJob = Pick<Job, 'job_id' | 'title'>;

const UNDO_LASTS_MS = 15_000;

export function createGiver(context: LazyContext, api: PhotoToolsApi): (dialog: GiveDialog, job: ToJob) => void {
  const { store } = context;
  const give = async ({ jobId, photoIds }: GiveDialog, job: ToJob) => {
    const photos = (store.get().albums[jobId]?.items ?? []).filter(({ photo_id }) => photoIds.includes(photo_id));
    const moved = await moveEach(context, photos, async (photo) => {
      const there = await api.movePhoto(jobId, photo, job.job_id);
      leavePhoto(context, jobId, photo.photo_id);
      changeAlbum(context, jobId, (items) => items.filter(({ photo_id }) => photo_id !== photo.photo_id));
      return there;
    });
    const [first] = moved;
    if (first) {
      const run = () => void takeBack(context, api, { moved, from: job.job_id, to: jobId });
      const undo = { jobId, photoIds: moved.map(({ photo_id }) => photo_id), run };
      const params = { n: moved.length, job: job.title };
      tellBriefly(store, 'photo.given', { params, undo, lastsMs: UNDO_LASTS_MS });
    }
    lookAgain(context, [jobId]);
  };
  return (dialog, job) => {
    store.update({ dialog: null });
    void give(dialog, job);
  };
}

interface Given {
  readonly moved: readonly Photo[];
  readonly from: string;
  readonly to: string;
}

async function takeBack(context: LazyContext, api: PhotoToolsApi, { moved, from, to }: Given): Promise<void> {
  const { store } = context;
  store.update(({ notices }) => ({ notices: notices.filter(({ undo }) => undo?.photoIds[0] !== moved[0]?.photo_id) }));
  await moveEach(context, moved, async (photo) => {
    const back = await api.movePhoto(from, photo, to);
    changeAlbum(context, to, (items) => putInPlace(items, back));
    return back;
  });
  lookAgain(context, [from, to]);
}

/** Until one is refused, which is told. Returns those that went. */
async function moveEach(
  { store }: LazyContext,
  photos: readonly Photo[],
  move: (photo: Photo) => Promise<Photo>,
): Promise<readonly Photo[]> {
  const moved: Photo[] = [];
  try {
    for (const photo of photos) moved.push(await move(photo));
  } catch (error) {
    tellProblem(store, error);
  }
  return moved;
}

function lookAgain({ listings, pollers }: LazyContext, jobIds: readonly string[]): void {
  for (const jobId of jobIds) listings.noteChange(jobId);
  pollers.refreshAlbum();
}
