/** Who can sign in to a local run. Two workers and two customers, so that one can see what the other may not. */
import type { DemoUser } from '../identity/demo-user.ts';

export const DEMO_USERS = [
  { name: 'worker', fullName: 'Wes Alvarado', role: 'worker', subject: 'user-wes', about: 'crew of truck 4' },
  { name: 'worker-2', fullName: 'Nadia Brooks', role: 'worker', subject: 'user-nadia', about: 'crew of truck 7' },
  { name: 'dispatcher', fullName: 'Dana Ito', role: 'dispatcher', subject: 'user-dana', about: 'sees every job' },
  {
    name: 'customer',
    fullName: 'Carol Mbeki',
    role: 'customer',
    subject: 'user-carol',
    about: 'the garage on Juniper Lane',
  },
  {
    name: 'customer-2',
    fullName: 'Tom Okafor',
    role: 'customer',
    subject: 'user-tom',
    about: 'the office on Harbor Street',
  },
] as const satisfies readonly DemoUser[];

export type DemoUserName = (typeof DEMO_USERS)[number]['name'];
