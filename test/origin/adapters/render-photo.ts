/** Photos through the renderer, as the pipeline develops them. */
import sharp from 'sharp';
import { createSharpRenderer } from '../../../origin/adapters/sharp-renderer.ts';
import { inspectPhoto } from '../../../origin/core/inspect-photo.ts';
import { UnreadableError } from '../../../origin/core/ports.ts';

export const renderer = createSharpRenderer();

export async function renderPhoto(bytes: Uint8Array) {
  const { type, head, camera } = await inspectPhoto(bytes, renderer);
  return { type, head, camera, ...(await renderer.render(bytes, type)) };
}

export async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof UnreadableError ? error.reason : `no UnreadableError: ${error}`;
}

/** Format and size of thumbnail and preview. */
export async function sizesOf({ thumb, preview }: { thumb: Uint8Array; preview: Uint8Array }): Promise<string[]> {
  const heads = await Promise.all([thumb, preview].map((image) => sharp(image).metadata()));
  return heads.map(({ format, width, height }) => `${format} ${width}×${height}`);
}
