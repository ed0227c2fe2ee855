/** Random histories of a crew, an office, a pipeline that dies and operators who rebuild, against the rules; and each rule, broken on purpose. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelinePorts } from '../../../origin/core/ports.ts';
import { formatFileFacts, parseFileFacts } from '../../../origin/file-facts.ts';
import { OBJECT_METADATA } from '../../../origin/records.ts';
import { Crew, type PlantedFault, type Sending } from './crew.ts';
import { checkRules, JOBS } from './rules.ts';

type Step =
  | { readonly kind: 'send'; readonly sending: Sending }
  | { readonly kind: 'replay'; readonly index: number }
  | { readonly kind: 'deliver'; readonly index: number; readonly calls: number | undefined }
  | { readonly kind: 'repeat'; readonly index: number }
  | { readonly kind: 'edit' | 'delete' | 'restore'; readonly photo: number; readonly dies: number }
  | { readonly kind: 'move'; readonly photo: number; readonly to: string; readonly steps: number }
  | { readonly kind: 'reindex'; readonly calls: number | undefined };

const content = fc.integer({ min: 0, max: 4 });
const photo = fc.integer({ min: 0, max: 1 });
const index = fc.nat(20);
const calls = fc.option(fc.nat(14), { nil: undefined, freq: 2 });

const sending: fc.Arbitrary<Sending> = fc.record({
  photo,
  part: fc.constantFrom('preview' as const, 'photo' as const, 'photo' as const, 'original' as const),
  bytes: content,
  named: fc.option(fc.tuple(content, content, content)),
  isUnnamed: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  type: fc.constantFrom('image/jpeg' as const, 'image/jpeg' as const, 'image/png' as const),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: sending.map((one) => ({ kind: 'send' as const, sending: one })) },
  { weight: 2, arbitrary: index.map((at) => ({ kind: 'replay' as const, index: at })) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver' as const), index, calls }) },
  { weight: 1, arbitrary: index.map((at) => ({ kind: 'repeat' as const, index: at })) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('edit' as const, 'delete' as const, 'delete' as const, 'restore' as const),
      photo,
      dies: fc.constantFrom(3, 3, 1, 2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      photo,
      to: fc.constantFrom(...JOBS),
      steps: fc.constantFrom(2, 2, 1),
    }),
  },
  { weight: 1, arbitrary: calls.map((many) => ({ kind: 'reindex' as const, calls: many })) },
);

async function live(steps: readonly Step[], fault?: PlantedFault): Promise<void> {
  const crew = new Crew(fault);
  for (const one of steps) await take(crew, one);
  await crew.settle();
  await checkRules(crew);
}

/** A ticket names what it is for: what it sends is among the files that it names, as the edge demands. */
function toTicket(one: Sending): Sending {
  if (one.named === null) return one;
  const [preview, working, original] = one.named;
  const own = {
    preview: [one.bytes, working, original],
    photo: [preview, one.bytes, original],
    original: [preview, working, one.bytes],
  };
  return { ...one, named: own[one.part] as unknown as Sending['named'] };
}

async function take(crew: Crew, one: Step): Promise<void> {
  switch (one.kind) {
    case 'send':
      return crew.send(toTicket(one.sending));
    case 'replay': {
      const old = crew.uploads[one.index % Math.max(1, crew.uploads.length)];
      return old && crew.send(old);
    }
    case 'deliver':
      return crew.deliver(one.index, one.calls);
    case 'repeat':
      return crew.repeat(one.index);
    case 'reindex':
      return crew.reindex({ isLost: false, ...(one.calls === undefined ? {} : { calls: one.calls }) });
    case 'move':
      return crew.move(one.photo, one.to, one.steps);
    case 'edit':
      return void crew.change(one.photo, { title: `edited ${crew.nowMs}` });
    default: {
      // Who asks for a deletion gets no answer when it dies, and asks again.
      const change = { deleted: one.kind === 'delete' };
      const isBegun = crew.change(one.photo, change, one.dies);
      if (isBegun && one.dies < 3) crew.change(one.photo, change);
    }
  }
}

const jpeg = { photo: 1, named: null, isUnnamed: false, type: 'image/jpeg' } as const;
const send = (one: Pick<Sending, 'part' | 'bytes'> & Partial<Sending>): Step => ({
  kind: 'send',
  sending: { ...jpeg, ...one },
});

/** What random histories have found, in the order of their finding. */
const HISTORIES: readonly Step[][] = [
  // Two files told of one revision in different words, and a reindex took either.
  [
    send({ part: 'preview', bytes: 0 }),
    send({ part: 'preview', bytes: 3 }),
    { kind: 'deliver', index: 1, calls: undefined },
    { kind: 'delete', photo: 1, dies: 3 },
  ],
  // The photo's bytes turned out to have come before, as a preview: nothing made images of what was shown then.
  [
    send({ part: 'preview', bytes: 1, isUnnamed: true }),
    send({ part: 'photo', bytes: 1 }),
    send({ part: 'photo', bytes: 0 }),
    { kind: 'deliver', index: 0, calls: 0 },
  ],
  // A photo went and came back before the pipeline had heard of it: nothing made images of what had never left.
  [
    send({ part: 'preview', bytes: 1 }),
    { kind: 'deliver', index: 0, calls: undefined },
    { kind: 'move', photo: 1, to: 'j-3', steps: 2 },
    { kind: 'move', photo: 1, to: 'j-1', steps: 2 },
  ],
];

const histories = fc.array(step, { minLength: 1, maxLength: 30 });
const withPhotos = (ports: PipelinePorts, photos: Partial<PipelinePorts['photos']>): PipelinePorts => ({
  ...ports,
  photos: { ...ports.photos, ...photos },
});

describe('the storage contract', () => {
  it('holds in every history', async () => {
    await fc.assert(
      fc.asyncProperty(histories, (steps) => live(steps)),
      { numRuns: 1000, seed: 20_261_122, examples: HISTORIES.map((steps): [Step[]] => [steps]) },
    );
  });
});

describe('a planted fault is found', () => {
  const faults: Record<string, PlantedFault> = {
    'the last version of a key counts': (ports) =>
      withPhotos(ports, { list: async (prefix) => [...(await ports.photos.list(prefix))].reverse() }),
    'a copy forgets when its bytes came': (ports) =>
      withPhotos(ports, {
        readFacts: async (version) => forgetFact(await ports.photos.readFacts(version), 'arrivedAt'),
        read: async (version) => forgetFact(await ports.photos.read(version), 'arrivedAt'),
      }),
    'the promise of the first ticket is not read': (ports) =>
      withPhotos(ports, {
        read: async (version) => {
          const photo = await ports.photos.read(version);
          return photo && forgetFact(photo, 'files');
        },
      }),
    'what comes under a deleted photo is not hidden': (ports) => withPhotos(ports, { hide: async () => {} }),
    'a replay stays on top': (ports) => withPhotos(ports, { remove: async () => {} }),
    'the tags are not read when the table was lost': (ports) => withPhotos(ports, { readEdits: async () => null }),
    'the tags do not follow the photo': (ports) => withPhotos(ports, { writeEdits: async () => {} }),
    'an older record overwrites a newer one': (ports) => ({
      ...ports,
      records: {
        ...ports.records,
        replace: async (_, record) => {
          const current = await ports.records.find({ jobId: record.job_id, photoId: record.photo_id });
          const { deleted_at: _deleted, expires_at: _expires, ...revived } = record;
          return ports.records.replace(current, revived);
        },
      },
    }),
    'who sent something later is not logged': (ports) => ({
      ...ports,
      audit: { append: async (event) => (event.action === 'later-upload' ? undefined : ports.audit.append(event)) },
    }),
    'what is written of a move is not read': (ports) => withPhotos(ports, { readMove: async () => null }),
    'the old job keeps the images of a photo that has left': (ports) =>
      withPhotos(ports, { hide: async (keys) => ports.photos.hide(keys.filter((key) => !key.startsWith('thumbs/'))) }),
    'no images are made': (ports) => withPhotos(ports, { writeDerived: async () => {} }),
  };

  it.each(Object.entries(faults))('%s', async (_, fault) => {
    const property = fc.asyncProperty(histories, (steps) => live(steps, fault));
    const result = await fc.check(property, { numRuns: 1000, seed: 20_261_122, endOnFailure: true });
    expect(result.failed).toBe(true);
  });
});

function forgetFact<Facts extends { readonly metadata: Readonly<Record<string, string>> }>(
  facts: Facts | null,
  name: 'files' | 'arrivedAt',
): Facts | null {
  if (!facts) return null;
  const { [name]: _forgotten, ...others } = parseFileFacts(facts.metadata[OBJECT_METADATA.part]);
  return { ...facts, metadata: { ...facts.metadata, [OBJECT_METADATA.part]: formatFileFacts(others) } };
}
