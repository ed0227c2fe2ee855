/** Gets what the checks need beyond npm's packages: a Chromium for the journeys, njs for the CloudFront Functions, references for pictures. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium, hasHeadlessShell } from './find-chromium.ts';

/**
 * Installs missing tools where Debian's apt is there and may be used.
 * @throws {Error} when the browser is still missing.
 */
export function prepareTools(): void {
  const isShellWanted = !process.env.CHROMIUM && !hasHeadlessShell();
  installByApt([
    ...(isShellWanted ? ['chromium-headless-shell'] : []),
    ...(isOnPath('njs') ? [] : ['njs']),
    ...(isOnPath('exiftool') ? [] : ['libimage-exiftool-perl']),
    ...(isOnPath('magick') || isOnPath('convert-im6.q16') ? [] : ['imagemagick']),
    ...(isOnPath('heif-convert') ? [] : ['libheif-examples']),
  ]);
  // Where the archive has no shell, as Ubuntu's.
  if (!findChromium()) installByApt(['chromium']);
  if (!findChromium()) {
    throw new Error('The journeys need a Chromium or Chrome: install one, or name it in the variable CHROMIUM.');
  }
  if (!process.env.CHROMIUM && !hasHeadlessShell()) {
    console.log('chromium-headless-shell is not here: the whole browser is used, which takes about twice as long.');
  }
  if (!isOnPath('njs')) console.log('njs is not here: the CloudFront Functions are tested in the sandbox alone.');
  if (!isOnPath('exiftool'))
    console.log('exiftool is not here: what we read of EXIF is held against our own drawing alone.');
  if (!isOnPath('magick') && !isOnPath('convert-im6.q16'))
    console.log('ImageMagick is not here: what we turn is held against our own drawing and Chromium alone.');
}

function installByApt(packages: readonly string[]): void {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (packages.length === 0 || !existsSync('/usr/bin/apt-get')) return;
  if (prefix.length > 0 && !isOnPath('sudo')) return;
  console.log(`Installing ${packages.join(', ')} by apt …`);
  const apt = (...args: string[]) => {
    const [command = 'apt-get', ...rest] = [...prefix, 'apt-get', '-qq', ...args];
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 10 * 60_000 }).status === 0;
  };
  apt('update');
  // One by one: where one cannot be had, the other still can.
  for (const name of packages) apt('install', '-y', '--no-install-recommends', name);
}

function isOnPath(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}
