/** Stripe's documented test cards (docs.stripe.com/testing, read 2026-11), as many as there are ways for a payment to go. */

/** What becomes of a payment. */
export type PaymentCourse =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'declined'; readonly code: string; readonly message: string }
  /** The bank asks the customer first. */
  | { readonly kind: 'needs-3ds' }
  | { readonly kind: 'disputed'; readonly reason: 'fraudulent' | 'product_not_received' }
  /** A bank debit: Stripe knows only later. */
  | { readonly kind: 'later'; readonly succeeds: boolean };

export interface TestMethod {
  /** As it is typed, without blanks. */
  readonly number: string;
  readonly says: string;
  readonly course: PaymentCourse;
}

const declined = (code: string, message: string) => ({ kind: 'declined', code, message }) as const;

export const TEST_METHODS: readonly TestMethod[] = [
  { number: '4242424242424242', says: 'Visa: succeeds', course: { kind: 'succeeds' } },
  {
    number: '4000000000000002',
    says: 'Declined',
    course: declined('generic_decline', 'Your card was declined.'),
  },
  {
    number: '4000000000009995',
    says: 'Declined: not enough money',
    course: declined('insufficient_funds', 'Your card has insufficient funds.'),
  },
  { number: '4000002500003155', says: 'The bank asks first (3-D Secure)', course: { kind: 'needs-3ds' } },
  {
    number: '4000000000000259',
    says: 'Succeeds, and is disputed as fraud later',
    course: { kind: 'disputed', reason: 'fraudulent' },
  },
  {
    number: '4000000000002685',
    says: 'Succeeds, and is disputed as not received later',
    course: { kind: 'disputed', reason: 'product_not_received' },
  },
  { number: '000123456789', says: 'Bank debit: succeeds later', course: { kind: 'later', succeeds: true } },
  { number: '000111111116', says: 'Bank debit: fails later', course: { kind: 'later', succeeds: false } },
];

/** Null: it is none of the test numbers. */
export function findTestMethod(typed: string): TestMethod | null {
  const number = typed.replace(/[\s-]/g, '');
  return TEST_METHODS.find((method) => method.number === number) ?? null;
}
