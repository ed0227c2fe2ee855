import { describe, expect, it } from 'vitest';
import { TERMS } from '../../infra/config/prices.ts';
import { findTermsText, hashTerms, PUBLISHED_TERMS } from '../../origin/terms.ts';

/** Of every version that was ever published. A new version adds its own, and none is ever changed. */
const HASHES: Readonly<Record<string, readonly [en: string, es: string]>> = {
  '2026-11-01': [
    '62c5e2d3535c5f5039d36679886e1b2292e75c6ea981304bef67eac6d2da7f2e',
    'aea808b2a8c0982ee2982827eaf3bcb38f46332e0e7c5f8c87dc530d571f85b0',
  ],
};

describe('the terms', () => {
  it('have a text in both languages for those that customers accept now, the newest first', () => {
    expect(PUBLISHED_TERMS[0]?.version).toBe(TERMS);
    for (const language of ['en', 'es'] as const) expect(findTermsText(TERMS, language)?.length).toBeGreaterThan(100);
    expect(findTermsText('1999-01-01', 'en')).toBeNull();
  });

  it('are never written over: a new text has a new date', () => {
    const published = PUBLISHED_TERMS.map(({ version, texts: { en, es } }) => [
      version,
      [hashTerms(en), hashTerms(es)],
    ]);
    expect(Object.fromEntries(published)).toEqual(HASHES);
  });
});
