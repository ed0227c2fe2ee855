import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEncodedWords } from '../../origin/encoded-words.ts';

const toB = (bytes: Uint8Array) => `=?UTF-8?B?${Buffer.from(bytes).toString('base64')}?=`;

describe('decodeEncodedWords', () => {
  it.each([
    ['RFC 2047 section 8, in UTF-8', '=?utf-8?q?Keld_J=C3=B8rn_Simonsen?=', 'Keld Jørn Simonsen'],
    ['base64', '=?UTF-8?B?U29mw6EgYcOxbyDihJY1?=', 'Sofá año №5'],
    ['blanks between two words', '=?UTF-8?Q?a?=  =?UTF-8?B?Yg==?=', 'ab'],
    ['blanks around a word', 'a =?UTF-8?Q?b?= c', 'a b c'],
    ['a mark that was escaped', '=?UTF-8?Q?a=5Fb=3D?=', 'a_b='],
  ])('reads %s', (_what, text, expected) => {
    expect(decodeEncodedWords(text)).toBe(expected);
  });

  it.each(['Sofa', '', '=?', '=?UTF-8?B?', '=?utf-8?x?YQ==?=', '=?ISO-8859-1?Q?a?=', 'a =?UTF-8?Q?b c?='])(
    'leaves %j as it is',
    (text) => {
      expect(decodeEncodedWords(text)).toBe(text);
    },
  );

  it('joins words that were cut anywhere, inside a character too', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((value) => value.toWellFormed());
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (said, length) => {
        const bytes = Buffer.from(said);
        const words = Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
          toB(bytes.subarray(index * length, (index + 1) * length)),
        );
        expect(decodeEncodedWords(words.join(' '))).toBe(said);
      }),
    );
  });

  it('takes no longer than its text for 2 KB of beginnings', () => {
    const started = process.cpuUsage();
    for (const text of ['=?utf-8?q?'.repeat(205), '=?utf-8?q?a?= '.repeat(146), `=?utf-8?q?${'='.repeat(2000)}`]) {
      decodeEncodedWords(text);
    }
    expect(process.cpuUsage(started).user).toBeLessThan(100_000);
  });
});
