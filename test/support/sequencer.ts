/**
 * The order of the files: kind by kind, as a worker keeps what its files share (process, browser, prepared folder) only
 * while the next file is of the same kind; those that wait the most first, the longest first in each. How long they took the
 * last time is known where they ran before; elsewhere, as in a fresh clone, the larger file counts as the longer.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const KINDS = ['system', 'browser', 'unit', 'webkit'];

/** Files that take longer than their size tells, the longest first: one of them alone at the end would be waited for. */
const LONG = [
  'test/browser/sender/dead-uploads.test.ts',
  'test/browser/sender/slow-network.test.ts',
  'test/browser/outbox/copies.test.ts',
  'test/browser/outbox/lost-database.test.ts',
  'test/browser/create-phone.test.ts',
  'test/system/ui/leaving.test.ts',
  'test/system/phone/chaos.test.ts',
  'test/system/phone/background.test.ts',
  'test/system/nothing-unseen/nothing-unseen.test.ts',
  'test/system/filled-run.test.ts',
  'test/system/phone/taken-off.test.ts',
  'test/system/phone/complaints.test.ts',
  'test/infra/operate/operate.test.ts',
  'test/infra/operate/jobs.test.ts',
  'test/infra/operate/fill.test.ts',
  'test/infra/synthesize.test.ts',
  'test/origin/core/develop-once.test.ts',
  'test/edge/routes/change-killed.test.ts',
  'test/edge/booking/histories.test.ts',
];

export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const places = new Map(LONG.map((path, index) => [path, index]));
    const placeOf = ({ moduleId, project }: TestSpecification) =>
      places.get(relative(project.config.root, moduleId)) ?? LONG.length;
    const sorted = (await super.sort(files)).toSorted((left, right) => placeOf(left) - placeOf(right));
    return KINDS.flatMap((kind) => sorted.filter(({ project }) => project.name === kind));
  }
}
