/** Events of a session that are not Stripe's, not ours, or not of what was booked. `forged` stands before a signature that stays as it is. */
import { type ModelSession, type SentEvent, signEvent, toSession } from './model-stripe.ts';

export function listForgeries(
  session: ModelSession,
  { id, atMs }: { readonly id: string; readonly atMs: number },
): readonly SentEvent[] {
  const paid = { ...session, status: 'complete', payment_status: 'paid', payment_intent: 'pi_forged' } as const;
  const body = (object: object, more: object = {}) => ({
    ...{ id, type: 'checkout.session.completed', livemode: false, data: { object } },
    ...more,
  });
  return [
    toForged(signEvent(body(toSession(paid)), atMs, 'whsec_other')),
    toForged(signEvent(body(toSession(paid)), atMs - 301_000)),
    toForged({ ...signEvent(body(toSession(session)), atMs), raw: JSON.stringify(body(toSession(paid))) }),
    toForged(signEvent(body(toSession(paid), { account: 'acct_other' }), atMs)),
    toForged(signEvent(body(toSession(paid), { livemode: true }), atMs)),
    toForged(signEvent(body(toSession({ ...paid, amount: 50 })), atMs)),
    toForged(signEvent(body(toSession({ ...paid, id: 'cs_other' })), atMs)),
    toForged(signEvent(body({ ...toSession(paid), currency: 'mxn' }), atMs)),
  ];
}

function toForged({ raw, signature }: SentEvent): SentEvent {
  return { raw, signature: `forged ${signature}` };
}
