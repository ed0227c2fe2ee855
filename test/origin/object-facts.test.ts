import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addArrival,
  FILE_PARTS,
  formatEditTags,
  formatObjectMetadata,
  formatTicketTags,
  parseEditTags,
  parseObjectMetadata,
  STAGES,
  TYPED_CAPTURE,
} from '../../origin/records.ts';

const title = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const location = fc
  .record({ latitude: fc.integer({ min: -9e7, max: 9e7 }), longitude: fc.integer({ min: -18e7, max: 18e7 }) })
  .map(({ latitude, longitude }) => ({ latitude: latitude / 1e6, longitude: longitude / 1e6 }));

describe('object metadata', () => {
  it('reads back what it wrote, in printable ASCII', () => {
    const facts = fc.record(
      {
        job: fc.constant('j-1'),
        uploader: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        capture: fc.constant('capture-1'),
        takenAt: fc.constant('2026-11-22T12:00:00+01:00'),
        uploaderName: title,
        title,
        stage: fc.constantFrom(...STAGES),
        sha256: fc.constant('0'.repeat(64)),
        location,
        part: fc.constantFrom(...FILE_PARTS),
        files: fc.record({ preview: hex, photo: hex, original: hex }, { requiredKeys: ['photo'] }),
        arrivedAt: fc.constant('2026-11-22T12:00:00.000Z'),
        drawnOn: fc.constant('0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60'),
      },
      { requiredKeys: ['job', 'uploader'] },
    );
    fc.assert(
      fc.property(facts, (said) => {
        const metadata = formatObjectMetadata(said);
        expect(Object.values(metadata).join('')).toMatch(/^[\x20-\x7e]*$/);
        expect(parseObjectMetadata(metadata)).toEqual(said);
      }),
    );
  });

  it('keeps a title of 200 four-byte characters, beside the longest of all else, within S3’s 2 KB', () => {
    const longest = {
      job: 'j'.repeat(64),
      uploader: 'u'.repeat(352),
      uploaderName: '🏠'.repeat(24),
      capture: 'c'.repeat(64),
      takenAt: '2026-11-22T12:00:00.000000000+01:00',
      title: '🏠'.repeat(200),
      stage: 'receipt',
      location: { latitude: -89.123456789, longitude: -179.123456789, accuracy: 12345.678 },
      part: 'original',
    } as const;
    const promise = { preview: 'a'.repeat(64), photo: 'b'.repeat(64), original: 'c'.repeat(64) };
    const promised = formatObjectMetadata({ ...longest, sha256: 'c'.repeat(64), files: promise });
    // Only what promised no hash is given the name of its bytes later.
    const arrived = addArrival(formatObjectMetadata(longest), '2026-11-22T12:00:00.000Z');
    for (const metadata of [promised, arrived]) {
      const bytes = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
      expect(bytes).toBeLessThan(2048);
    }
  });

  it('writes the uploader of a token without a name as ever, and no mark in a subject is taken for a name', () => {
    expect(formatObjectMetadata({ job: 'j-1', uploader: 'a;b' }).uploader).toBe('a%3Bb');
    expect(parseObjectMetadata({ uploader: 'user-wes' })).toEqual({ uploader: 'user-wes' });
    expect(parseObjectMetadata({ uploader: 'user-wes;?' })).toEqual({ uploader: 'user-wes' });
  });

  it('says in readable words which file it is, of which, and when it came', () => {
    const job = { job: 'j-1', uploader: 'wes' };
    expect(formatObjectMetadata({ ...job, part: 'original' })).toEqual({ ...job, part: 'original' });
    expect(formatObjectMetadata({ ...job, part: 'photo', files: { photo: 'a'.repeat(64) } }).part).toBe(
      `photo;photo=${'q'.repeat(42)}o`,
    );
    const copy = addArrival({ ...job, title: '=?UTF-8?Q?Sof=C3=A1?=' }, '2026-11-22T12:00:00.000Z');
    expect(copy).toEqual({ ...job, title: '=?UTF-8?Q?Sof=C3=A1?=', part: ';;2026-11-22T12:00:00.000Z' });
    expect(addArrival(copy, '2026-11-23T12:00:00.000Z').part).toBe(';;2026-11-23T12:00:00.000Z');
    expect(formatObjectMetadata({ ...job, location: { latitude: 1, longitude: 2 } })['taken-at']).toBe(';1,2');
  });

  it.each([
    ['part', 'photo2'],
    ['part', ';photo=abc'],
    ['part', ';;2026-11-22T12:00:00Z'],
    ['part', ';;yesterday'],
    ['taken-at', '2026-11-22T12:00:00'],
    ['taken-at', '2026-13-22T12:00:00Z'],
    ['taken-at', '1970-01-01T00:00:00Z'],
    ['taken-at', '2026-11-22T12:00:00+24:00'],
    ['stage', 'during'],
    ['sha256', 'abc'],
    ['taken-at', ';91,0'],
    ['taken-at', ';0,181'],
    ['taken-at', ';1'],
    ['taken-at', ';1,2,3,4'],
    ['taken-at', ';1,2,-3'],
    ['taken-at', ';0x10,2'],
    ['taken-at', ';,'],
    ['title', '=?utf-8?'],
    ['uploader', '%E0%A4%A'],
  ])('takes %s %j for nothing said', (name, value) => {
    expect(parseObjectMetadata({ [name]: value })).toEqual({});
  });
});

describe('what was typed into S3’s own form', () => {
  const read = (title: string, stage = '') => parseObjectMetadata({ capture: TYPED_CAPTURE, title, stage });
  const typed = { capture: TYPED_CAPTURE };

  it('is plain text, and comes encoded where it is more than ASCII', () => {
    expect(read('Sofa', 'after')).toEqual({ ...typed, title: 'Sofa', stage: 'after' });
    expect(read('=?UTF-8?B?U29mw6EgYcOxbyDihJY1?=')).toEqual({ ...typed, title: 'Sofá año №5' });
    expect(read('=?UTF-8?Q?Sof=C3=A1?= =?UTF-8?Q?_a=C3=B1o?=')).toEqual({ ...typed, title: 'Sofá año' });
  });

  it('keeps 200 characters of a title and no more', () => {
    expect(read('a'.repeat(200)).title).toHaveLength(200);
    expect(read(`${'a'.repeat(199)} b`).title).toBe('a'.repeat(199));
    expect([...(read(`=?UTF-8?B?${Buffer.from('🏠'.repeat(201)).toString('base64')}?=`).title ?? '')]).toHaveLength(
      200,
    );
  });

  it('keeps no control characters and no marks that turn the text around', () => {
    expect(read('=?UTF-8?Q?a=00b=0D=0Ac=E2=80=AEd?=').title).toBe('a b c d');
    expect(read(' \t ')).toEqual(typed);
  });

  it('takes a stage that is none for nothing said', () => {
    expect(read('', 'during')).toEqual(typed);
    expect(read('', '<b>')).toEqual(typed);
    expect(read('', '')).toEqual(typed);
  });

  it('is a title as it stands: markup stays text, and base64url is not read', () => {
    expect(read('<script>alert(1)</script>').title).toBe('<script>alert(1)</script>');
    expect(read('U29mYQ').title).toBe('U29mYQ');
  });

  it('can be claimed by no client: its capture id is longer', () => {
    expect(TYPED_CAPTURE.length).toBeLessThan(8);
  });
});

describe('object tags', () => {
  it('write the part of a title that S3 takes', () => {
    expect(formatTicketTags({ title: 'Küche <1> & 🏠 Bad', stage: 'before' })).toEqual({
      Title: 'Küche  1      Bad',
      Stage: 'before',
    });
    expect(formatTicketTags({})).toEqual({});
  });

  it('read back an edit exactly, within S3’s bounds', () => {
    const edited = fc.record(
      {
        title: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 })),
        stage: fc.option(fc.constantFrom(...STAGES)),
        revision: fc.integer({ min: 1, max: 1e6 }),
        deleted_at: fc
          .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
          .map((date) => date.toISOString()),
      },
      { requiredKeys: ['title', 'stage', 'revision'] },
    );
    fc.assert(
      fc.property(edited, (facts) => {
        const tags = formatEditTags(facts);
        expect(Object.keys(tags).length).toBeLessThanOrEqual(10);
        for (const value of Object.values(tags)) expect(value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u);
        expect(parseEditTags(tags)).toEqual(facts);
      }),
    );
  });

  it('hold the longest title whole', () => {
    const deleted_at = '2026-11-22T12:00:00.000Z';
    const facts = { title: '🏠'.repeat(200), stage: 'receipt', revision: 1, deleted_at } as const;
    expect(parseEditTags(formatEditTags(facts))).toEqual(facts);
    expect(Object.keys(formatEditTags(facts)).length).toBeLessThanOrEqual(10);
  });

  it.each(['', 'yesterday', '2026-11-22T12:00:00Z'])('date no deletion: %j', (DeletedAt) => {
    expect(parseEditTags({ Revision: '1', DeletedAt })).toEqual({ title: null, stage: null, revision: 1 });
  });

  it.each([{}, { Title: 'a' }, { Revision: '0' }, { Revision: 'x' }, { Revision: '1.5' }])(
    'tell of no edit: %j',
    (tags) => {
      expect(parseEditTags(tags)).toBeNull();
    },
  );
});
