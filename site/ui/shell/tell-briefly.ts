/** A notice that goes by itself. Errors do not: they stay until they are closed. */
import type { MessageKey } from '../../i18n/message-key.ts';
import type { Params } from '../../i18n/messages.ts';
import type { AppState, Notice } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { withNotice } from '../state/with-notice.ts';

const LASTS_MS = 4_000;

export interface BriefOptions {
  readonly params?: Params;
  readonly undo?: Notice['undo'];
  readonly lastsMs?: number;
}

export function tellBriefly(
  store: AppStore,
  key: MessageKey,
  { params, undo, lastsMs = LASTS_MS }: BriefOptions = {},
): void {
  store.update((state) => {
    const { notices = [] } = withNotice('info', key, undo ? { ...params, file: undo.photoIds.join() } : params)(state);
    return {
      notices: undo
        ? notices.map((notice, index) => (index < notices.length - 1 ? notice : { ...notice, undo }))
        : notices,
    };
  });
  const id = store.get().notices.at(-1)?.id;
  if (id !== undefined) setTimeout(() => store.update(withoutNotice(id)), lastsMs);
}

export function withoutNotice(id: number): (state: AppState) => Partial<AppState> {
  return ({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) });
}
