/**
 * Whatever is answered, and whoever signs in and out: everything comes to rest, and no state waits for an event alone. At rest is
 * what is in its job, what is stuck with a reason, and what belongs to somebody who is not signed in. `CHAOS_RUNS=1000` for more.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../../edge/problem.ts';
import type { Fate } from './memory-network.ts';
import { liveThrough, type Plant, type SharedPhone, type Turn } from './shared-phone.ts';

const RUNS = Number(process.env.CHAOS_RUNS ?? 40);
const DAY_MS = 86_400_000;
const PEOPLE = ['ana', 'ben'];
const LINE: readonly Fate[] = ['cut', 'lose', 'stall', 'break-off'];
/** S3 API reference, "Error responses", with what a form may meet of it. */
const S3_ERRORS: readonly (readonly [status: number, code: string, message?: string])[] = [
  [400, 'ExpiredToken'],
  [400, 'TokenRefreshRequired'],
  [400, 'InvalidToken'],
  [403, 'InvalidAccessKeyId'],
  [403, 'RequestTimeTooSkewed'],
  [403, 'AccessDenied', 'Invalid according to Policy: Policy expired.'],
  [403, 'AccessDenied', 'Access Denied'],
  [403, 'SignatureDoesNotMatch'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [503, 'SlowDown'],
  [400, 'RequestTimeout'],
  [400, 'IncompleteBody'],
  [409, 'OperationAborted'],
  [400, 'BadDigest'],
  [400, 'XAmzContentChecksumMismatch'],
  [400, 'EntityTooSmall'],
  [400, 'EntityTooLarge'],
  [400, 'InvalidPolicyDocument'],
  [412, 'PreconditionFailed'],
];
const ODD: readonly Fate[] = [
  { status: 200, body: '<html>Welcome to the hotel</html>' },
  { status: 502, body: '' },
  { status: 401, body: '' },
];

const pass = fc.constant<Fate>('pass');
const problem = (codes: readonly ProblemCode[]): fc.Arbitrary<Fate> =>
  fc.record({ problem: fc.constantFrom(...codes), retryAfterSeconds: fc.constantFrom(undefined, 1, 30) });
const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const isFinal = (code: ProblemCode) => PROBLEMS[code].retry === 'never';
/** What stops a photo for good is rarer, so that the others are not stopped before anything else befalls them. */
const problems = fc.oneof(
  { weight: 5, arbitrary: problem(CODES.filter((code) => !isFinal(code))) },
  { weight: 1, arbitrary: problem(CODES.filter(isFinal)) },
);
const s3Errors = fc.constantFrom(...S3_ERRORS).map(([status, code, message = '']): Fate => {
  return { status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
});
const small = fc.oneof(pass, fc.constantFrom(...LINE), problems);
const upload = fc.oneof(pass, fc.constantFrom(...LINE), s3Errors, problems, fc.constantFrom(...ODD));

const turn: fc.Arbitrary<Turn> = fc.record({
  afterMs: fc.integer({ min: 0, max: 90_000 }),
  change: fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('sign-in' as const), subject: fc.constantFrom(...PEOPLE) }) },
    { weight: 1, arbitrary: fc.constantFrom({ kind: 'expire' as const }, { kind: 'sign-out' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('set-clock' as const),
        byMs: fc.constantFrom(-7_200_000, -100_000, 100_000, 7_200_000),
      }),
    },
  ),
  isSeen: fc.boolean(),
});

const phones: fc.Arbitrary<SharedPhone> = fc.record({
  seed: fc.integer(),
  captures: fc.array(fc.record({ subject: fc.constantFrom(...PEOPLE), jobId: fc.constantFrom('j-1', 'j-2') }), {
    minLength: 1,
    maxLength: 5,
  }),
  fates: fc.record({ small: fc.array(small, { maxLength: 40 }), upload: fc.array(upload, { maxLength: 25 }) }),
  turns: fc.array(turn, { minLength: 1, maxLength: 8 }),
  isVisible: fc.boolean(),
});

const property = (plant?: Plant) =>
  fc.asyncProperty(phones, async (phone) => {
    expect(await liveThrough(phone, plant)).toEqual({ restless: [], wrongs: [] });
  });

/** Faults that the property must find. */
const PLANTS: Readonly<Record<string, Plant>> = {
  'a refused token that asks to sign in until an event': (rig, { session }) => {
    const { tab } = session;
    let isRefused = false;
    return {
      ...rig,
      session: {
        get user() {
          return tab.user;
        },
        get state() {
          return isRefused && tab.state === 'signed-in' ? 'expired' : tab.state;
        },
        reload: tab.reload,
      },
      api(subject, signal) {
        const routes = rig.api(subject, signal);
        const tickets: typeof routes.tickets = (request) =>
          routes.tickets(request).catch((error) => {
            isRefused ||= error.code === 'token-invalid';
            throw error;
          });
        return { ...routes, tickets };
      },
    };
  },
  'the token of whoever is signed in': (rig, { edge, session }) => ({
    ...rig,
    api: (_, signal) => edge.routes(session.subject() ?? 'nobody', signal),
  }),
  'waits that time does not end': (rig) => {
    const { clock } = rig;
    const sleep: typeof clock.sleep = (ms, signal) => clock.sleep(ms > 20_000 && ms < 60_000 ? DAY_MS : ms, signal);
    return { ...rig, clock: { ...clock, sleep } };
  },
  'a session that is never read again': (rig, { session }) => ({
    ...rig,
    session: Object.create(session.tab, { reload: { value: async () => undefined } }),
  }),
};

describe('the sender', () => {
  it('comes to rest, whatever is answered and whoever signs in and out', async () => {
    await fc.assert(property(), { numRuns: RUNS });
  });

  it.each(Object.entries(PLANTS))('would not with %s', async (_, plant) => {
    const { failed } = await fc.check(property(plant), { numRuns: 200, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
