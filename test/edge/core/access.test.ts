import { describe, expect, it } from 'vitest';
import { listActions } from '../../../edge/core/access.ts';
import type { Principal, Role } from '../../../edge/core/principal.ts';
import { toJobRecord } from '../records.ts';

const JOB = toJobRecord('j-1', { members: ['worker-1'], customer: 'customer-1' });
const ALL = ['view', 'upload', 'edit', 'delete', 'share', 'audit', 'manage'];

const who = (subject: string, role: Role, more: Partial<Principal> = {}): Principal => ({
  subject,
  name: null,
  roles: [role],
  jobs: null,
  scope: null,
  ...more,
});

describe('listActions', () => {
  it.each([
    ['dispatcher-1', 'dispatcher', ALL],
    ['worker-1', 'worker', ['view', 'upload', 'edit', 'share']],
    ['worker-2', 'worker', []],
    ['customer-1', 'customer', ['view', 'upload']],
    ['customer-2', 'customer', []],
    ['worker-1', 'customer', []],
    ['customer-1', 'worker', []],
  ] as const)('%s as %s may %j', (subject, role, actions) => {
    expect(listActions(who(subject, role), 'j-1', JOB)).toEqual(actions);
  });

  it('gives nobody anything in a job without a record, unless the token names it', () => {
    expect(listActions(who('dispatcher-1', 'dispatcher'), 'j-404', null)).toEqual([]);
    expect(listActions(who('worker-2', 'worker', { jobs: ['j-404'] }), 'j-404', null)).toEqual([
      'view',
      'upload',
      'edit',
      'share',
    ]);
  });

  it('lets customers only look where the deployment takes no photos of them, and takes nothing from who is crew too', () => {
    const customersOnlyView = true;
    expect(listActions(who('customer-1', 'customer', { customersOnlyView }), 'j-1', JOB)).toEqual(['view']);
    const both = who('worker-1', 'worker', { roles: ['worker', 'customer'], customersOnlyView });
    expect(listActions(both, 'j-1', JOB)).toContain('upload');
  });

  it('limits everybody, dispatchers too, to the jobs that the token names', () => {
    expect(listActions(who('dispatcher-1', 'dispatcher', { jobs: ['j-2'] }), 'j-1', JOB)).toEqual([]);
    expect(listActions(who('worker-1', 'worker', { jobs: [] }), 'j-1', JOB)).toEqual([]);
  });

  it('limits to the scope, and adds nothing by it', () => {
    expect(listActions(who('worker-1', 'worker', { scope: ['upload'] }), 'j-1', JOB)).toEqual(['upload']);
    expect(listActions(who('customer-1', 'customer', { scope: ['delete'] }), 'j-1', JOB)).toEqual([]);
  });

  it('joins roles', () => {
    const both = who('worker-1', 'worker', { roles: ['worker', 'dispatcher'] });
    expect(listActions(both, 'j-1', JOB)).toEqual(ALL);
    expect(listActions(who('worker-1', 'worker', { roles: [] }), 'j-1', JOB)).toEqual([]);
  });
});
