/** `npm run users`: people in a deployment's user pool, with their role and their jobs. */
import { ROLES, type Role } from '../../edge/core/principal.ts';
import { completeJob, type JobFile } from '../../origin/job-file.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { currentJob, readJob, type StoredJob, writeJob } from './job-store.ts';
import { createJsonClient } from './json-client.ts';
import { openLocalPeople } from './local-people.ts';
import { openTarget, readTargetFile, TARGET_HELP, TARGET_OPTIONS, type Target, type TargetChoice } from './target.ts';
import { type Directory, type NewUser, openUserPool } from './user-pool.ts';

const HELP = `People in a deployment's user pool, or those who can sign in to a local run.

Usage:
  npm run users -- add --email ana@example.com --name "Ana Ruiz" --role worker [--job j-1]…
      Adds a person, or gives one who is there this name and role. Cognito mails a password to who is new.
      A worker becomes a member of the jobs, a customer the customer of each.
  npm run users -- list
      Who there is: subject, e-mail, name, roles, and whether they have signed in.
  npm run users -- disable --email ana@example.com
      Lets a person sign in no more. Tokens that are out last up to an hour.

  --dry-run        add, disable: changes nothing
${TARGET_HELP}

A local run has no passwords: whoever is added stands on its sign-in page, with one role.`;

const VERBS = ['add', 'list', 'disable'];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

await runCommand(
  {
    help: HELP,
    options: {
      ...TARGET_OPTIONS,
      email: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      job: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
    },
    run: async ({ values, positionals: [verb, ...rest] }) => {
      const { outputs, 'dry-run': isDryRun } = values;
      if (!VERBS.includes(verb ?? '') || rest.length > 0) throw new CommandError('add, list or disable: see --help');
      const people = outputs === undefined ? openLocalPeople(values.data) : await openPool(values);
      if (verb === 'list') return list(people);
      const email = parseEmail(values.email);
      if (verb === 'disable') {
        if (!isDryRun) await people.disable(email);
        return { summary: `${email} ${isDryRun ? 'would be' : 'is'} shut out`, isClean: true };
      }
      const person = { email, name: parseName(values.name), role: parseRole(values.role) };
      const jobs = parseJobs(values.job);
      const target = await openTarget(values);
      try {
        return await add({ people, target, isDryRun }, person, jobs);
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

async function openPool(choice: TargetChoice): Promise<Directory> {
  const { source, stack } = await readTargetFile(choice);
  if (stack === null || !source.has(stack, 'UserPoolId')) {
    throw new CommandError(
      `${choice.outputs} names no user pool of ${choice.stage}: its people are at an issuer of their own.`,
    );
  }
  return openUserPool({ client: createJsonClient(process.env), id: source.text(stack, 'UserPoolId') });
}

async function list(people: Directory) {
  const users = await people.list();
  for (const { subject, email, name, roles, isEnabled, status } of users) {
    const cells = [subject, email, name || '-', roles.join(',') || '-', isEnabled ? status : 'disabled'];
    process.stdout.write(`${cells.join('\t')}\n`);
  }
  return { summary: `${users.length} people`, isClean: true };
}

interface Places {
  readonly people: Directory;
  readonly target: Target;
  readonly isDryRun: boolean;
}

/** The jobs are looked for first: nobody is invited to one that is not there. */
async function add({ people, target, isDryRun }: Places, person: NewUser, jobIds: readonly string[]) {
  const { email, role } = person;
  const jobs = await Promise.all(jobIds.map((jobId) => findJob(target, jobId)));
  const as = `${role} of ${jobIds.length === 0 ? 'no job yet' : jobIds.join(', ')}`;
  if (isDryRun) return { summary: `dry run: ${email} would be ${as}`, isClean: true };
  const { subject, isNew } = await people.add(person);
  for (const job of jobs) await assign(target, job, { ...person, subject });
  const done = isNew ? `added, ${people.invitation}` : 'was there';
  return { summary: `${email} ${done}: ${subject}, ${as}`, isClean: true };
}

interface FoundJob {
  readonly job: JobFile;
  readonly before: StoredJob;
}

async function findJob(target: Target, jobId: string): Promise<FoundJob> {
  const before = await readJob(target, jobId);
  const job = currentJob(before);
  if (job === null) throw new CommandError(`${jobId}: there is no such job. Make it with npm run jobs -- put.`);
  return { job, before };
}

interface Assigned {
  readonly subject: string;
  readonly name: string;
  readonly role: Role;
}

/** Whoever else is a member stays one. A dispatcher sees every job without being one. */
async function assign(target: Target, { job, before }: FoundJob, { subject, name, role }: Assigned): Promise<void> {
  if (role === 'dispatcher') return;
  const changed =
    role === 'worker'
      ? { members: [...new Set([...job.members, subject])], member_names: { ...job.member_names, [subject]: name } }
      : { customer: subject, customer_name: name };
  await writeJob(target, completeJob({ ...job, ...changed }, job, new Date().toISOString()), before);
}

function parseEmail(text = ''): string {
  if (!EMAIL.test(text)) throw new CommandError(`--email: ${text || 'none given,'} is no e-mail address.`);
  return text;
}

function parseName(text = ''): string {
  if (text.trim() === '') throw new CommandError('--name is needed: photos and the audit log say it for ever.');
  return text.trim();
}

function parseRole(text: string | undefined): Role {
  const role = ROLES.find((each) => each === text);
  if (!role) throw new CommandError(`--role must be one of ${ROLES.join(', ')}.`);
  return role;
}

function parseJobs(ids: readonly string[]): readonly string[] {
  const wrong = ids.find((id) => !isJobId(id));
  if (wrong !== undefined) throw new CommandError(`--job: ${wrong} is no job id.`);
  return ids;
}
