/**
 * The order of the files: kind by kind, as a worker keeps what its files share (process, browser, prepared folder) only
 * while the next file is of the same kind; those that wait the most first, the longest first in each.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const KINDS = ['system', 'browser', 'unit', 'webkit'];

export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return KINDS.flatMap((kind) => sorted.filter(({ project }) => project.name === kind));
  }
}
