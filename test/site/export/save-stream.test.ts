import { afterEach, describe, expect, it, vi } from 'vitest';
import { canStream, chooseSave } from '../../../site/export/save-stream.ts';

/** A file that the user has chosen, and what became of it. */
function stubPicker() {
  const written: Uint8Array[] = [];
  const ends: string[] = [];
  const asked: unknown[] = [];
  const createWritable = async () =>
    new WritableStream<Uint8Array>({
      write: (chunk) => void written.push(chunk),
      close: () => void ends.push('closed'),
      abort: () => void ends.push('aborted'),
    });
  vi.stubGlobal('showSaveFilePicker', async (options: unknown) => {
    asked.push(options);
    return { createWritable };
  });
  return { asked, ends, read: () => Buffer.concat(written).toString() };
}

const toStream = (...parts: readonly (string | Error)[]) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = parts[0];
      parts = parts.slice(1);
      if (next === undefined) controller.close();
      else if (typeof next === 'string') controller.enqueue(new TextEncoder().encode(next));
      else controller.error(next);
    },
  });

afterEach(() => vi.unstubAllGlobals());

describe('chooseSave', () => {
  it('streams into the file that was chosen, under the name that was proposed', async () => {
    const file = stubPicker();
    expect(canStream()).toBe(true);
    const save = await chooseSave('photos.zip');
    await save?.(toStream('a', 'b'));
    expect([file.asked, file.read(), file.ends]).toEqual([[{ suggestedName: 'photos.zip' }], 'ab', ['closed']]);
  });

  it('leaves no half file where the stream breaks off', async () => {
    const file = stubPicker();
    const save = await chooseSave('photos.zip');
    await expect(save?.(toStream('a', new Error('stopped')))).rejects.toThrow('stopped');
    expect(file.ends).toEqual(['aborted']);
  });

  it('does nothing where the user has changed their mind', async () => {
    vi.stubGlobal('showSaveFilePicker', async () => {
      throw new DOMException('', 'AbortError');
    });
    expect(await chooseSave('photos.zip')).toBeNull();
  });

  it('goes through memory where no file can be chosen', async () => {
    expect(canStream()).toBe(false);
    expect(await chooseSave('photos.zip')).toBeTypeOf('function');
  });
});
