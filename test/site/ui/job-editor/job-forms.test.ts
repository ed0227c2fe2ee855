import { describe, expect, it } from 'vitest';
import { toJobForm } from '../../../../site/ui/job-editor/job-form.ts';
import { createJobForms } from '../../../../site/ui/job-editor/job-forms.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';

function createStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as unknown as Storage;
}

const sessionOf = (subject: string) => ({ session: { user: { subject } } }) as unknown as AppState;
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
    const store = createAppStore(sessionOf('dana'));
    createJobForms(store, storage).keep('', TYPED);
    expect(createJobForms(createAppStore(sessionOf('sam')), storage).find('')).toBeNull();
    store.update(sessionOf('sam'));
    expect([store.get().jobForms, storage.getItem('job-forms')]).toEqual([{}, null]);
  });

  it('works in a tab without room, and after what is none was kept there', () => {
    const storage = createStorage();
    storage.setItem('job-forms', '{"half');
    const full = {
      ...storage,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    const forms = createJobForms(createAppStore(sessionOf('dana')), full as Storage);
    forms.keep('j-1', TYPED);
    expect(forms.find('j-1')).toEqual(TYPED);
  });
});
