import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LANGUAGE_KEY, type Language, type Words } from '../../../../site/i18n/translate.ts';
import { createLanguageChoice } from '../../../../site/ui/actions/choose-language.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('navigator', { languages: ['en-US'] });
  vi.stubGlobal('localStorage', {
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => void vi.unstubAllGlobals());

/** What is loaded is there, or fails, when the test says so. */
function createChoice() {
  const store = createAppStore({ words: { language: 'en' }, chosenLanguage: null } as unknown as AppState);
  const asked: { readonly language: Language; come(): void; fail(): void }[] = [];
  const load = (language: Language) =>
    new Promise<Words>((resolve, reject) => {
      asked.push({
        language,
        come: () => resolve({ language } as Words),
        fail: () => reject(new TypeError('offline')),
      });
    });
  return { store, asked, choose: createLanguageChoice(store, load) };
}

describe('createLanguageChoice', () => {
  it('holds once the texts are there, and not before', async () => {
    const { store, asked, choose } = createChoice();
    const chosen = choose('es');
    expect([store.get().words.language, kept.get(LANGUAGE_KEY)]).toEqual(['en', undefined]);
    asked[0]?.come();
    expect(await chosen).toBe(true);
    expect(store.get()).toMatchObject({ words: { language: 'es' }, chosenLanguage: 'es' });
    expect(kept.get(LANGUAGE_KEY)).toBe('es');
  });

  it('leaves page and phone in the language that they had where the other cannot be loaded, and says so', async () => {
    const { store, asked, choose } = createChoice();
    const chosen = choose('es');
    asked[0]?.fail();
    expect(await chosen).toBe(false);
    expect(store.get()).toMatchObject({ words: { language: 'en' }, chosenLanguage: null, isLanguageAway: true });
    expect(kept.size).toBe(0);
    const again = choose('es');
    asked[1]?.come();
    await again;
    expect(store.get()).toMatchObject({ words: { language: 'es' }, isLanguageAway: false });
  });

  it('goes by the last of several choices, whichever is loaded first', async () => {
    const { store, asked, choose } = createChoice();
    const choices = [choose('es'), choose('en')];
    asked[1]?.come();
    await choices[1];
    asked[0]?.come();
    expect(await Promise.all(choices)).toEqual([true, true]);
    expect([store.get().words.language, kept.get(LANGUAGE_KEY)]).toEqual(['en', 'en']);
  });

  it('says nothing of an earlier choice that fails', async () => {
    const { store, asked, choose } = createChoice();
    const choices = [choose('es'), choose('en')];
    asked[0]?.fail();
    asked[1]?.come();
    expect(await Promise.all(choices)).toEqual([true, true]);
    expect(store.get().isLanguageAway).toBe(false);
  });

  it('takes the phone’s language again, and forgets the choice', async () => {
    const { store, asked, choose } = createChoice();
    kept.set(LANGUAGE_KEY, 'es');
    const chosen = choose(null);
    expect(asked[0]?.language).toBe('en');
    asked[0]?.come();
    await chosen;
    expect([store.get().chosenLanguage, kept.has(LANGUAGE_KEY)]).toEqual([null, false]);
  });
});
