import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S3Error } from '../../../../../infra/local/aws/s3/errors.ts';
import { parseBoundary, parsePostForm } from '../../../../../infra/local/aws/s3/post-form.ts';

const HEAD = 'Content-Disposition: form-data; name=';

function formatForm(value: string, file: string): string {
  return `--b\r\n${HEAD}"key"\r\n\r\n${value}\r\n--b\r\n${HEAD}"file"; filename="a.jpg"\r\n\r\n${file}\r\n--b--\r\n`;
}

/** Parses a body that arrives in pieces of the given length, and reads the file to its end. */
async function parse(body: string, pieceBytes = body.length) {
  async function* source(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const { fields, file } = await parsePostForm(source(), 'b');
  const chunks: Buffer[] = [];
  for await (const chunk of file?.content ?? []) chunks.push(chunk);
  return { fields, filename: file?.filename ?? null, file: Buffer.concat(chunks).toString() };
}

async function refusal(body: string): Promise<string> {
  return parse(body).then(
    () => 'none',
    (error: unknown) => (error instanceof S3Error ? error.code : String(error)),
  );
}

describe('parsePostForm', () => {
  it('gives the same form however its bytes arrive', async () => {
    const text = fc.string({ unit: fc.constantFrom('\r', '\n', '-', 'b', 'ü', 'x') });
    const sound = text.filter((one) => !`\r\n${one}`.includes('\r\n--b'));
    await fc.assert(
      fc.asyncProperty(sound, sound, fc.integer({ min: 1, max: 64 }), async (value, file, pieceBytes) => {
        expect(await parse(formatForm(value, file), pieceBytes)).toEqual({
          fields: [{ name: 'key', value }],
          filename: 'a.jpg',
          file,
        });
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('takes 20,480 bytes before the file and not one more', async () => {
    const before = (value: string): number => Buffer.byteLength(formatForm(value, '').split('\r\n--b--')[0] ?? '');
    // The scanner counts the line break that stands for the start of the body.
    const room = 20_480 - before('') - 2;
    expect(await refusal(formatForm('x'.repeat(room), 'hello'))).toBe('none');
    expect(await refusal(formatForm('x'.repeat(room + 1), 'hello'))).toBe('MaxPostPreDataLengthExceededError');
  });

  it.each([
    [`${HEAD}"file"; filename="a \\"b\\".jpg"`, 'a "b".jpg'],
    [`${HEAD}"file"; filename="a %22b%22.jpg"`, 'a "b".jpg'],
    [`${HEAD}"file"; filename=plain.jpg`, 'plain.jpg'],
    [`content-type: image/jpeg\r\ncontent-disposition:form-data;filename="写真.jpg";name=file`, '写真.jpg'],
    [`${HEAD}"file"`, ''],
  ])('reads the filename of %s', async (header, filename) => {
    expect(await parse(`--b\r\n${header}\r\n\r\nhello\r\n--b--`)).toMatchObject({ filename, file: 'hello' });
  });

  it('gives a form without a file as one', async () => {
    expect(await parse(`--b\r\n${HEAD}"key"\r\n\r\na\r\n--b--`)).toMatchObject({ filename: null });
  });
});

describe('attack: forms that two readers could read in two ways', () => {
  it.each([
    ['nothing at all', ''],
    ['no closing boundary', formatForm('a', 'hello').replace('--b--', '')],
    ['a part without headers before another', `--b\r\n\r\n\r\n${formatForm('a', 'hello')}`],
    ['a part that is no form data', formatForm('a', 'hello').replace('form-data', 'attachment')],
    ['a boundary that runs on', formatForm('a', 'x\r\n--bc')],
  ])('refuses %s', async (_, body) => {
    expect(await refusal(body)).toBe('MalformedPOSTRequest');
  });
});

describe('parseBoundary', () => {
  it.each<[string | null, string | null]>([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data;boundary="a b"', 'a b'],
    ['multipart/form-data; charset=utf-8; boundary=abc', 'abc'],
    ['multipart/form-data', null],
    ['multipart/form-data; boundary=', null],
    [`multipart/form-data; boundary=${'a'.repeat(71)}`, null],
    ['multipart/mixed; boundary=abc', null],
    [null, null],
  ])('reads %s as %s', (contentType, boundary) => {
    expect(parseBoundary(contentType)).toBe(boundary);
  });
});
