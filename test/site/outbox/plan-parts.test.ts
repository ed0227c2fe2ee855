import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTENSION_BY_TYPE, LIMITS, type PhotoType } from '../../../edge/api.ts';
import { type PlanInput, planParts } from '../../../site/outbox/plan-parts.ts';

const copy = (bytes: number) => ({ bytes, sha256: `sha-${bytes}` });
const photo: PlanInput = {
  original: { ...copy(4_000_000), type: 'image/jpeg' },
  shrunk: { working: copy(400_000), preview: copy(40_000) },
  originals: 'never',
};
const variants = (change: Partial<PlanInput>) => {
  const plan = planParts({ ...photo, ...change });
  return 'stuck' in plan ? plan.stuck : plan.parts.map(({ variant }) => variant);
};

describe('planParts', () => {
  it.each<[string, Partial<PlanInput>, unknown]>([
    ['a photo', {}, ['preview', 'working']],
    ['originals on Wi-Fi', { originals: 'wifi' }, ['preview', 'working', 'original']],
    ['originals always', { originals: 'always' }, ['preview', 'original']],
    [
      'a copy that spares less than a tenth',
      { original: { ...copy(420_000), type: 'image/jpeg' } },
      ['preview', 'original'],
    ],
    ['a small picture', { original: { ...copy(90_000), type: 'image/jpeg' } }, ['original']],
    ['what cannot be decoded', { shrunk: null }, ['original']],
    ['HEIC that can be decoded', { original: { ...copy(4_000_000), type: 'image/heic' } }, ['preview', 'working']],
    [
      'HEIC and originals always',
      { original: { ...copy(4_000_000), type: 'image/heic' }, originals: 'always' },
      ['preview', 'original'],
    ],
    [
      'HEIC and originals on Wi-Fi',
      { original: { ...copy(4_000_000), type: 'image/heic' }, originals: 'wifi' },
      ['preview', 'working', 'original'],
    ],
    ['a PNG of a program', { original: { ...copy(1_000_000), type: 'image/png' } }, ['preview', 'original']],
    ['a PNG of more bytes', { original: { ...copy(1_000_001), type: 'image/png' } }, ['preview', 'working']],
    ['what was cut off', { isCutOff: true }, ['preview', 'original']],
    ['another type that can be decoded', { original: { ...copy(4_000_000), type: null } }, ['preview', 'working']],
    ['no picture', { original: { ...copy(4000), type: null }, shrunk: null }, 'unsupported-type'],
    [
      'too large and undecodable',
      { original: { ...copy(LIMITS.maxPhotoBytes + 1), type: 'image/heic' }, shrunk: null },
      'photo-too-large',
    ],
    [
      'as large as may be',
      { original: { ...copy(LIMITS.maxPhotoBytes), type: 'image/heic' }, shrunk: null },
      ['original'],
    ],
    [
      'too large, but shrunk',
      { original: { ...copy(LIMITS.maxPhotoBytes + 1), type: 'image/jpeg' }, originals: 'always' },
      ['preview', 'working'],
    ],
  ])('sends of %s', (_, change, expected) => {
    expect(variants(change)).toEqual(expected);
  });

  it('gives copies the type of JPEG, the original its own, and no part more bytes than are taken', () => {
    const types = fc.constantFrom(null, ...(Object.keys(EXTENSION_BY_TYPE) as PhotoType[]));
    const shrunk = fc.option(fc.nat(5_000_000).map((bytes) => ({ working: copy(bytes), preview: copy(40_000) })));
    const originals = fc.constantFrom('never' as const, 'wifi' as const, 'always' as const);
    fc.assert(
      fc.property(types, fc.nat(60_000_000), shrunk, originals, (type, bytes, drawn, wish) => {
        const plan = planParts({ original: { ...copy(bytes), type }, shrunk: drawn, originals: wish });
        if ('stuck' in plan) return;
        const wrong = plan.parts.filter((part) => part.type !== (part.variant === 'original' ? type : 'image/jpeg'));
        expect(wrong).toEqual([]);
        expect(plan.parts.every((part) => part.bytes <= LIMITS.maxPhotoBytes)).toBe(true);
      }),
    );
  });
});
