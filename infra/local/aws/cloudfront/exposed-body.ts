/** Shows a function the start of a request's body and still lets the whole of it go on to the origin. */
import { Readable } from 'node:stream';
import type { ExposedBody } from './lambda-edge-event.ts';

export interface OpenedBody {
  readonly exposed: ExposedBody;
  /** The whole body again, what was read and what is still to come. */
  readonly whole: Buffer | Readable;
}

/** Reads until the limit is passed or the body ends. */
export async function openBody(body: Readable, limitBytes: number): Promise<OpenedBody> {
  const iterator: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let size = 0;
  while (size <= limitBytes) {
    const next = await iterator.next();
    if (next.done) {
      const whole = Buffer.concat(chunks);
      return { exposed: { data: whole, isTruncated: false }, whole };
    }
    chunks.push(next.value);
    size += next.value.length;
  }
  const data = Buffer.concat(chunks).subarray(0, limitBytes);
  return {
    exposed: { data, isTruncated: true },
    whole: Readable.from(replay(chunks, iterator), { objectMode: false }),
  };
}

async function* replay(chunks: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
