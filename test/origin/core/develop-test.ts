/** A test of the pipeline: a darkroom of its own, and a way to develop all that a notification tells of. */
import { test } from 'vitest';
import { type DarkroomPorts, develop, type Outcome } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { openDarkroom } from '../open-darkroom.ts';

export const developTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('darkroom', async ({}, { onCleanup }) => {
    const darkroom = await openDarkroom();
    onCleanup(() => darkroom.close());
    return darkroom;
  })
  .extend('developAll', ({ darkroom }) => async (notification: string, ports: DarkroomPorts = darkroom.ports) => {
    const outcomes: Outcome[] = [];
    for (const version of parseNotification(notification)) outcomes.push(await develop(version, ports));
    return outcomes;
  });
