import { describe, expect, it } from 'vitest';
import { derivePhotoId } from '../../../edge/core/photo-id.ts';
import { isPhotoId } from '../../../origin/photo-key.ts';

describe('toPhotoId', () => {
  it('is the same UUID for the same capture', () => {
    expect(derivePhotoId('worker-1', 'j-1', 'capture-1')).toBe('0de5db6f-f484-84ea-b5e1-0f62394671ea');
  });

  it('is another for another person, job or capture', () => {
    const ids = [
      derivePhotoId('worker-1', 'j-1', 'capture-1'),
      derivePhotoId('worker-2', 'j-1', 'capture-1'),
      derivePhotoId('worker-1', 'j-2', 'capture-1'),
      derivePhotoId('worker-1', 'j-1', 'capture-2'),
      derivePhotoId('worker-1|j-1', 'x', 'capture-1'),
      derivePhotoId('worker-1', 'j-1|x', 'capture-1'),
    ];
    expect(new Set(ids.slice(0, 5)).size).toBe(5);
    expect(ids.every(isPhotoId)).toBe(true);
    expect(ids.every((id) => id[14] === '8' && /[89ab]/.test(id[19] ?? ''))).toBe(true);
  });
});
