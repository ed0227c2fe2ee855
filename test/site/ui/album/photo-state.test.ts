import { describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../../../edge/problem.ts';
import { en } from '../../../../site/i18n/en.ts';
import { enLazy } from '../../../../site/i18n/en-lazy.ts';
import { es } from '../../../../site/i18n/es.ts';
import { esLazy } from '../../../../site/i18n/es-lazy.ts';
import { createWords } from '../../../../site/i18n/translate.ts';
import type { StuckCode } from '../../../../site/outbox/entry.ts';
import { isRefusedByJob } from '../../../../site/outbox/job-refusal.ts';
import { judgeProblem } from '../../../../site/sender/judge-upload.ts';
import { describeState, toShownState } from '../../../../site/ui/album/photo-state.ts';

/** What the sender gives up on, by its own judgement. */
const GIVEN_UP: readonly StuckCode[] = [
  ...(Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => judgeProblem(code).kind === 'never'),
  'refused-by-storage',
  'photo-lost',
];
const ENGLISH = createWords('en', { ...en, ...enLazy });
const SPANISH = createWords('es', { ...es, ...esLazy });

describe('the words for a photo that the sender has given up on', () => {
  it.each(GIVEN_UP)('are those of who has to act: %s', (problem) => {
    const state = toShownState({ state: 'stuck', problem, isCutOff: true });
    const goesByItself = isRefusedByJob(problem);
    expect(describeState(state, 0, ENGLISH)).toBe(goesByItself ? 'Waits for job' : 'Needs you');
    expect(describeState(state, 0, SPANISH)).toBe(goesByItself ? 'Espera al trabajo' : 'Revísala');
  });

  it.each(GIVEN_UP)('promise nothing that the sender does not do: %s', (problem) => {
    const text = ENGLISH.say(`problem.${problem}`);
    expect(text).not.toMatch(/by itself|by themselves/);
  });

  it('are those of its state where it is on its way, or in its job, whatever its original met', () => {
    for (const state of ['saved', 'sending', 'delivered', 'in-job'] as const)
      expect(toShownState({ state, problem: 'access-denied', isCutOff: false })).toBe(state);
  });

  it('say that its file ends too early, wherever it is, but for its progress', () => {
    for (const state of ['saved', 'delivered', 'in-job'] as const)
      expect(toShownState({ state, problem: null, isCutOff: true })).toBe('cut-off');
    expect(toShownState({ state: 'sending', problem: null, isCutOff: true })).toBe('sending');
  });
});
