import { describe, expect, it } from 'vitest';
import { parseCaptureDraft } from '../../../../site/ui/capture/capture-draft.ts';
import { NO_DRAFT } from '../../../../site/ui/state/app-state.ts';

describe('parseCaptureDraft', () => {
  it('reads stage and title, and opens the title that is there', () => {
    expect(parseCaptureDraft('{"stage":"after","title":"Left side"}')).toEqual({
      stage: 'after',
      title: 'Left side',
      titleOpen: true,
    });
  });

  it.each([null, '', 'null', '{', '[]', '"x"', '{"stage":"lunch","title":7}'])('takes %j for no draft', (text) => {
    expect(parseCaptureDraft(text)).toEqual(NO_DRAFT);
  });
});
