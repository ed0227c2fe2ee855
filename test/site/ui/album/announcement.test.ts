import { describe, expect, it } from 'vitest';
import { en } from '../../../../site/i18n/en.ts';
import { enLazy } from '../../../../site/i18n/en-lazy.ts';
import { createWords } from '../../../../site/i18n/translate.ts';
import { countMoves } from '../../../../site/ui/album/announcement.ts';
import { describeMoves } from '../../../../site/ui/album/follow-outbox.ts';
import { makeEntry } from '../make-photo.ts';

const NOTHING = { saved: 0, delivered: 0, inJob: 0, refused: 0, stuck: 0, wasThere: 0 };

describe('countMoves', () => {
  it('counts a new capture as saved', () => {
    expect(countMoves([], [makeEntry()])).toEqual({ ...NOTHING, saved: 1 });
  });

  it('is silent while percents pass, and when a try failed', () => {
    const sending = makeEntry({ state: 'sending', progress: 0.2 });
    expect(countMoves([sending], [{ ...sending, progress: 0.6 }])).toEqual(NOTHING);
    expect(countMoves([sending], [makeEntry({ state: 'saved' })])).toEqual(NOTHING);
  });

  it.each([
    ['delivered', 'delivered'],
    ['in-job', 'inJob'],
    ['stuck', 'stuck'],
  ] as const)('counts what became %s once', (state, name) => {
    const after = [makeEntry({ state })];
    expect(countMoves([makeEntry({ state: 'sending' })], after)).toEqual({ ...NOTHING, [name]: 1 });
    expect(countMoves(after, after)).toEqual(NOTHING);
  });

  it('tells what its job alone refuses from what needs somebody', () => {
    const refused = makeEntry({ state: 'stuck', problem: 'access-denied' });
    expect(countMoves([makeEntry()], [refused])).toEqual({ ...NOTHING, refused: 1 });
    expect(countMoves([refused], [{ ...refused, problem: 'photo-lost' }])).toEqual({ ...NOTHING, stuck: 1 });
  });

  it('tells what its job had before from what it has now', () => {
    const after = [makeEntry({ state: 'in-job', wasThere: true })];
    expect(countMoves([makeEntry({ wasThere: true })], after)).toEqual({ ...NOTHING, inJob: 1, wasThere: 1 });
    expect(countMoves(after, after)).toEqual(NOTHING);
  });

  it('is silent about what was deleted', () => {
    expect(countMoves([makeEntry()], [])).toEqual(NOTHING);
  });
});

describe('describeMoves', () => {
  const words = createWords('en', { ...en, ...enLazy });

  it('says one sentence a kind of move', () => {
    expect(describeMoves({ ...NOTHING, saved: 2, inJob: 1 }, words)).toBe(
      '2 photos saved on this phone. Photo is in the job.',
    );
    expect(describeMoves(NOTHING, words)).toBe('');
  });
});
