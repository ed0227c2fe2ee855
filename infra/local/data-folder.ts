/**
 * The folder that holds the state of a local run. One run at a time: it holds a lock that ends with its process, however
 * that ends. Only what a run has made itself is ever removed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { explainFailure } from './explain-failure.ts';
import { RunError } from './run-error.ts';

export interface DataFolder {
  readonly path: string;
  readonly assembly: string;
  readonly keys: string;
  readonly ports: string;
  readonly runJson: string;
  readonly log: string;
  /** State of the services that the template runs on. */
  readonly aws: string;
  readonly sessions: string;
  /** What the issuer's tokens look like. */
  readonly tokenShape: string;
  /** Whom `npm run users` has added or changed. */
  readonly people: string;
  /** What the emulated Stripe keeps. */
  readonly stripe: string;
  /** There once the demo jobs and photos are in. */
  readonly seeded: string;
  /** Which release of the site the last start made live. */
  readonly published: string;
  /** Which code can read what stands here. */
  readonly version: string;
  /** Lets another run have it. */
  release(): void;
}

export interface OpenDataFolderOptions {
  /** Empties it first. */
  readonly fresh: boolean;
}

/** Grows when objects or rows are named or made otherwise: nothing reads those of an earlier version. */
const VERSION = '3';
/** What earlier versions kept beside the rest. */
const EARLIER = ['s3', 'dynamodb', 'secrets', 'queues.sqlite'];

/**
 * Makes the folder where it is missing, and takes it.
 * @throws {RunError} when another run has it, an earlier version has made it, or it cannot be written.
 */
export function openDataFolder(path: string, { fresh }: OpenDataFolderOptions): DataFolder {
  const folder = namePaths(path);
  let lock: DatabaseSync;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(path, 'lock.sqlite'));
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    throw toRunError(error, path);
  }
  const earlier = EARLIER.map((name) => join(path, name));
  const kept = [...Object.values(folder).filter((each) => each !== path), ...earlier];
  if (fresh) for (const each of kept) removeWithCompanions(each);
  if ([folder.aws, ...earlier].some((each) => existsSync(each)) && !isOfThisVersion(folder)) {
    lock.close();
    throw new RunError(
      `The data folder ${path} is of an earlier version, which keeps photos otherwise: empty it with npm start -- --fresh, or give --data another one.`,
    );
  }
  writeFileSync(folder.version, VERSION);
  return { ...folder, release: () => lock.close() };
}

/** The paths in a folder that need not be there: for reading what a run left. */
export function namePaths(path: string): Omit<DataFolder, 'release'> {
  return {
    path,
    assembly: join(path, 'cdk.out'),
    keys: join(path, 'keys.json'),
    ports: join(path, 'ports.json'),
    runJson: join(path, 'run.json'),
    log: join(path, 'run.log'),
    aws: join(path, 'aws'),
    sessions: join(path, 'sessions.sqlite'),
    tokenShape: join(path, 'token-shape.json'),
    people: join(path, 'people.json'),
    stripe: join(path, 'stripe.json'),
    seeded: join(path, 'seeded.json'),
    published: join(path, 'published.json'),
    version: join(path, 'version'),
  };
}

function isOfThisVersion({ version }: Pick<DataFolder, 'version'>): boolean {
  return existsSync(version) && readFileSync(version, 'utf8') === VERSION;
}

/** SQLite keeps its write-ahead log and index beside the file. */
function removeWithCompanions(path: string): void {
  for (const each of [path, `${path}-wal`, `${path}-shm`]) rmSync(each, { recursive: true, force: true });
}

function toRunError(error: unknown, path: string): RunError {
  const text = error instanceof Error ? error.message : String(error);
  const lock = join(path, 'lock.sqlite');
  if (text.includes('database is locked')) {
    return new RunError(`Another run has the data folder ${path}: stop it, or give --data another one.`);
  }
  if (/not a database|malformed/.test(text)) {
    return new RunError(`${lock} is damaged: remove it, for nothing is kept in it.`);
  }
  const explained = explainFailure(error, existsSync(lock) ? lock : path);
  return explained ?? new RunError(`The data folder ${path} cannot be written: ${text}.`);
}
