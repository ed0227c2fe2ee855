import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepCaptureDrafts } from '../../../../site/ui/capture/capture-draft.ts';
import { toJobForm } from '../../../../site/ui/job-editor/job-form.ts';
import { createJobForms } from '../../../../site/ui/job-editor/job-forms.ts';
import { type AppState, NOBODYS } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';

/** As a browser's own: its names are the object's. */
function createStorage(): Storage {
  const acts = {
    getItem: (key: string) => items[key] ?? null,
    setItem: (key: string, value: string) => void Object.assign(items, { [key]: value }),
    removeItem: (key: string) => void delete items[key],
  };
  const items: Record<string, string> = Object.create(acts);
  return items as unknown as Storage;
}

const sessionOf = (subject: string) =>
  ({ route: { page: 'jobs' }, session: { user: { subject } } }) as unknown as AppState;
const FORM = toJobForm(null, 'j-new');
const TYPED = { ...FORM, fields: { ...FORM.fields, title: 'Attic' }, isBusy: true };

describe('createJobForms', () => {
  it('has what was typed again after a reload, and may save it again', () => {
    const storage = createStorage();
    createJobForms(createAppStore(sessionOf('dana')), storage).keep('', TYPED);
    const later = createJobForms(createAppStore(sessionOf('dana')), storage);
    expect(later.find('')).toEqual({ ...TYPED, isBusy: false });
    later.drop('');
    expect(createJobForms(createAppStore(sessionOf('dana')), storage).find('')).toBeNull();
  });

  it('shows it to nobody else, and keeps nothing of it once somebody else is here', () => {
    const storage = createStorage();
    createJobForms(createAppStore(sessionOf('dana')), storage).keep('', TYPED);
    expect(createJobForms(createAppStore(sessionOf('sam')), storage).find('')).toBeNull();
    // On a page that was loaded anew since, and has opened no sheet.
    vi.stubGlobal('sessionStorage', storage);
    onTestFinished(() => void vi.unstubAllGlobals());
    const store = createAppStore(sessionOf('dana'));
    keepCaptureDrafts(store);
    store.update({ ...NOBODYS, ...sessionOf('sam') });
    expect([createJobForms(store, storage).find(''), Object.keys(storage)]).toEqual([null, []]);
    store.update({ ...NOBODYS, ...sessionOf('dana') });
    expect(createJobForms(store, storage).find('')).toBeNull();
  });

  it('works in a tab without room, and after what is none was kept there', () => {
    const storage = createStorage();
    storage.setItem('draft-job-forms', '{"half');
    const full = Object.assign(Object.create(storage), {
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    });
    const forms = createJobForms(createAppStore(sessionOf('dana')), full);
    forms.keep('j-1', TYPED);
    expect(forms.find('j-1')).toEqual(TYPED);
  });
});
