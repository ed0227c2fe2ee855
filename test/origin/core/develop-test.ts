/** A test of the pipeline: a pipeline of its own, and a way to develop all that a notification tells of. */
import { test } from 'vitest';
import { type DevelopmentOutcome, develop } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import type { PipelinePorts } from '../../../origin/core/ports.ts';
import { openTestPipeline } from '../open-pipeline.ts';

export const developTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('pipeline', async ({}, { onCleanup }) => {
    const pipeline = await openTestPipeline();
    onCleanup(() => pipeline.close());
    return pipeline;
  })
  .extend('developAll', ({ pipeline }) => async (notification: string, ports: PipelinePorts = pipeline.ports) => {
    const outcomes: DevelopmentOutcome[] = [];
    for (const version of parseNotification(notification)) outcomes.push(await develop(version, ports));
    return outcomes;
  });
