/** POST /stripe/webhook: Stripe tells what has happened. Only when it is written does Stripe hear that it has come. */
import type { BookingCall } from '../booking/booking-call.ts';
import { receiveEvent } from '../booking/receive-event.ts';
import { type EdgeResponse, readHeader, toJsonResponse } from '../core/exchange.ts';
import { AppError } from '../problem.ts';

/**
 * Takes an event. One that nothing depends on, or that is not believed, is taken too: to come again would not make it better.
 * @throws {AppError} when CloudFront has cut it (`body-too-large`), Stripe has not signed it (`access-denied`), or it could not be
 * written (`unavailable`): Stripe sends it again
 */
export async function takePaymentEvent({ request, config, now, services }: BookingCall): Promise<EdgeResponse> {
  const { body, isBodyTruncated } = request;
  if (isBodyTruncated) throw new AppError('body-too-large');
  const signature = readHeader(request, 'stripe-signature');
  if (body === null || signature === null) throw new AppError('access-denied', { detail: 'The signature is missing.' });
  const event = await services.verifyEvent(body, signature);
  const { store, jobs, askForEvidence } = services;
  const payments = { readPayment: async (id: string) => (await services.openPayments()).readPayment(id) };
  const outcome = await receiveEvent(event, {
    ...{ store, jobs, payments, now, askForEvidence, isLive: config.mode === 'live' },
  });
  await services.tell(event, outcome);
  return toJsonResponse({ received: true, outcome });
}
