import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../edge/api.ts';
import { toAuditGroups, toDays } from '../../../../site/ui/dispatcher/audit-groups.ts';

const NOON_MS = Date.parse('2026-11-22T12:00:00.000Z');

function eventOf(change: Partial<AuditEvent> & { readonly agoMs?: number } = {}): AuditEvent {
  const { agoMs = 0, ...more } = change;
  return {
    action: 'stored',
    at: new Date(NOON_MS - agoMs).toISOString(),
    actor: 'system',
    actor_name: null,
    photo_ids: ['p-1'],
    count: 1,
    from: null,
    detail: { version_id: 'v-1' },
    ...more,
  };
}

const proofOf = (verified: boolean, change: Partial<AuditEvent> = {}) =>
  eventOf({ action: 'verified', detail: { version_id: 'v-1', verified }, ...change });

describe('toAuditGroups', () => {
  it('tells the arrival of a version and its proof as one, whichever stands first', () => {
    for (const events of [
      [proofOf(true), eventOf()],
      [eventOf(), proofOf(true)],
    ]) {
      expect(toAuditGroups(events)).toEqual([
        { action: 'stored', who: null, atMs: NOON_MS, photoIds: ['p-1'], from: null, verified: true, denied: null },
      ]);
    }
    expect(toAuditGroups([proofOf(false), eventOf()])[0]?.verified).toBe(false);
  });

  it('keeps a proof whose arrival is on another page, and one of another version apart', () => {
    expect(toAuditGroups([proofOf(true)]).map(({ action, verified }) => [action, verified])).toEqual([
      ['stored', true],
    ]);
    const other = toAuditGroups([proofOf(false), eventOf({ detail: { version_id: 'v-2' } })]);
    expect(other.map(({ action, verified }) => [action, verified])).toEqual([
      ['stored', false],
      ['stored', null],
    ]);
  });

  it('tells a later upload by who sent it, and not as a photo that arrived as well', () => {
    const wes = { actor: 'user-wes', actor_name: 'Wes Alvarado' };
    const events = [eventOf({ action: 'later-upload', ...wes }), proofOf(true), eventOf()];
    expect(toAuditGroups(events).map(({ action, who }) => [action, who?.name])).toEqual([
      ['later-upload', 'Wes Alvarado'],
    ]);
  });

  it('joins neighbours of one kind and person within 10 min, each photo once, dated by the latest', () => {
    const events = [
      eventOf({ photo_ids: ['p-3'] }),
      eventOf({ photo_ids: ['p-2', 'p-3'], agoMs: 600_000 }),
      eventOf({ photo_ids: ['p-1'], agoMs: 600_001 }),
    ];
    expect(toAuditGroups(events).map(({ photoIds, atMs }) => [photoIds, NOON_MS - atMs])).toEqual([
      [['p-3', 'p-2'], 0],
      [['p-1'], 600_001],
    ]);
  });

  it('never joins what an event of another person, place or kind stands between, nor proven with unproven', () => {
    const deleted = eventOf({ action: 'deleted', actor: 'dana', actor_name: 'Dana' });
    const apart = [
      [deleted, { ...deleted, actor: 'sam' }],
      [deleted, { ...deleted, from: { country: 'US', address: '192.0.2.1' } }],
      [deleted, { ...deleted, action: 'restored' as const }],
      [proofOf(true), eventOf(), proofOf(false, { photo_ids: ['p-2'] }), eventOf({ photo_ids: ['p-2'] })],
    ];
    for (const events of apart) expect(toAuditGroups(events)).toHaveLength(2);
    expect(toAuditGroups([deleted])[0]?.who).toEqual({ subject: 'dana', name: 'Dana' });
  });

  it('tells why something was denied', () => {
    const denied = eventOf({ action: 'denied', actor: 'sam', detail: { code: 'access-denied', action: 'view' } });
    expect(toAuditGroups([denied])[0]?.denied).toEqual({ code: 'access-denied', action: 'view' });
  });
});

describe('toDays', () => {
  it('puts each group under its own day, in the order of the log', () => {
    const groups = toAuditGroups([eventOf(), eventOf({ action: 'edited' }), eventOf({ agoMs: 3 * 86_400_000 })]);
    expect(toDays(groups).map(({ groups: done }) => done.map(({ action }) => action))).toEqual([
      ['stored', 'edited'],
      ['stored'],
    ]);
  });
});
