/** A phone that two people share, before the whole local run, and what is to befall it. */
import type { Browser } from 'playwright-core';
import type { DrawnPhoto } from '../../../support/draw-photo.ts';
import type { LocalRun } from '../../../support/start-local-run.ts';
import type { FaultProxy } from '../fault-proxy.ts';
import type { ChaosPhone } from './chaos-phone.ts';
import type { PhotoOwners } from './photo-owners.ts';
import type { SharedJob } from './shared-job.ts';
import type { Weather } from './weather.ts';

export interface SceneOptions {
  readonly run: LocalRun;
  readonly proxy: FaultProxy;
  readonly browser: Browser;
  readonly seed: number;
  /** How many are taken. */
  readonly photos: number;
  /** How many at once, where somebody leaves while they are being saved. */
  readonly burst: number;
  /** So soon after the storm all must be in the job. */
  readonly calmSeconds: number;
  /** Of somebody who sees every job. */
  readonly token: string;
}

export interface ChaosScene extends SceneOptions {
  readonly phone: ChaosPhone;
  readonly owners: PhotoOwners;
  readonly weather: Weather;
  readonly job: SharedJob;
  readonly random: () => number;
  /** The next photos, if any are left. */
  readonly nextPhotos: (howMany: 'few' | 'many' | 'all') => readonly DrawnPhoto[];
  /** What has to be over when the faults are. */
  readonly endings: (() => Promise<void>)[];
  readonly note: (text: string) => void;
  /** Unix ms. */
  readonly startMs: number;
}

export interface SceneResult {
  readonly seed: number;
  /** How long faults befell it. */
  readonly stormSeconds: number;
  /** Until the last photo had left the phone for its job, the change of hands included. */
  readonly afterStormSeconds: number;
}
