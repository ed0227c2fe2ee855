import { describe, expect, it } from 'vitest';
import { countOnPhones } from '../../../../site/ui/album/still-on-phones.ts';
import { makePhoto } from '../make-photo.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const ana = { uploaded_by: 'user-ana', uploaded_by_name: 'Ana' };
const at = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();

describe('countOnPhones', () => {
  it('counts what was announced or shows its preview alone, of what the same person sent within the hour', () => {
    const photos = [
      makePhoto({ ...ana, state: 'arriving', uploaded_at: null }),
      makePhoto({ ...ana, part: 'preview', uploaded_at: at(1) }),
      makePhoto({ ...ana, part: 'photo', uploaded_at: at(2) }),
      makePhoto({ ...ana, part: 'photo', uploaded_at: at(59) }),
      makePhoto({ ...ana, part: 'photo', uploaded_at: at(61) }),
      makePhoto({ uploaded_by: 'user-bo', uploaded_by_name: 'Bo', part: 'photo', uploaded_at: at(1) }),
    ];
    expect(countOnPhones(photos, 'user-office', NOW)).toEqual([{ name: 'Ana', still: 2, total: 4 }]);
  });

  it('looks through the photos once a minute, and when they have changed', () => {
    let looks = 0;
    const watch = () =>
      new Proxy([makePhoto({ ...ana, state: 'arriving' })], {
        get(photos, name, receiver) {
          looks += Number(name === Symbol.iterator);
          return Reflect.get(photos, name, receiver);
        },
      });
    const photos = watch();
    for (const nowMs of [NOW, NOW + 16, NOW + 59_999]) countOnPhones(photos, null, nowMs);
    expect(looks).toBe(1);
    expect(countOnPhones(photos, null, NOW + 60_000)).toEqual([{ name: 'Ana', still: 1, total: 1 }]);
    countOnPhones(watch(), null, NOW + 60_000);
    expect(looks).toBe(3);
  });

  it('says nothing of the phone on which it is read, nor to whom names are not told', () => {
    const photos = [makePhoto({ ...ana, state: 'arriving' })];
    expect(countOnPhones(photos, 'user-ana', NOW)).toEqual([]);
    expect(
      countOnPhones([makePhoto({ state: 'arriving', uploaded_by: null, uploaded_by_name: null })], null, NOW),
    ).toEqual([]);
  });
});
