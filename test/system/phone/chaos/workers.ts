/** The two who share a phone: users of the local run's demo. */
import { DEMO_USERS, type DemoUserName } from '../../../../infra/local/seed/demo-users.ts';

export interface PhoneWorker {
  /** As on the buttons of the issuer's page. */
  readonly name: DemoUserName;
  readonly fullName: string;
  readonly subject: string;
  /** A demo job that only the other one may see. */
  readonly hiddenJob: string;
}

export const WES = toWorker('worker', 'Estate cleanout');
export const NADIA = toWorker('worker-2', 'Hot tub removal');
export const WORKERS: readonly PhoneWorker[] = [WES, NADIA];

export function findOther({ subject }: PhoneWorker): PhoneWorker {
  return subject === WES.subject ? NADIA : WES;
}

function toWorker(name: DemoUserName, hiddenJob: string): PhoneWorker {
  const user = DEMO_USERS.find((each) => each.name === name) ?? DEMO_USERS[0];
  return { name, fullName: user.fullName, subject: user.subject, hiddenJob };
}
