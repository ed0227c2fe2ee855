/**
 * Fetches Ceph's gateway, monitor and object store daemons from Debian by apt's own client, signatures checked, and
 * unpacks them into a private folder. Installs nothing on the machine and needs no root.
 */
import { execFile } from 'node:child_process';
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const PACKAGES = ['radosgw', 'ceph-mon', 'ceph-osd'];

/** How Debian names this processor's libraries and loader. */
const ARCHITECTURES: Readonly<Record<string, { readonly triple: string; readonly loader: string }>> = {
  x64: { triple: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { triple: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

/** An unpacked Ceph, run through its own loader so that the machine's libraries do not matter. */
export interface CephTree {
  readonly root: string;
  readonly libraries: string;
  readonly loader: string;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Gives the reason why Ceph cannot be had on this machine; null where it can. */
export async function findObstacle(): Promise<string | null> {
  if (process.platform !== 'linux' || ARCHITECTURES[process.arch] === undefined) {
    return 'it needs Linux on x86-64 or arm64';
  }
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=debian$/m.test(release) || !(await exists(KEYRING)) || !(await exists('/usr/bin/apt-get'))) {
    return 'it needs Debian with apt';
  }
  return (await findMirror()) === null ? 'apt knows no mirror' : null;
}

/** The mirror that this machine's own apt is set to. */
async function findMirror(): Promise<string | null> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  return stdout.split('\n').find((uri) => uri !== '' && !uri.includes('security')) ?? null;
}

function toAptOptions(folder: string): readonly string[] {
  const settings = {
    'Dir::Etc::sourcelist': join(folder, 'debian.sources'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Log': folder,
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function download(folder: string, suite: string): Promise<void> {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const sources = {
    Types: 'deb',
    URIs: await findMirror(),
    Suites: suite,
    Components: 'main',
    'Signed-By': KEYRING,
  };
  const text = Object.entries(sources)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
  await writeFile(join(folder, 'debian.sources'), text);
  const options = toAptOptions(folder);
  await run('apt-get', [...options, '-qq', 'update']);
  await run('apt-get', [...options, '-qq', '-y', '--no-install-recommends', '--download-only', 'install', ...PACKAGES]);
}

async function unpack(folder: string): Promise<void> {
  const archives = join(folder, 'cache', 'archives');
  for (const name of await readdir(archives)) {
    if (name.endsWith('.deb')) await run('dpkg', ['-x', join(archives, name), join(folder, 'root')]);
  }
}

/** Gives the tree in `folder`, fetching it where it is not there yet (some 130 MB). */
export async function installCeph(folder: string, suite: string): Promise<CephTree> {
  const { triple, loader } = ARCHITECTURES[process.arch] ?? { triple: '', loader: '' };
  const root = join(folder, 'root');
  const libraries = join(root, 'usr', 'lib', triple);
  const done = join(folder, 'unpacked');
  if (!(await exists(done))) {
    await download(folder, suite);
    await unpack(folder);
    await writeFile(done, suite);
  }
  return { root, libraries, loader: join(libraries, loader) };
}
