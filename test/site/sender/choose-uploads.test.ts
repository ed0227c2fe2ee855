import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { type Choice, chooseUploads, findNextUpload, findWait } from '../../../site/sender/choose-uploads.ts';
import { NOW_MS, someEntry, somePart } from '../outbox/some-entry.ts';

const choice: Choice = { nowMs: NOW_MS, inFlight: new Set(), onWifi: false, triesOf: () => undefined };
const names = (entries: readonly StoredEntry[], change: Partial<Choice> = {}) =>
  chooseUploads(entries, { ...choice, ...change }).map(({ entry, part }) => `${entry.id}/${part.variant}`);

const previewed = someEntry({ id: 'a', parts: [somePart('preview', { delivered: true }), somePart('working')] });
const fresh = someEntry({ id: 'b' });

describe('chooseUploads', () => {
  it('puts every preview before any working copy', () => {
    expect(names([previewed, fresh])).toEqual(['b/preview', 'a/working']);
  });

  it('puts the smallest first within a variant', () => {
    const small = someEntry({ id: 'c', parts: [somePart('working', { bytes: 399_999 })] });
    expect(names([previewed, small])).toEqual(['c/working', 'a/working']);
  });

  it('leaves out what is stuck, not yet shrunk, delivered, or on its way', () => {
    const others = [
      someEntry({ id: 'c', stuck: 'access-denied' }),
      someEntry({ id: 'd', parts: null }),
      someEntry({ id: 'e', parts: [somePart('working', { delivered: true })] }),
    ];
    expect(names([fresh, ...others], { inFlight: new Set(['b']) })).toEqual([]);
  });

  it('keeps a wait to the millisecond', () => {
    const triesOf = () => ({ failures: 1, waitUntilMs: NOW_MS });
    expect(names([fresh], { triesOf })).toEqual(['b/preview']);
    expect(names([fresh], { triesOf, nowMs: NOW_MS - 1 })).toEqual([]);
  });

  it.each([
    [2, ['b/preview', 'a/working']],
    [3, ['a/working', 'b/preview']],
  ])('with %i failures of a preview goes %j', (failures, expected) => {
    const triesOf: Choice['triesOf'] = ({ entry }) => (entry.id === 'b' ? { failures, waitUntilMs: 0 } : undefined);
    expect(names([previewed, fresh], { triesOf })).toEqual(expected);
  });

  it('names each entry at most once, whatever its parts: two uploads of one key would race', () => {
    const part = fc.record({
      delivered: fc.boolean(),
      variant: fc.constantFrom('preview', 'working', 'original' as const),
    });
    const entries = fc.array(fc.array(part, { maxLength: 3 }));
    fc.assert(
      fc.property(entries, (drawn) => {
        const built = drawn.map((parts, index) =>
          someEntry({
            id: `e-${index}`,
            parts: parts.map(({ variant, delivered }) => somePart(variant, { delivered })),
          }),
        );
        const ids = chooseUploads(built, choice).map(({ entry }) => entry.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

describe('findWait', () => {
  const waiting =
    (untilMs: number): Choice['triesOf'] =>
    (task) => ({
      failures: 1,
      waitUntilMs: task.entry.id === 'a' ? untilMs : untilMs + 1000,
    });
  const follows = someEntry({ id: 'w', parts: [somePart('working', { delivered: true }), somePart('original')] });

  it('tells the first time at which a failed upload is tried again', () => {
    const triesOf = waiting(NOW_MS + 500);
    expect(findWait([fresh, previewed], { ...choice, triesOf })).toEqual({ reason: 'retry', endsAtMs: NOW_MS + 500 });
    expect(findWait([fresh, previewed], { ...choice, triesOf, nowMs: NOW_MS + 1500 })).toBeNull();
  });

  it('looks for Wi-Fi again within a minute, while an original waits for it', () => {
    expect(findWait([follows], choice)).toEqual({ reason: 'wifi', endsAtMs: NOW_MS + 60_000 });
    expect(findWait([follows], { ...choice, onWifi: true })).toBeNull();
    expect(findWait([{ ...follows, stuck: 'job-closed' }], choice)).toBeNull();
  });
});

describe('findNextUpload', () => {
  const follows = someEntry({ parts: [somePart('working', { delivered: true }), somePart('original')] });

  it('keeps an original that follows until Wi-Fi', () => {
    expect(findNextUpload(follows, false)).toBeNull();
    expect(findNextUpload(follows, true)?.part.variant).toBe('original');
  });

  it('lets it wait no longer once the worker wants it now', () => {
    expect(findNextUpload({ ...follows, originalNow: true }, false)?.part.variant).toBe('original');
  });

  it('sends an original that stands alone on any connection', () => {
    expect(findNextUpload(someEntry({ parts: [somePart('original')] }), false)?.part.variant).toBe('original');
  });
});
