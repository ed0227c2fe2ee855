/** `npm run release`: puts a version of the site beside the others, shows it as a preview, makes it live, and takes that back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { findMissing, listStaged, removeReleases, stageRelease, writeSiteConfig } from './release-bucket.ts';
import {
  chooseStaleReleases,
  findEarlierRelease,
  KEPT_DAYS,
  KEPT_MS,
  type KeyValueUpdate,
  planEndOfPreviews,
  planPreview,
  planPromotion,
} from './release-state.ts';
import { openReleaseTarget, type ReleaseTarget } from './release-target.ts';
import { readSiteFiles } from './site-files.ts';
import { TARGET_HELP, TARGET_OPTIONS } from './target.ts';

const HELP = `Releases of the site: each lies beside the others, and one write says which is live.

Usage: npm run --silent release -- VERB [options]
  stage            builds the site and puts it into the bucket; prints the release's name. Does what configure does
  configure        puts the site's configuration there: issuer and client, as the deployment has them now
  preview RELEASE  lets /staging/ open it, for whoever follows that link; /staging/end ends that
  promote RELEASE  makes it what everybody gets; prints what it replaced, if anything
  rollback         makes live again what was so before
  list             what there is, the latest first
  prune            removes what was replaced over ${KEPT_DAYS} days ago, and ends previews of what was not promoted meanwhile

  --site DIR       stage: a site that is built already (\`npm run build\` writes dist/site)
  --dry-run        changes nothing
${TARGET_HELP}`;

interface Done {
  readonly summary: string;
  readonly isClean: boolean;
}

interface Work {
  readonly target: ReleaseTarget;
  readonly release: string | undefined;
  readonly site: string | undefined;
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
}

const VERBS: Readonly<Record<string, (work: Work) => Promise<Done>>> = {
  stage,
  configure,
  preview,
  promote,
  rollback,
  list,
  prune,
};

await runCommand(
  {
    help: HELP,
    options: { ...TARGET_OPTIONS, site: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
    run: async ({ values, positionals: [verb = '', release, ...rest] }, signal) => {
      const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
      const takesRelease = verb === 'preview' || verb === 'promote';
      if (!work || rest.length > 0 || (release !== undefined && !takesRelease)) {
        throw new CommandError(`${Object.keys(VERBS).join(', ')}: see --help`);
      }
      if (takesRelease && release === undefined) throw new CommandError(`${verb} which one? See list.`);
      const target = await openReleaseTarget(values);
      try {
        return await work({ target, release, site: values.site, isDryRun: values['dry-run'], signal });
      } finally {
        target.close();
      }
    },
  },
  process.argv.slice(2),
);

async function stage({ target, site: given, isDryRun, signal }: Work): Promise<Done> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'edgeshot-site-')));
  try {
    if (given === undefined) {
      const { buildSite } = await import('../build/build-site.ts');
      await buildSite({ outdir: folder, withBookings: target.takesPayments });
    }
    const site = await readSiteFiles(folder);
    if (!isDryRun) await stageRelease(target.bucket, site, signal);
    await putConfig(target, isDryRun);
    process.stdout.write(`${site.release}\n`);
    const done = isDryRun ? 'would be staged' : 'is staged';
    return { summary: `${target.label}: ${site.release} ${done}: ${site.files.length} files`, isClean: true };
  } finally {
    if (given === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function configure({ target, isDryRun }: Work): Promise<Done> {
  if (target.siteConfig === null) throw new CommandError('A local run puts its configuration there itself.');
  await putConfig(target, isDryRun);
  return { summary: `${target.label}: its configuration ${isDryRun ? 'would be' : 'is'} there`, isClean: true };
}

async function putConfig({ bucket, siteConfig }: ReleaseTarget, isDryRun: boolean): Promise<void> {
  if (siteConfig !== null && !isDryRun) await writeSiteConfig(bucket, siteConfig);
}

async function preview({ target, release = '', isDryRun, signal }: Work): Promise<Done> {
  await requireWhole(target, release, signal);
  const { version } = await target.store.read();
  await change(target, planPreview(release), { version, isDryRun });
  return { summary: `${target.label}: /staging/${release} ${isDryRun ? 'would open' : 'opens'} it`, isClean: true };
}

async function promote({ target, release = '', isDryRun, signal }: Work): Promise<Done> {
  await requireWhole(target, release, signal);
  const state = await target.store.read();
  if (state.live === release) return { summary: `${target.label}: ${release} is live already`, isClean: true };
  await change(target, planPromotion(state, { release, atMs: Date.now() }), { version: state.version, isDryRun });
  if (!isDryRun && state.live !== null) process.stdout.write(`${state.live}\n`);
  const before = state.live === null ? 'the first' : `before: ${state.live}`;
  return { summary: `${target.label}: ${release} ${isDryRun ? 'would be' : 'is'} live; ${before}`, isClean: true };
}

async function rollback({ target, isDryRun, signal }: Work): Promise<Done> {
  const { live, ...state } = await target.store.read();
  const release = findEarlierRelease({ live, ...state });
  if (release === null) throw new CommandError('Nothing was live before what is live now.');
  await requireWhole(target, release, signal);
  const update = planPromotion({ live, ...state }, { release, atMs: Date.now() });
  await change(target, update, { version: state.version, isDryRun });
  return {
    summary: `${target.label}: ${release} ${isDryRun ? 'would be' : 'is'} live, no more ${live}`,
    isClean: true,
  };
}

async function list({ target }: Work): Promise<Done> {
  const [state, staged] = await Promise.all([target.store.read(), listStaged(target.bucket)]);
  for (const { release, stagedMs } of staged) {
    const promoted = state.promotions.find((each) => each.release === release);
    const marks = [
      ...(state.live === release ? ['live'] : []),
      ...(findEarlierRelease(state) === release ? ['rollback'] : []),
      ...(state.previews.includes(release) ? ['preview'] : []),
    ];
    const times = [stagedMs, promoted?.atMs].map((ms) => (ms === undefined ? '-' : new Date(ms).toISOString()));
    process.stdout.write(`${[release, ...times, marks.join(',') || '-'].join('\t')}\n`);
  }
  return { summary: `${target.label}: ${staged.length} releases, ${state.live ?? 'none'} is live`, isClean: true };
}

async function prune({ target, isDryRun }: Work): Promise<Done> {
  const nowMs = Date.now();
  const [state, staged] = await Promise.all([target.store.read(), listStaged(target.bucket)]);
  const beforeMs = nowMs - KEPT_MS;
  const young = staged.filter(({ stagedMs }) => stagedMs > beforeMs).map(({ release }) => release);
  const ended = state.previews.filter((release) => !young.includes(release));
  const update = planEndOfPreviews(state, ended);
  if (update.deletes.length > 0) await change(target, update, { version: state.version, isDryRun });
  const left = { ...state, previews: young.filter((release) => state.previews.includes(release)) };
  const staging = left.previews.find((release) => release === state.staging) ?? null;
  const stale = chooseStaleReleases({ ...left, staging }, staged, nowMs);
  const keys = stale.length === 0 ? [] : await removeReleases(target.bucket, stale, { beforeMs, isDryRun });
  for (const release of stale) process.stdout.write(`${release}\n`);
  const done = isDryRun ? 'would go' : 'are gone';
  return { summary: `${target.label}: ${stale.length} releases ${done}, ${keys.length} objects`, isClean: true };
}

/** A page whose script is missing would be blank for everybody. */
async function requireWhole({ bucket }: ReleaseTarget, release: string, signal: AbortSignal): Promise<void> {
  if (!(await listStaged(bucket)).some((staged) => staged.release === release)) {
    throw new CommandError(`${release}: no such release is staged. See list.`);
  }
  const missing = await findMissing(bucket, release, signal);
  if (missing.length > 0) {
    throw new CommandError(`${release} lacks ${missing.length} files (${missing[0]}): stage it again.`);
  }
}

async function change(
  { store }: ReleaseTarget,
  update: KeyValueUpdate,
  { version, isDryRun }: { readonly version: string; readonly isDryRun: boolean },
): Promise<void> {
  if (!isDryRun) await store.write(update, version);
}
