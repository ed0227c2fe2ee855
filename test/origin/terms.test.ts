import { describe, expect, it } from 'vitest';
import { TERMS } from '../../infra/config/prices.ts';
import { findTermsText, hashTerms, PUBLISHED_TERMS } from '../../origin/terms.ts';

/** Of every version that was ever published. A new version adds its own, and none is ever changed. */
const HASHES: Readonly<Record<string, readonly [en: string, es: string]>> = {
  '2026-11-01': [
    '903e4d6b4c27432f574887ac26b0882c6e2aad9cbfec5a7a3bb096ccb5c53867',
    'dbcd28aa0401acf659f3d46ac8ff88c53d743108de68a4d303b0f556344aa27a',
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
