/** The one screen that a local run shows: where it is, who can sign in, how to get a token. */

import { BOOKING_PAGES } from '../../edge/booking-api.ts';
import type { RunningTemplate } from './aws/run-template.ts';
import { NETWORK_PROFILES, type NetworkName } from './network/profiles.ts';
import type { RunJson } from './run-json.ts';

export interface ScreenFacts {
  readonly info: RunJson;
  readonly leftOut: RunningTemplate['leftOut'];
  readonly dataDir: string;
  readonly network: NetworkName;
  readonly readyAfterMs: number;
}

const SCREEN_COLUMNS = 80;
/** Without the two spaces at the edge, the titles and the space behind them. */
const TEXT_COLUMNS = SCREEN_COLUMNS - 14;

export function renderScreen({ info, leftOut, dataDir, network, readyAfterMs }: ScreenFacts): string {
  const width = Math.max(...info.users.map(({ full_name: fullName }) => fullName.length));
  const people = info.users.map(
    ({ name, full_name: fullName, role, jobs }) =>
      `${fullName.padEnd(width)}  ${role.padEnd(10)}  ${name.padEnd(10)}  ${role === 'dispatcher' ? 'every job' : jobs.join(' ')}`,
  );
  const data = dataDir === '.local' ? '' : ` --data ${dataDir}`;
  const body = [
    ...formatRow('Dashboard', info.dashboard),
    ...(info.stripe === null ? [] : formatRow('Bookings', `${info.dashboard}${BOOKING_PAGES.form.en}`)),
    ...formatRow('Sign in as', ...people),
    ...formatRow('A token', `npm run -s token -- --user worker${data}`),
    ...(network === 'none' ? [] : formatRow('Network', ...wrap(`${network}: ${formatNetwork(network)}`))),
    ...(info.stripe === null ? [] : formatRow('Payments', `${info.stripe.endpoint} plays Stripe`)),
    ...formatRow('Data', dataDir, 'run.json: endpoints and keys; run.log: what functions print'),
    ...formatRow('Left out', ...wrap(`${leftOut.length} of the template’s resources: ${countTypes(leftOut)}`)),
    ...formatRow('Stop', 'Ctrl-C'),
  ];
  return ['', `  Edgeshot is up after ${(readyAfterMs / 1000).toFixed(1)} s.`, '', ...body, ''].join('\n');
}

function formatRow(title: string, ...lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(11)} ${line}`);
}

/** Breaks a text between words, so that no row is wider than the screen. */
function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= TEXT_COLUMNS) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}

function formatNetwork(name: NetworkName): string {
  const { uploadBitsPerSecond, downloadBitsPerSecond, roundTripMs, outage } = NETWORK_PROFILES[name];
  const toSpeed = (bits: number | null) => (bits === null ? 'unlimited' : `${bits / 1000} kbit/s`);
  const outages = typeof outage === 'string' ? '' : `, gone ${outage.forSeconds} s in every ${outage.everySeconds} s`;
  return `${toSpeed(uploadBitsPerSecond)} up, ${toSpeed(downloadBitsPerSecond)} down, ${roundTripMs} ms round trip${outages}`;
}

function countTypes(leftOut: ScreenFacts['leftOut']): string {
  const names = leftOut.map(({ type }) => type.split('::').at(-1) ?? type);
  return [...new Set(names)].map((name) => `${names.filter((each) => each === name).length} ${name}`).join(', ');
}
