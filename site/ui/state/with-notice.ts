/** Puts a notice into the state. */
import type { MessageKey } from '../../i18n/message-key.ts';
import type { Params } from '../../i18n/messages.ts';
import type { AppState, Notice } from './app-state.ts';

const MOST_NOTICES = 4;

/** Adds a notice; replaces one that says the same. */
export function withNotice(
  tone: Notice['tone'],
  key: MessageKey,
  params: Params = {},
): (state: AppState) => Partial<AppState> {
  return ({ notices }) => {
    const others = notices.filter((notice) => notice.key !== key || notice.params.file !== params.file);
    const id = Math.max(0, ...notices.map((notice) => notice.id)) + 1;
    return { notices: [...others, { id, tone, key, params }].slice(-MOST_NOTICES) };
  };
}
