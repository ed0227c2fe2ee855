import { describe, expect, it } from 'vitest';
import { keepTexts } from '../../../site/offline/keep-texts.ts';
import { CONFIG_CACHE, SPOKEN_PATH } from '../../../site/outbox/phone-names.ts';

const TEXTS = { en: ['/assets/en-lazy-1.js'], es: ['/assets/es-1.js', '/assets/es-lazy-1.js'] };

/** Cache Storage as far as the texts go. */
function createPhone() {
  const caches = new Map<string, Set<string>>();
  const namesIn = (cache: string) => {
    const names = caches.get(cache) ?? new Set();
    caches.set(cache, names);
    return names;
  };
  const storage = {
    open: async (cache: string) => ({
      match: async (name: string) => (namesIn(cache).has(name) ? new Response() : undefined),
      put: async (name: string) => void namesIn(cache).add(name),
    }),
  } as unknown as CacheStorage;
  const fetched: string[] = [];
  const worker = (shell: string, texts: Readonly<Record<string, readonly string[]>> = TEXTS, hasSignal = () => true) =>
    keepTexts({
      ...{ storage, shell, texts },
      async keepFile(cache, file) {
        if (!hasSignal()) throw new TypeError(file);
        fetched.push(file);
        await cache.put(file, new Response());
      },
    });
  return {
    ...{ worker, fetched },
    speak: (language: string) => void namesIn(CONFIG_CACHE).add(SPOKEN_PATH + language),
    kept: (shell: string) => [...namesIn(shell)].sort(),
  };
}

describe('keepTexts', () => {
  it.each(['en', 'es'] as const)(
    'fetches and keeps the texts of %s alone, where only that was spoken',
    async (language) => {
      const phone = createPhone();
      phone.speak(language);
      await phone.worker('shell-1');
      expect(phone.kept('shell-1')).toEqual(TEXTS[language]);
      expect(phone.fetched).toEqual(TEXTS[language]);
    },
  );

  it('keeps all where no page could write down what it speaks', async () => {
    const phone = createPhone();
    await phone.worker('shell-1');
    expect(phone.kept('shell-1')).toEqual([...TEXTS.en, ...TEXTS.es]);
  });

  it('adds the other once it is spoken, and fetches nothing twice', async () => {
    const phone = createPhone();
    phone.speak('en');
    await phone.worker('shell-1');
    phone.speak('es');
    await phone.worker('shell-1');
    await phone.worker('shell-1');
    expect(phone.fetched).toEqual([...TEXTS.en, ...TEXTS.es]);
  });

  it('keeps of the next release whatever was spoken, also what was chosen while it was being installed', async () => {
    const phone = createPhone();
    phone.speak('en');
    await phone.worker('shell-1');
    const next = { en: ['/assets/en-lazy-2.js'], es: ['/assets/es-2.js', '/assets/es-lazy-2.js'] };
    const installation = phone.worker('shell-2', next);
    phone.speak('es');
    // The page tells every worker that there is.
    await Promise.all([installation, phone.worker('shell-1'), phone.worker('shell-2', next)]);
    expect(phone.kept('shell-1')).toEqual([...TEXTS.en, ...TEXTS.es]);
    expect(phone.kept('shell-2')).toEqual([...next.en, ...next.es]);
  });

  it('takes in what two tabs speak, whichever was first, and what was left undone', async () => {
    const phone = createPhone();
    phone.speak('es');
    phone.speak('en');
    await expect(phone.worker('shell-1', TEXTS, () => false)).rejects.toBeInstanceOf(TypeError);
    expect(phone.kept('shell-1')).toEqual([]);
    await phone.worker('shell-1');
    expect(phone.kept('shell-1')).toEqual([...TEXTS.en, ...TEXTS.es]);
  });

  it('does without signal where all of it is there', async () => {
    const phone = createPhone();
    phone.speak('es');
    await phone.worker('shell-1');
    await expect(phone.worker('shell-1', TEXTS, () => false)).resolves.toBeUndefined();
  });
});
