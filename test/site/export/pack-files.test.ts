import { createHash } from 'node:crypto';
import { makeZip } from 'client-zip';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../edge/app-error.ts';
import { FACT_NAMES, LIST_NAME, type Packed, packFiles } from '../../../site/export/pack-files.ts';
import { readZip } from '../../support/read-zip.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A photo whose bytes are its id; one of an id that begins with `!` cannot be read. */
function toPacked(id: string, begun: string[] = []): Packed {
  return {
    id,
    name: `${id}.jpg`,
    takenAt: NOW,
    facts: FACT_NAMES.map((fact) => (fact === 'photo_id' ? id : null)),
    async read() {
      begun.push(id);
      if (id.startsWith('!')) throw new AppError('not-found');
      return { bytes: new TextEncoder().encode(id), sha256: hash(id) };
    },
  };
}

function pack(ids: readonly string[], controller = new AbortController()) {
  const told: string[] = [];
  const begun: string[] = [];
  const files = packFiles(
    ids.map((id) => toPacked(id, begun)),
    {
      signal: controller.signal,
      now: NOW,
      toCode: (error) => (error instanceof AppError ? error.code : 'internal'),
      done: ({ id }, problem) => told.push(`${id} ${problem}`),
    },
  );
  return { files, told, begun, controller };
}

describe('packFiles', () => {
  it('makes an archive of the very bytes, with a list of hashes that is the last file', async () => {
    const { files, told } = pack(['a', 'b', 'c', 'd', 'e']);
    const zip = await readZip(Buffer.from(await new Response(makeZip(files)).arrayBuffer()));
    expect([...zip.keys()]).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg', LIST_NAME]);
    expect(zip.get('d.jpg')?.toString()).toBe('d');
    const list: Record<string, string>[] = parse(zip.get(LIST_NAME) ?? '', { bom: true, columns: true });
    expect(list.map(({ file, photo_id, sha256, bytes }) => [file, photo_id, sha256, bytes])).toContainEqual([
      'c.jpg',
      'c',
      hash('c'),
      '1',
    ]);
    expect(told).toEqual(['a null', 'b null', 'c null', 'd null', 'e null']);
  });

  it('goes on past what cannot be read, and names it in the list', async () => {
    const { files, told } = pack(['a', '!lost', 'c']);
    const zip = await readZip(Buffer.from(await new Response(makeZip(files)).arrayBuffer()));
    expect([...zip.keys()]).toEqual(['a.jpg', 'c.jpg', LIST_NAME]);
    const list: Record<string, string>[] = parse(zip.get(LIST_NAME) ?? '', { bom: true, columns: true });
    expect(list[1]).toMatchObject({ file: '', photo_id: '!lost', problem: 'not in this archive: not-found' });
    expect(told).toContain('!lost not-found');
  });

  it('reads three ahead and no more', async () => {
    const { files, begun } = pack(['a', 'b', 'c', 'd', 'e', 'f']);
    await files.next();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    await files.next();
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('breaks the stream off when it is stopped: no half archive passes for a whole one', async () => {
    const { files, controller } = pack(['a', 'b', 'c', 'd', 'e']);
    const reader = makeZip(files).getReader();
    await reader.read();
    controller.abort();
    const drain = async () => {
      while (!(await reader.read()).done);
    };
    await expect(drain()).rejects.toThrow();
  });
});
