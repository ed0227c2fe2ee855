/** What restricted keys may do, in the words of Stripe's dashboard. docs/payments.md lists the same, and a test holds both to what is called. */

/** Who may write may read. */
export type StripeRight = 'read' | 'write';
export type KeyPermissions = Readonly<Partial<Record<StripeResourceName, StripeRight>>>;
export type StripeResourceName = (typeof RESOURCES)[keyof typeof RESOURCES];

/** By the first part of a path behind `/v1/`. */
const RESOURCES = {
  checkout: 'Checkout Sessions',
  payment_intents: 'PaymentIntents',
  charges: 'Charges and Refunds',
  refunds: 'Charges and Refunds',
  events: 'Events',
  disputes: 'Disputes',
  files: 'Files',
} as const;

export const BOOKING_PERMISSIONS: KeyPermissions = {
  'Checkout Sessions': 'write',
  PaymentIntents: 'read',
  'Charges and Refunds': 'write',
  Events: 'read',
};

export const EVIDENCE_PERMISSIONS: KeyPermissions = { Disputes: 'write', Files: 'write' };

export interface NeededPermission {
  readonly resource: StripeResourceName;
  readonly right: StripeRight;
}

/** What a call needs; null: the emulator knows no such resource. */
export function findNeeded(method: string, path: string): NeededPermission | null {
  const [, name = ''] = /^\/v1\/(\w+)/.exec(path) ?? [];
  if (!Object.hasOwn(RESOURCES, name)) return null;
  return { resource: RESOURCES[name as keyof typeof RESOURCES], right: method === 'GET' ? 'read' : 'write' };
}

export function isPermitted(permissions: KeyPermissions, { resource, right }: NeededPermission): boolean {
  const given = permissions[resource];
  return given === 'write' || given === right;
}
