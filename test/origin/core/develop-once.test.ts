import { hash } from 'node:crypto';
import { describe, expect } from 'vitest';
import { formatThumbKey } from '../../../origin/photo-key.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import { photoIdOf, type TestPipeline } from '../open-pipeline.ts';
import { NAME } from './develop-case.ts';
import { developTest as it } from './develop-test.ts';
import { breakOff, interrupt } from './faulty-ports.ts';

describe('develop, once', () => {
  it('ends the same in any order of events, each sent twice, ten times over', async ({ pipeline, developAll }) => {
    const events: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const photoId = photoIdOf(index % 3);
      const bytes = await drawNoise(90 + index, 60, index)
        .jpeg()
        .toBuffer();
      const sha256 = hash('sha256', bytes);
      events.push(
        await pipeline.upload(bytes, {
          photoId,
          facts: { title: `photo ${index}`, sha256, arrivedAt: toArrival(index) },
        }),
      );
    }
    for (const event of events) await developAll(event);
    const expected = await readState(pipeline);
    expect(expected.records.map(({ width }) => width)).toEqual([90, 91, 92]);
    expect(expected.audit.filter(({ action }) => action === 'later-upload')).toHaveLength(3);
    for (let round = 0; round < 10; round += 1) {
      await clearState(pipeline);
      for (const event of shuffle([...events, ...events], round)) await developAll(event);
      const state = await readState(pipeline);
      // Of a later upload that was seen before the first file, images were made too; nothing names them any more.
      expect({ ...state, images: [] }).toEqual({ ...expected, images: [] });
      expect(state.images).toEqual(expect.arrayContaining(expected.images));
    }
  });

  it('makes one record, one version of each image and one audit log when two workers have one event', async ({
    pipeline,
    developAll,
  }) => {
    const photo = await drawNoise(400, 300, 1).jpeg().toBuffer();
    const event = await pipeline.upload(photo);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => developAll(event)));
    for (const outcome of outcomes.flat()) expect(['ready', 'repeated']).toContain(outcome);
    expect(await pipeline.readRecords()).toHaveLength(1);
    expect(await pipeline.readAudit()).toHaveLength(2);
    expect(await pipeline.listVersions('thumbs/')).toEqual(
      [1280, 320].map((width) => formatThumbKey({ ...NAME, sha256: hash('sha256', photo) }, width)),
    );
  });

  it('lets the first file win when the worker of the later one overtakes its own', async ({ pipeline, developAll }) => {
    const early = await pipeline.upload(await drawNoise(80, 60, 1).jpeg().toBuffer(), {
      facts: { arrivedAt: toArrival(1) },
    });
    const late = await pipeline.upload(await drawNoise(60, 80, 2).jpeg().toBuffer(), {
      facts: { arrivedAt: toArrival(2) },
    });
    const ports = interrupt(pipeline.ports, 'replace', async () => {
      await developAll(late);
    });
    expect(await developAll(early, ports)).toEqual(['ready']);
    expect(await pipeline.readRecords()).toMatchObject([{ width: 80, height: 60, files: [{}, {}] }]);
  });

  it('takes back what sends the same bytes once more, with other words: the first ticket counts', async ({
    pipeline,
    developAll,
  }) => {
    const photo = await drawNoise(80, 60, 1).jpeg().toBuffer();
    const early = await pipeline.upload(photo, { facts: { title: 'first' } });
    const replay = await pipeline.upload(photo, { facts: { title: 'second' } });
    expect(await developAll(replay)).toEqual(['ready']);
    const expected = await pipeline.readRecords();
    expect(expected).toMatchObject([{ title: 'first' }]);
    for (const event of [early, replay]) expect((await developAll(event))[0]).toBe('repeated');
    expect(await pipeline.readRecords()).toEqual(expected);
    expect(await pipeline.listVersions('jobs/')).toHaveLength(1);
    expect((await pipeline.readAudit()).filter(({ detail }) => detail.repeated)).toHaveLength(1);
  });
});

describe('develop, after a crash', () => {
  const STEPS = [
    'list',
    'find',
    'read',
    'readEdits',
    'inspect',
    'render',
    'writeDerived',
    'replace',
    'append',
  ] as const;

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
        const isCalledOnce = ['read', 'readEdits', 'inspect', 'render'].includes(step);
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

/** The bucket tells seconds: what a test sends within one is told apart by what its copy says. */
function toArrival(second: number): string {
  return new Date(Date.parse('2026-11-22T12:00:00.000Z') + second * 1000).toISOString();
}
