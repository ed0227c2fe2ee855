import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePhotoId } from '../../../edge/core/photo-id.ts';
import { hash } from '../../../site/outbox/hash.ts';
import { predictPhotoId } from '../../../site/sender/predict-photo-id.ts';

describe('predictPhotoId', () => {
  it('names a capture as the edge does', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (subject, jobId, captureId) => {
        expect(await predictPhotoId({ subject, jobId, id: captureId }, hash)).toBe(
          derivePhotoId(subject, jobId, captureId),
        );
      }),
    );
  });
});
