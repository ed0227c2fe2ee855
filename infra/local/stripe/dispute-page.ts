/** A dispute as its owner sees it at Stripe: what was given as evidence, and whether it was submitted. */
import type Stripe from 'stripe';
import { escapeText, renderPage } from './checkout-page.ts';

export function renderDispute({ id, status, reason, evidence, evidence_details }: Stripe.Dispute): string {
  const given = Object.entries(evidence).filter(([, value]) => typeof value === 'string' && value !== '');
  const items = given.map(([name, value]) => {
    const text = escapeText(String(value));
    return `<li>${name}: ${text.startsWith('file_') ? `<a href="/files/${text}">${text}</a>` : text}</li>`;
  });
  const sent = evidence_details.submission_count > 0 ? 'submitted' : 'a draft, not submitted';
  return renderPage(
    'Dispute (emulated Stripe)',
    `<h1><code>${id}</code></h1><p>${reason}, ${status}</p><h2>Evidence: ${items.length === 0 ? 'none' : sent}</h2><ul>${items.join('')}</ul>`,
  );
}
