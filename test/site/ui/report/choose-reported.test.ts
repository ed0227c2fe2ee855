import { describe, expect, it } from 'vitest';
import type { Photo } from '../../../../edge/api.ts';
import { chooseReported, MOST_PHOTOS, type ReportStage } from '../../../../site/ui/report/choose-reported.ts';
import { makePhoto } from '../make-photo.ts';

/** The newest first, as an album has them. */
const take = (id: number, stage: Photo['stage']) =>
  makePhoto({ photo_id: `p${id}`, stage, taken_at: new Date(Date.UTC(2026, 10, 22, 10, id)).toISOString() });
const PHOTOS = [take(5, null), take(4, 'after'), take(3, 'load'), take(2, 'before'), take(1, 'before')];

function report({ left = [] as ReportStage[], hasPairs = false, photos = PHOTOS } = {}) {
  const { pairs, sections, count, total } = chooseReported(photos, { left: new Set(left), hasPairs });
  const told = sections.map((section) => `${section.stage}: ${section.photos.map(({ photo_id }) => photo_id)}`);
  return { pairs: pairs.map(({ before, after }) => `${before.photo_id}|${after.photo_id}`), told, count, total };
}

describe('chooseReported', () => {
  it('has the photos by stage, in the order of the work, the first first', () => {
    expect(report().told).toEqual(['before: p1,p2', 'load: p3', 'after: p4', ': p5']);
  });

  it('leaves out stages, and shows a photo once: in its pair or in its stage', () => {
    const chosen = report({ left: ['load', ''], hasPairs: true });
    expect([chosen.pairs, chosen.told]).toEqual([['p1|p4'], ['before: p2']]);
    expect(report({ left: ['before'], hasPairs: true })).toMatchObject({ pairs: [], count: 3 });
  });

  it('has the latest 300, and says of how many', () => {
    const photos = Array.from({ length: MOST_PHOTOS + 20 }, (_, index) => take(400 - index, 'load'));
    const { told, count, total } = report({ photos });
    expect([count, total]).toEqual([300, 320]);
    expect(told[0]).toMatch(/^load: p101,.*,p400$/);
  });

  it('has none of which there is no picture', () => {
    expect(report({ photos: [{ ...take(1, 'load'), preview_url: null }] })).toMatchObject({ told: [], count: 0 });
  });
});
