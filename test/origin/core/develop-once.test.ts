import { hash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { formatThumbKey } from '../../../origin/photo-key.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import { photoIdOf, type TestPipeline } from '../open-pipeline.ts';
import { PHOTO_ID } from '../pipeline-contents.ts';
import { developTest as it } from './develop-test.ts';
import { breakOff, interrupt } from './faulty-ports.ts';

const THUMB = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID }, 320);
const PREVIEW = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID }, 1280);

describe('develop, once', () => {
  it('ends the same in any order of events, each sent twice, ten times over', async ({ pipeline, developAll }) => {
    const events: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const photoId = photoIdOf(index % 3);
      const bytes = await drawNoise(90 + index, 60, index)
        .jpeg()
        .toBuffer();
      const sha256 = hash('sha256', bytes);
      events.push(await pipeline.upload(bytes, { photoId, facts: { title: `photo ${index}`, sha256 } }));
    }
    for (const event of events) await developAll(event);
    const expected = await readState(pipeline);
    expect(expected.records.map(({ width }) => width)).toEqual([93, 94, 95]);
    for (let round = 0; round < 10; round += 1) {
      await clearState(pipeline);
      for (const event of shuffle([...events, ...events], round)) await developAll(event);
      expect(await readState(pipeline)).toEqual(expected);
    }
  });

  it('makes one record, one version of each image and one audit log when two workers have one event', async ({
    pipeline,
    developAll,
  }) => {
    const event = await pipeline.upload(await drawNoise(400, 300, 1).jpeg().toBuffer());
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => developAll(event)));
    for (const outcome of outcomes.flat()) expect(['ready', 'repeated']).toContain(outcome);
    expect(await pipeline.readRecords()).toHaveLength(1);
    expect(await pipeline.readAudit()).toHaveLength(1);
    expect(await pipeline.listVersions('thumbs/')).toEqual([PREVIEW, THUMB].sort());
  });

  it('lets the later version win when its worker overtakes that of the earlier one', async ({
    pipeline,
    developAll,
  }) => {
    const early = await pipeline.upload(await drawNoise(80, 60, 1).jpeg().toBuffer());
    const late = await pipeline.upload(await drawNoise(60, 80, 2).jpeg().toBuffer());
    const ports = interrupt(pipeline.ports, 'writeDerived', async () => {
      await developAll(late);
    });
    expect(await developAll(early, ports)).toEqual(['superseded']);
    expect(await pipeline.readRecords()).toMatchObject([{ width: 60, height: 80 }]);
    expect(await sharp((await pipeline.readObject(THUMB)).bytes).metadata()).toMatchObject({ width: 60, height: 80 });
    expect(await sharp((await pipeline.readObject(PREVIEW)).bytes).metadata()).toMatchObject({ width: 60 });
  });

  it('asks the bucket for the order where the record knows no sequencer', async ({ pipeline, developAll }) => {
    const early = await pipeline.upload(await drawNoise(80, 60, 1).jpeg().toBuffer());
    const late = await pipeline.upload(await drawNoise(60, 80, 2).jpeg().toBuffer());
    await developAll(late);
    const [record] = await pipeline.readRecords();
    if (!record) throw new Error('no record');
    await pipeline.putRecord({ ...record, sequencer: null });
    expect(await developAll(early)).toEqual(['superseded']);
    expect(await developAll(late)).toEqual(['repeated']);
    expect(await pipeline.readRecords()).toEqual([{ ...record, sequencer: null }]);
  });
});

describe('develop, after a crash', () => {
  const STEPS = ['find', 'read', 'readEdits', 'inspect', 'render', 'writeDerived', 'replace', 'append'] as const;

  it.for(STEPS.flatMap((step) => [`before ${step}`, `after ${step}`]))(
    'ends the same that broke off %s',
    async (place, { pipeline, developAll }) => {
      const [moment = '', step = ''] = place.split(' ');
      const bytes = await drawNoise(200, 150, 5).jpeg().toBuffer();
      const sha256 = hash('sha256', bytes);
      const event = await pipeline.upload(bytes, { facts: { sha256 } });
      await developAll(event);
      const expected = await readState(pipeline);
      for (const broken of [1, 2]) {
        await clearState(pipeline);
        const ports = breakOff(pipeline.ports, step, { moment, call: broken });
        const outcome = await developAll(event, ports).catch((error: unknown) => error);
        const isCalledOnce = ['read', 'readEdits', 'inspect', 'render', 'find'].includes(step);
        expect(outcome instanceof Error).toBe(!(isCalledOnce && broken === 2));
        await developAll(event);
        expect(await readState(pipeline)).toEqual(expected);
      }
    },
  );
});

/** All that a reader could see, without what S3 numbers itself. */
async function readState(pipeline: TestPipeline) {
  const keys = await pipeline.listVersions('thumbs/');
  const images = await Promise.all(
    [...new Set(keys)].map(async (key) => [key, hash('sha256', (await pipeline.readObject(key)).bytes)]),
  );
  return { records: await pipeline.readRecords(), audit: await pipeline.readAudit(), images };
}

/** Takes away all that was developed; only the originals stay. */
async function clearState(pipeline: TestPipeline): Promise<void> {
  await pipeline.clearTables();
  await pipeline.clearDerived();
}

function shuffle<T>(values: readonly T[], seed: number): T[] {
  let state = seed + 1;
  const drawn = values.map((value) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return { value, rank: state };
  });
  return drawn.sort((left, right) => left.rank - right.rank).map(({ value }) => value);
}
