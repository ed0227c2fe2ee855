import { describe, expect, it } from 'vitest';
import {
  completeJob,
  formatJobFile,
  formatJobFileKey,
  JobFileError,
  parseJobDraft,
  parseJobFile,
  parseJobFileKey,
  toJobFile,
  toJobRows,
} from '../../origin/job-file.ts';
import { parsePhotoKey } from '../../origin/photo-key.ts';

const JOB = {
  job_id: 'j-1',
  title: 'Küche 🏠',
  address: '4 Elm Street',
  status: 'open',
  members: ['wes', 'nadia'],
  member_names: { wes: 'Wes Alvarado' },
  customer: 'tom',
  customer_name: 'Café Okafor',
  customer_phone: '+1 555 0100',
  customer_email: 'okafor@example.com',
  scheduled_for: '2026-01-07T14:00:00.000Z',
  required_stages: ['before', 'after'],
  created_at: '2026-01-05T09:00:00.000Z',
  updated_at: '2026-01-06T09:00:00.000Z',
  revision: 3,
  made_of: 'ab'.repeat(32),
} as const;
const NOW = '2026-11-22T12:00:00.000Z';

describe('formatJobFileKey', () => {
  it('stands where no photo does, and is read back', () => {
    expect(formatJobFileKey('j-1')).toBe('records/jobs/j-1.json');
    expect(parseJobFileKey('records/jobs/j-1.json')).toBe('j-1');
    expect(parsePhotoKey(formatJobFileKey('j-1'))).toBeNull();
    for (const key of ['records/jobs/.json', 'records/jobs/a/b.json', 'records/jobs/j-1.txt', 'jobs/j-1.json']) {
      expect(parseJobFileKey(key)).toBeNull();
    }
  });
});

describe('formatJobFile', () => {
  it('is read back as it was, and is the same whatever the order of the members', () => {
    expect(parseJobFile(formatJobFile(JOB))).toEqual(JOB);
    expect(formatJobFile({ ...JOB, title: JOB.title })).toBe(formatJobFile(Object.assign({ title: '' }, JOB)));
  });

  it('is read from a copy of the time before names, schedule and last change', () => {
    const { member_names: _n, customer_name: _c, scheduled_for: _s, updated_at: _u, ...later } = JOB;
    const { customer_phone: _p, customer_email: _e, required_stages: _r, revision: _v, made_of: _m, ...old } = later;
    const unknown = { customer_name: null, customer_phone: null, customer_email: null, scheduled_for: null };
    const rest = { member_names: {}, ...unknown, required_stages: [], revision: 1, made_of: null };
    expect(parseJobFile(JSON.stringify(old))).toEqual({ ...old, ...rest, updated_at: JOB.created_at });
  });
});

describe('toJobRows', () => {
  it('makes a row of the job and one of each person in it, once', () => {
    const { job, members } = toJobRows({ ...JOB, customer: 'wes' });
    expect(job).toMatchObject({ pk: 'JOB#j-1', sk: 'JOB', member: '*', member_sort: `${JOB.created_at}#j-1` });
    const places = { activity_sort: `${JOB.created_at}#j-1`, schedule_sort: `${JOB.scheduled_for}#j-1` };
    expect([job, ...members]).toEqual([job, ...members].map(() => expect.objectContaining(places)));
    expect(toJobRows({ ...JOB, scheduled_for: null }).job).not.toHaveProperty('schedule_sort');
    expect(members.map(({ sk }) => sk)).toEqual(['MEMBER#wes', 'MEMBER#nadia']);
    expect(toJobFile(toJobRows(JOB).job)).toEqual(JOB);
  });
});

describe('completeJob', () => {
  it('makes a new job that is open and of now', () => {
    const { job_id, title, address } = JOB;
    const customer = { customer: null, customer_name: null, customer_phone: null, customer_email: null };
    const rest = { members: [], member_names: {}, ...customer, scheduled_for: null, required_stages: [] };
    const times = { created_at: NOW, updated_at: NOW };
    expect(completeJob({ job_id, title, address }, null, NOW)).toEqual({
      ...{ job_id, title, address, status: 'open' },
      ...rest,
      ...times,
      ...{ revision: 1, made_of: null },
    });
  });

  it('keeps what is not said, takes null for nobody, and tells when it was changed', () => {
    const of = (said: object) => completeJob({ job_id: 'j-1', ...said }, JOB, NOW);
    expect(of({ status: 'closed' })).toEqual({ ...JOB, status: 'closed', updated_at: NOW, revision: 4 });
    expect(of({ customer: null })).toEqual({ ...JOB, customer: null, updated_at: NOW, revision: 4 });
    expect(of({ title: JOB.title })).toEqual(JOB);
    expect(of({ ...JOB, title: 'x' }).updated_at).toBe(NOW);
  });

  it('makes the next revision of what stands, whatever the draft calls it', () => {
    const of = (said: object) => completeJob({ job_id: 'j-1', ...said }, JOB, NOW);
    expect(of({ title: 'x', revision: 9, made_of: null })).toMatchObject({ revision: 4, made_of: JOB.made_of });
    expect(of({ revision: 9 }).revision).toBe(3);
  });

  it('adds names of members, and forgets them with the member', () => {
    const named = completeJob({ job_id: 'j-1', member_names: { nadia: 'Nadia', eve: 'Eve' } }, JOB, NOW);
    expect(named.member_names).toEqual({ wes: 'Wes Alvarado', nadia: 'Nadia' });
    expect(completeJob({ job_id: 'j-1', members: ['nadia'] }, named, NOW).member_names).toEqual({ nadia: 'Nadia' });
  });

  it.each(['title', 'address'])('wants the %s of a new one', (name) => {
    const { [name as 'title']: _, ...said } = JOB;
    expect(() => completeJob(said, null, NOW)).toThrow(new JobFileError(`${name} is missing`));
  });
});

describe('parseJobDraft', () => {
  it.each([
    [{ title: 'x'.repeat(200) }, true],
    [{ title: 'x'.repeat(201) }, false],
    [{ title: ' ' }, false],
    [{ title: 'a\u001b[2J' }, false],
    [{ title: 'a\u202eb' }, false],
    [{ title: 7 }, false],
    [{ address: '' }, true],
    [{ address: 'x'.repeat(300) }, true],
    [{ address: 'x'.repeat(301) }, false],
    [{ status: 'closed' }, true],
    [{ status: 'Open' }, false],
    [{ members: Array.from({ length: 100 }, (_, index) => `w${index}`) }, true],
    [{ members: Array.from({ length: 101 }, (_, index) => `w${index}`) }, false],
    [{ members: 'wes' }, false],
    [{ members: ['*'] }, false],
    [{ members: [''] }, false],
    [{ customer: 'x'.repeat(512) }, true],
    [{ customer: 'x'.repeat(513) }, false],
    [{ created_at: '2026-01-05T10:00:00+01:00' }, true],
    [{ created_at: '2026-01-05' }, false],
    [{ customer_name: 'Café' }, true],
    [{ customer_name: null }, true],
    [{ customer_name: '' }, false],
    [{ scheduled_for: '2026-01-05T10:00:00+01:00' }, true],
    [{ scheduled_for: null }, true],
    [{ scheduled_for: 'tomorrow' }, false],
    [{ member_names: { wes: 'Wes' } }, true],
    [{ member_names: { wes: '' } }, false],
    [{ member_names: { '*': 'Everybody' } }, false],
    [{ member_names: ['Wes'] }, false],
    [{ owner: 'x' }, false],
    [{ status: 'pending' }, true],
    [{ status: 'cancelled' }, true],
    [{ members: ['__proto__'] }, false],
    [JSON.parse('{"member_names":{"__proto__":"Eve"}}'), false],
    [JSON.parse('{"__proto__":{"status":"closed"}}'), false],
    [{ customer_phone: '+1 (555) 010-0100 x7' }, true],
    [{ customer_phone: 'javascript:alert(1)' }, false],
    [{ customer_phone: '1'.repeat(41) }, false],
    [{ customer_phone: null }, true],
    [{ customer_email: 'o@example.com' }, true],
    [{ customer_email: 'o@' }, false],
    [{ customer_email: 'a b@example.com' }, false],
    [{ customer_email: `${'x'.repeat(250)}@b.co` }, false],
    [{ required_stages: ['after', 'before'] }, true],
    [{ required_stages: ['during'] }, false],
    [{ required_stages: 'after' }, false],
    [{ revision: 0 }, false],
    [{ revision: '1' }, false],
    [{ made_of: 'x' }, false],
  ])('judges %j: %s', (said, isTaken) => {
    const parse = () => parseJobDraft({ job_id: 'j-1', ...said });
    if (isTaken) expect(parse()).toMatchObject({ job_id: 'j-1' });
    else expect(parse).toThrow(JobFileError);
  });

  it('writes times in UTC, and each worker once', () => {
    const said = { job_id: 'j-1', created_at: '2026-01-05T10:00:00+01:00', members: ['wes', 'wes'] };
    expect(parseJobDraft(said)).toEqual({ job_id: 'j-1', created_at: JOB.created_at, members: ['wes'] });
  });

  it.each([[null], [[]], ['j-1'], [{}], [{ job_id: '../x' }]])('takes no %j', (value) => {
    expect(() => parseJobDraft(value)).toThrow(JobFileError);
  });
});
