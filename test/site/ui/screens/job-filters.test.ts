import { noChange, type TemplateResult } from 'lit-html';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../site/i18n/en.ts';
import { enLazy } from '../../../../site/i18n/en-lazy.ts';
import { createWords } from '../../../../site/i18n/translate.ts';
import type { LazyView } from '../../../../site/ui/context.ts';
import { NO_FILTER } from '../../../../site/ui/listings/job-filter.ts';
import { jobFilters } from '../../../../site/ui/screens/job-filters.ts';
import type { JobFilter } from '../../../../site/ui/state/app-state.ts';

/** What the markup says of whether the filters are open. */
function isOpenWith(filter: JobFilter | undefined): unknown {
  const words = createWords('en', { ...en, ...enLazy });
  const view = { words, filter, jobs: { items: [] }, actions: {} } as unknown as LazyView;
  const details = jobFilters(view, true).values.at(-1) as TemplateResult;
  expect(details.strings[0]).toMatch(/<details .*\?open=$/);
  return details.values[0];
}

describe('the filters of the list', () => {
  it('are open where something is chosen, and are left as they are when that is taken back', () => {
    expect(isOpenWith({ ...NO_FILTER, status: 'closed' })).toBe(true);
    expect(isOpenWith(undefined)).toBe(noChange);
  });
});
