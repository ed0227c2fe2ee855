/** Gets what the checks need beyond npm's packages: a Chromium for the journeys, njs for the CloudFront Functions. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './find-chromium.ts';

/** Installs missing tools where Debian's apt is there and may be used; throws where the browser is still missing. */
export async function prepareTools(): Promise<void> {
  const missing = [...(findChromium() ? [] : ['chromium']), ...(isOnPath('njs') ? [] : ['njs'])];
  if (missing.length > 0) installByApt(missing);
  if (!findChromium()) {
    throw new Error('The journeys need a Chromium or Chrome: install one, or name it in the variable CHROMIUM.');
  }
  if (!isOnPath('njs')) console.log('njs is not here: the CloudFront Functions are tested in the sandbox alone.');
}

function installByApt(packages: readonly string[]): void {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!existsSync('/usr/bin/apt-get') || (prefix.length > 0 && !isOnPath('sudo'))) return;
  console.log(`Installing ${packages.join(', ')} by apt …`);
  const apt = (...args: string[]) => {
    const [command = 'apt-get', ...rest] = [...prefix, 'apt-get', '-qq', ...args];
    return (
      spawnSync(command, rest, {
        stdio: ['ignore', 'ignore', 'inherit'],
        timeout: 10 * 60_000,
      }).status === 0
    );
  };
  apt('update');
  // One by one: where one cannot be had, the other still can.
  for (const name of packages) apt('install', '-y', '--no-install-recommends', name);
}

function isOnPath(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}
