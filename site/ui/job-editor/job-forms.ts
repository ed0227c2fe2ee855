/** The forms that are open or were left: they outlive the sheet and a reload of the page, for their owner and nobody else. */
import type { AppStore } from '../state/app-store.ts';
import { isTyped, type JobForm } from './job-form.ts';

/** By how it begins, whoever leaves the phone lets go of it (capture/capture-draft.ts), also where no sheet was opened before. */
const KEY = 'draft-job-forms';

export interface JobForms {
  /** Null: none was begun. @param key the job's id; empty for one that is not made yet */
  find(key: string): JobForm | null;
  keep(key: string, form: JobForm): void;
  drop(key: string): void;
}

/** @param storage the tab's own: what it holds goes with the tab */
export function createJobForms(store: AppStore, storage: Storage): JobForms {
  const subject = () => store.get().session.user?.subject;
  recall(store, storage);
  const put = (forms: Readonly<Record<string, JobForm>>) => {
    store.update({ jobForms: forms });
    const typed = Object.entries(forms).filter(([, form]) => isTyped(form));
    try {
      storage.setItem(KEY, JSON.stringify({ subject: subject(), forms: Object.fromEntries(typed) }));
    } catch {
      // The tab has no room: it holds them all the same, until it is closed.
    }
  };
  const all = () => store.get().jobForms ?? {};
  return {
    find: (key) => all()[key] ?? null,
    keep: (key, form) => put({ ...all(), [key]: form }),
    drop(key) {
      const { [key]: _, ...rest } = all();
      put(rest);
    },
  };
}

function recall(store: AppStore, storage: Storage): void {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    if (!isKept(kept) || kept.subject !== store.get().session.user?.subject) return;
    const forms = Object.entries(kept.forms).map(([key, form]) => [key, { ...form, isBusy: false }]);
    store.update({ jobForms: Object.fromEntries(forms) });
  } catch {
    storage.removeItem(KEY);
  }
}

function isKept(value: unknown): value is { readonly subject: unknown; readonly forms: Record<string, JobForm> } {
  return typeof value === 'object' && value !== null && 'subject' in value && 'forms' in value;
}
