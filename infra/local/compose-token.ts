/** What `npm run token` prints for its arguments. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROLES } from '../../edge/core/principal.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { namePaths } from './data-folder.ts';
import { formatShortcut } from './format-shortcut.ts';
import { signAccessToken } from './identity/access-token.ts';
import { readPeople } from './identity/people.ts';
import { readTokenShape } from './identity/token-shapes.ts';
import { RunError } from './run-error.ts';
import { readRunKeys } from './run-keys.ts';
import { DEMO_USERS } from './seed/demo-users.ts';
import { formatDashboard, formatIssuer, readPorts } from './tcp-ports.ts';

/** Whose photos they are, where nobody says. */
const SHORTCUT_USER = 'worker';
const NAMES = DEMO_USERS.map(({ name }) => name).join(', ');
const HELP = `npm run -s token -- --user NAME [options]
npm run -s token -- --shortcut --job j-1 [options]

Prints an access token (a JWT) for the local run, and nothing else: of the shape that npm start -- --tokens has chosen.

  --shortcut        for an iPhone's share sheet: good for sending into one job and nothing else, a day long, of ${SHORTCUT_USER};
                    with a QR code and the address of the page that shows how to set it up
  --job j-1         that job
  --user NAME       one of ${NAMES}, or the address of somebody whom npm run users has added
  --jobs j-1,j-2    good for these jobs only (left out: for those that the user is part of)
  --role ROLE       another role than the user has: ${ROLES.join(', ')}
  --scope "a b"     what it may do at most: view, upload, edit, delete, audit
  --expires-in T    30s, 10m, 1h (the default; 1d of --shortcut) or 7d
  --data DIR        data folder of the run (.local)
  --help            this text`;

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/**
 * The access token that the arguments ask for, the lines of a Shortcut, or the help.
 * @throws {RunError} when they are not to be understood, or there is no run in the folder.
 */
export async function composeToken(args: readonly string[]): Promise<string> {
  const given = readArguments(args);
  if (given.help) return HELP;
  const values = given.shortcut ? toShortcut(given) : given;
  const paths = namePaths(resolve(values.data));
  const known = readPeople(paths.people, DEMO_USERS).find(({ name, isEnabled }) => isEnabled && name === values.user);
  if (!known) throw new RunError(`--user must be one of ${NAMES}${values.user ? `, not ${values.user}` : ''}.`);
  const role = values.role === undefined ? known.role : ROLES.find((each) => each === values.role);
  if (!role) throw new RunError(`--role must be one of ${ROLES.join(', ')}, not ${values.role}.`);
  const jobs = values.jobs?.split(',').filter((job) => job !== '');
  const wrongJob = jobs?.find((job) => !isJobId(job));
  if (wrongJob) throw new RunError(`--jobs: ${wrongJob} is no job id.`);
  const expiresInSeconds = parseDuration(values['expires-in'] ?? '1h');
  const keys = readRunKeys(paths.keys);
  const ports = readPorts(paths.ports);
  if (!keys || !ports) throw new RunError(`There is no local run in ${values.data}: start one with npm start.`);
  const token = await signAccessToken(
    { ...known, role },
    {
      issuer: formatIssuer(ports),
      key: keys.issuer,
      shape: readTokenShape(paths.tokenShape),
      ...(jobs === undefined ? {} : { jobs }),
      ...(values.scope === undefined ? {} : { scope: values.scope }),
      expiresInSeconds,
      nowMs: Date.now(),
    },
  );
  return given.shortcut && given.job ? formatShortcut(formatDashboard(ports), given.job, token) : token;
}

type Arguments = ReturnType<typeof readArguments>;

/** Who has it can send photos into that job, and do nothing else. */
function toShortcut({ user = SHORTCUT_USER, job, 'expires-in': expiresIn = '1d', ...others }: Arguments): Arguments {
  if (!job) throw new RunError('--shortcut wants the job that the photos go into: --job j-1.');
  return { ...others, user, job, jobs: job, scope: 'upload', 'expires-in': expiresIn };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        user: { type: 'string' },
        jobs: { type: 'string' },
        role: { type: 'string' },
        scope: { type: 'string' },
        'expires-in': { type: 'string' },
        shortcut: { type: 'boolean', default: false },
        job: { type: 'string' },
        data: { type: 'string', default: '.local' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new RunError(
      `${error instanceof Error ? error.message.split('. ')[0] : error}. See npm run token -- --help.`,
    );
  }
}

function parseDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Object.entries(SECONDS).find(([name]) => name === unit)?.[1];
  if (count === undefined || seconds === undefined || Number(count) === 0) {
    throw new RunError(`--expires-in must read like 30s, 10m, 1h or 7d, not ${text}.`);
  }
  return Number(count) * seconds;
}
