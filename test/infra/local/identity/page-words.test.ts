import { describe, expect, it } from 'vitest';
import { choosePageWords } from '../../../../infra/local/identity/page-words.ts';
import { esLazy } from '../../../../site/i18n/es-lazy.ts';

describe('choosePageWords', () => {
  it.each(['dispatcher', 'worker', 'customer'] as const)('calls one %s in Spanish as the dashboard does', (role) => {
    expect(choosePageWords('es')[role]).toBe(esLazy[`role.${role}`].toString().toLowerCase());
  });

  it.each([
    { wanted: ['es-MX,es;q=0.9,en;q=0.8'], language: 'es' },
    { wanted: [undefined, 'fr, en-GB'], language: 'en' },
    { wanted: ['es en'], language: 'es' },
    { wanted: ['de'], language: 'en' },
    { wanted: [], language: 'en' },
  ])('speaks $language for $wanted', ({ wanted, language }) => {
    expect(choosePageWords(...wanted).language).toBe(language);
  });
});
