import { describe, expect, it } from 'vitest';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { findPhotoDraft, isOvertaken, withPhotoDraft } from '../../../../site/ui/viewer/photo-drafts.ts';
import { makePhoto } from '../make-photo.ts';

const ONE = makePhoto({ photo_id: 'p-1', title: 'Sofa', stage: 'before' });
const OTHER = makePhoto({ photo_id: 'p-2', title: null, stage: null });

function typed(...changes: Parameters<typeof withPhotoDraft>[]): AppState {
  let state = {} as AppState;
  for (const change of changes) state = { ...state, ...withPhotoDraft(...change)(state) };
  return state;
}

describe('complaint: the next photo dropped the title that I had typed', () => {
  it('keeps what was typed of each photo', () => {
    const state = typed([ONE, { title: 'Red sofa' }], [OTHER, { stage: 'after' }], [ONE, { stage: 'load' }]);
    expect(findPhotoDraft(state, ONE)).toMatchObject({ title: 'Red sofa', stage: 'load' });
    expect(findPhotoDraft(state, OTHER)).toMatchObject({ title: '', stage: 'after' });
  });

  it('lets go of it, and has nothing where the photo says the same', () => {
    expect(findPhotoDraft(typed([ONE, { title: 'x' }], [ONE, null]), ONE)).toBeNull();
    expect(findPhotoDraft(typed([ONE, { title: 'Sofa ' }]), ONE)).toBeNull();
  });

  it('stays when somebody else has saved, and tells so', () => {
    const draft = findPhotoDraft(typed([ONE, { title: 'Red sofa' }]), { ...ONE, title: 'Couch' });
    expect(draft).toMatchObject({ title: 'Red sofa' });
    expect(draft && [isOvertaken(draft, ONE), isOvertaken(draft, { ...ONE, title: 'Couch' })]).toEqual([false, true]);
  });
});
