import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../edge/api.ts';
import { PROBLEMS } from '../../../../edge/problem.ts';
import { en } from '../../../../site/i18n/en.ts';
import { enLazy } from '../../../../site/i18n/en-lazy.ts';
import { es } from '../../../../site/i18n/es.ts';
import { esLazy } from '../../../../site/i18n/es-lazy.ts';
import { createWords } from '../../../../site/i18n/translate.ts';
import { toAuditGroups } from '../../../../site/ui/dispatcher/audit-groups.ts';
import { describeAuditGroup } from '../../../../site/ui/dispatcher/history.ts';

const WORDS = [createWords('en', { ...en, ...enLazy }), createWords('es', { ...es, ...esLazy })];
const ACTIONS = ['view', 'upload', 'edit', 'delete', 'audit', 'manage', 'something-new'];
const DENIAL: AuditEvent = {
  action: 'denied',
  at: '2026-11-22T12:00:00.000Z',
  actor: 'sam',
  actor_name: 'Sam',
  photo_ids: [],
  count: 0,
  from: null,
  detail: {},
};

function say(action: string, code: string): readonly string[] {
  const groups = toAuditGroups([{ ...DENIAL, detail: { action, code } }]);
  return groups.flatMap((group) => WORDS.map((words) => describeAuditGroup(group, undefined, words)));
}

describe('describeAuditGroup', () => {
  it('says in words what was tried and why it was refused', () => {
    expect(say('upload', 'job-closed')).toEqual([
      'Sam tried to send photos and was refused: the job is closed.',
      'Sam quiso enviar fotos y no se le permitió: el trabajo está cerrado.',
    ]);
  });

  it('says what was changed of a job, each change for itself', () => {
    const change = { revision: 2, changed: 'title status members', status: 'closed', joined: 'Wes', reason: 'Dark' };
    const event: AuditEvent = { ...DENIAL, action: 'job-changed', detail: change };
    const groups = toAuditGroups([event, { ...event, detail: { revision: 3, changed: 'of_a_newer_edge' } }]);
    expect(groups.flatMap((group) => WORDS.map((words) => describeAuditGroup(group, undefined, words)))).toEqual([
      'Sam changed the job: closed, title, joined: Wes (“Dark”).',
      'Sam cambió el trabajo: cerrado, título, se sumó: Wes (“Dark”).',
      'Sam changed the job: something else.',
      'Sam cambió el trabajo: otra cosa.',
    ]);
  });

  it('shows no code and leaves no gap, whatever the edge writes', () => {
    for (const code of [...Object.keys(PROBLEMS), 'of-a-newer-edge']) {
      for (const text of ACTIONS.flatMap((action) => say(action, code))) {
        expect(text).not.toMatch(/[a-z]-[a-z]|[{}]|\s[:.]|undefined/);
      }
    }
  });
});
