/**
 * `npm run bench -- background`: photos of a worker whose page is closed again and again and, after the last of them, never opened.
 * What the browser sends by itself, and the service worker at its `sync` events, must bring each into its job once.
 */
import type { Album } from '../../edge/api.ts';
import { isNetworkName, type NetworkName } from '../../infra/local/network/profiles.ts';
import { defineBench, OptionError, text, whole } from '../support/define-bench.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { createJumpingClock } from '../support/jumping-clock.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { startFaultProxy } from '../system/phone/fault-proxy.ts';
import { type Left, leaveForGood } from './background/leave-for-good.ts';
import { formatMachine, watchStolenTime } from './stolen-time.ts';

const JOB_ID = 'j-test';

const OPTIONS = {
  photos: whole('how many are taken', { otherwise: 200, to: 1000 }),
  seed: whole('when the page is closed, and which uploads are cut', { otherwise: 1, from: 0, to: 1_000_000 }),
  network: text('2g, slow-3g or none, from when the first photo is taken; 2g: 64 kbit/s up, 800 ms a round trip', '2g'),
};

const NOTES = `One upload of ten is cut. The photos have some 12 KB and go as they are. 200 take some ten minutes on 2G. Needs a whole
Chromium: the lighter one takes a Background Fetch and never begins it. Fails where a photo is lost or doubled.`;

/** @throws {OptionError} when an option is wrong, or there is no such network */
export const run = defineBench({ name: 'background', options: OPTIONS, notes: NOTES }, async (plan) => {
  const { seed, network } = plan;
  if (!isNetworkName(network)) throw new OptionError(`--network is 2g, slow-3g or none, not “${network}”`);
  const tellStolen = watchStolenTime();
  const left = await measure({ ...plan, network });
  console.log(
    [
      formatMachine(tellStolen()),
      `seed ${seed}, ${network}: ${left.taken} photos taken on ${left.pages} pages, each closed, the last never opened again`,
      `in the job when the last page closed: ${left.arrivedAtClose}; in the end ${left.arrived}, after ${left.seconds.toFixed(0)} s`,
      `lost: ${left.lost}; in the bucket twice: ${left.doubled}; in the album: ${left.inAlbum}`,
      `forms: ${left.forms}, cut: ${left.cuts}; sync events: ${left.syncs}`,
    ].join('\n'),
  );
  process.exitCode = left.lost + left.doubled > 0 || left.inAlbum !== left.taken ? 1 : 0;
});

interface Plan {
  readonly photos: number;
  readonly seed: number;
  readonly network: NetworkName;
}

interface Measured extends Left {
  readonly inAlbum: number;
}

async function measure({ photos: count, seed, network }: Plan): Promise<Measured> {
  const photos = await Promise.all(Array.from({ length: count }, () => drawPhoto({ width: 240, height: 180 })));
  const [local, browser, proxy] = await Promise.all([
    startLocalRun(),
    launchBrowser({ isWhole: true }),
    startFaultProxy(),
  ]);
  try {
    const before = await countInAlbum(local);
    const { random } = createJumpingClock(seed, 0);
    const left = await leaveForGood(
      { run: local, browser, proxy, jobId: JOB_ID, network, random, tell: console.error },
      photos,
    );
    local.setNetwork('none');
    return { ...left, inAlbum: (await countInAlbum(local)) - before };
  } finally {
    await browser.close();
    await proxy.close();
    await local.stop();
  }
}

/** Photos of the album that have come, page by page. */
async function countInAlbum(local: LocalRun): Promise<number> {
  const headers = { authorization: `Bearer ${await local.token('dispatcher')}` };
  let count = 0;
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query = new URLSearchParams({ job_id: JOB_ID, ...(cursor && { cursor }) });
    const response = await fetch(`${local.info.dashboard}/photos?${query}`, { headers });
    const album = (await response.json()) as Album;
    count += album.photos.filter(({ state }) => state !== 'arriving').length;
    cursor = album.next;
  }
  return count;
}
