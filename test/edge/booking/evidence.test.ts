import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type Stripe from 'stripe';
import { describe, expect } from 'vitest';
import { formatEvidenceKey } from '../../../origin/evidence-record.ts';
import { bookingTest } from './booking-test.ts';

const it = bookingTest
  /** A booking whose payment is disputed, and the event that says so. */
  .extend('dispute', async ({ world, toRequest, book, findSession, listRaised, send }) => {
    const { body } = await book(toRequest());
    const session = findSession(body.booking_id);
    world.emulator.till.pay(session, { kind: 'disputed', reason: 'fraudulent' });
    for (const event of listRaised(body.booking_id)) await send(event);
    const created = [...world.emulator.account.events.values()]
      .filter(({ type }) => type === 'charge.dispute.created')
      .at(-1) as Stripe.Event;
    await world.readQueue();
    return { bookingId: body.booking_id as string, created, id: (created.data.object as Stripe.Dispute).id };
  });

describe('charge.dispute.created', () => {
  it('asks for evidence once it is recorded', async ({ world, send, dispute }) => {
    expect((await send(dispute.created)).body).toMatchObject({ outcome: 'recorded' });
    expect(await world.readQueue()).toEqual([{ booking_id: dispute.bookingId, dispute_id: dispute.id }]);
  });

  it('asks again when it comes again: whoever recorded it may have broken off', async ({ world, send, dispute }) => {
    await send(dispute.created);
    await world.readQueue();
    expect((await send(dispute.created)).body).toMatchObject({ outcome: 'known' });
    expect(await world.readQueue()).toHaveLength(1);
  });

  it('asks no more where it is settled', async ({ world, send, dispute }) => {
    const row = { ...formatEvidenceKey(dispute.id), state: 'drafted' };
    await world.documents.send(new PutCommand({ TableName: 'records', Item: row }));
    await send(dispute.created);
    expect(await world.readQueue()).toEqual([]);
  });

  it('asks for none where the dispute is over', async ({ world, send, dispute }) => {
    const { created } = dispute;
    const lost = { ...created, id: `${created.id}x`, data: { object: { ...created.data.object, status: 'lost' } } };
    await send(lost);
    expect(await world.readQueue()).toEqual([]);
  });

  it('is shown to dispatchers with its due date, what became of its evidence, and where it is', async ({
    world,
    send,
    dispute,
    dispatcher,
  }) => {
    await send(dispute.created);
    const read = async () => {
      const { body } = await world.ask('/bookings', { token: dispatcher });
      return body.bookings.find(({ booking_id }: { booking_id: string }) => booking_id === dispute.bookingId);
    };
    const { due_by } = (dispute.created.data.object as Stripe.Dispute).evidence_details;
    const url = `${world.emulator.url}/test/disputes/${dispute.id}`;
    const shown = { status: 'needs_response', reason: 'fraudulent', amount: 32_900, due_by, url };
    expect(await read()).toMatchObject({ state: 'disputed', disputes: [{ ...shown, evidence: null }] });
    const row = { ...formatEvidenceKey(dispute.id), dispute_id: dispute.id, state: 'drafted' };
    await world.documents.send(new PutCommand({ TableName: 'records', Item: row }));
    expect(await read()).toMatchObject({ disputes: [{ evidence: 'drafted' }] });
  });

  it('that was lost is asked for by reconciliation', async ({ world, dispute }) => {
    await world.reconcile();
    expect(await world.readQueue()).toContainEqual({ booking_id: dispute.bookingId, dispute_id: dispute.id });
  });
});
