import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Language, Words } from '../../../../site/i18n/translate.ts';
import { CONFIG_CACHE, KEEP_TEXTS_MESSAGE, SPOKEN_PATH } from '../../../../site/outbox/phone-names.ts';
import { followLanguage } from '../../../../site/ui/shell/follow-language.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';

const SPANISH = { language: 'es' } as Words;
const ENGLISH = { language: 'en' } as Words;
const window = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

interface PageOptions {
  readonly chosenLanguage?: string | null;
  readonly languages?: readonly string[];
  readonly isFull?: boolean;
  readonly onLine?: boolean;
}

/** A page that speaks `words`, on a phone of these languages. */
function openPage(words: Words, options: PageOptions = {}) {
  const { chosenLanguage = null, languages = ['en'], isFull = false, onLine = true } = options;
  const phone = { languages, onLine };
  vi.stubGlobal('navigator', phone);
  const log: string[] = [];
  const store = createAppStore({ words, chosenLanguage } as unknown as AppState);
  const worker = (name: string) => ({ postMessage: (message: string) => log.push(`${name}: ${message}`) });
  const put = async (path: string) => {
    if (isFull) throw new DOMException('full', 'QuotaExceededError');
    log.push(path);
  };
  const asked: { readonly language: Language; come(words: Words): void; fail(): void }[] = [];
  const started = followLanguage({
    store,
    loadWords: (language) =>
      new Promise((resolve, reject) => {
        asked.push({ language, come: resolve, fail: () => reject(new TypeError('offline')) });
      }),
    storage: { open: async (name: string) => (name === CONFIG_CACHE ? { put } : {}) } as unknown as CacheStorage,
    container: {
      getRegistration: async () => ({ installing: worker('next'), waiting: null, active: worker('running') }),
    } as unknown as ServiceWorkerContainer,
  });
  const setOnline = (is: boolean) => {
    phone.onLine = is;
    window.dispatchEvent(new Event(is ? 'online' : 'offline'));
  };
  return { ...{ store, log, asked, started, setOnline }, settle: () => vi.advanceTimersByTimeAsync(0) };
}

const TOLD = [`next: ${KEEP_TEXTS_MESSAGE}`, `running: ${KEEP_TEXTS_MESSAGE}`];

describe('followLanguage', () => {
  it('writes down what is spoken, then tells every service worker, the one that is being installed too', async () => {
    const { log, asked, started } = openPage(ENGLISH);
    await started;
    expect(log).toEqual([`${SPOKEN_PATH}en`, ...TOLD]);
    expect(asked).toEqual([]);
  });

  it('does so once more for each language that is chosen', async () => {
    const { store, log, started, settle } = openPage(ENGLISH);
    await started;
    store.update({ words: SPANISH, chosenLanguage: 'es' });
    store.update({ chosenLanguage: 'es' });
    await settle();
    expect(log).toEqual([`${SPOKEN_PATH}en`, ...TOLD, `${SPOKEN_PATH}es`, ...TOLD]);
  });

  it('goes on where nothing can be written down', async () => {
    const { log, started } = openPage(ENGLISH, { isFull: true });
    await expect(started).resolves.toBeUndefined();
    expect(log).toEqual([]);
  });

  it('speaks the wanted language as soon as there is signal, where only another was kept', async () => {
    const { store, asked, settle, setOnline } = openPage(ENGLISH, { languages: ['es-MX'], onLine: false });
    expect(asked).toEqual([]);
    setOnline(true);
    asked[0]?.come(SPANISH);
    await settle();
    expect(store.get().words).toBe(SPANISH);
    setOnline(true);
    expect(asked.map(({ language }) => language)).toEqual(['es']);
  });

  it('tries again 5 s after a failure with signal, and not without', async () => {
    const { store, asked, settle, setOnline } = openPage(ENGLISH, { languages: ['es-MX'] });
    asked[0]?.fail();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    setOnline(false);
    asked[1]?.fail();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
    setOnline(true);
    asked[2]?.come(SPANISH);
    await settle();
    expect(store.get().words).toBe(SPANISH);
  });

  it('leaves it where something else was chosen meanwhile', async () => {
    const { store, asked, settle } = openPage(ENGLISH, { languages: ['es-MX'] });
    store.update({ chosenLanguage: 'en' });
    asked[0]?.come(SPANISH);
    await settle();
    expect(store.get().words).toBe(ENGLISH);
  });
});
