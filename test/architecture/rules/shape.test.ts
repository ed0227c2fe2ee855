import { describe, expect, it } from 'vitest';
import { catchIn, linesOf } from '../plant.ts';
import { distinctExports } from './distinct-exports.ts';
import { documentedThrows } from './documented-throws.ts';
import { fewParameters } from './few-parameters.ts';
import { fileNames } from './file-names.ts';
import { fileSize } from './file-size.ts';
import { functionSize } from './function-size.ts';
import { guardStyle } from './guard-style.ts';
import { openingWords } from './opening-words.ts';

const FILE = 'edge/a.ts';

describe('file-size', () => {
  it('catches 251 lines and lets 250 pass', () => {
    expect(catchIn(fileSize, { [FILE]: linesOf(251) })).toEqual([`${FILE} ${FILE}`]);
    expect(catchIn(fileSize, { [FILE]: linesOf(250) })).toEqual([]);
  });
});

describe('function-size', () => {
  const body = (lines: number) => linesOf(lines - 2, '  go();');

  it.each([
    ['a function', (lines: number) => `export function work() {\n${body(lines)}}`],
    ['an arrow function', (lines: number) => `const work = () => {\n${body(lines)}};`],
    ['a method', (lines: number) => `class A {\nwork() {\n${body(lines)}}\n}`],
    ['a member of an object', (lines: number) => `const a = {\n  work: () => {\n${body(lines)}} };`],
  ])('catches %s of 41 lines and lets one of 40 pass', (_, text) => {
    expect(catchIn(functionSize, { [FILE]: text(41) })).toEqual([`${FILE} work`]);
    expect(catchIn(functionSize, { [FILE]: text(40) })).toEqual([]);
  });

  it('takes no group of tests for a function, but a single case', () => {
    const caught = catchIn(functionSize, {
      'test/edge/a.test.ts': `describe.each<[string]>([['x']])('%s', () => {\n${body(50)}});\nit('y', () => {\n${body(50)}});`,
    });
    expect(caught).toEqual([`test/edge/a.test.ts it('y', () => {`]);
  });
});

describe('few-parameters', () => {
  it.each([
    ['a function', 'function f(a, b, c, d) {}'],
    ['an arrow function', 'const f = (a, b, c, d = 1) => a;'],
    ['a method', 'class A { f(a, b, c, d) {} }'],
    ['a fifth behind three and an object', 'function f(a, b, { c }, d, e) {}'],
  ])('catches %s', (_, text) => {
    expect(catchIn(fewParameters, { [FILE]: text })).toEqual([`${FILE} f`]);
  });

  it.each(['function f(a, b, c) {}', 'function f(a, b, c, { d, e } = {}) {}', 'f(1, 2, 3, 4);'])(
    'lets pass %s',
    (text) => {
      expect(catchIn(fewParameters, { [FILE]: text })).toEqual([]);
    },
  );

  it('lets a table of cases in a test have as many columns as it needs', () => {
    expect(catchIn(fewParameters, { 'test/edge/a.test.ts': 'it.each(rows)("x", (a, b, c, d) => {});' })).toEqual([]);
  });
});

describe('file-names', () => {
  it.each(['edge/utils.ts', 'edge/index.ts', 'site/ui/shared/a.ts', 'test/helpers.ts', 'infra/common.ts'])(
    'catches %s',
    (path) => {
      expect(catchIn(fileNames, { [path]: '' })).toEqual([`${path} ${path}`]);
    },
  );

  it.each(['edge/core/tagging.ts', 'infra/local/aws/s3/version-index.ts', 'site/index.html'])(
    'lets pass %s',
    (path) => {
      expect(catchIn(fileNames, { [path]: '' })).toEqual([]);
    },
  );
});

describe('opening-words', () => {
  it.each(['import x from "y";', '\n\nexport {};', '/** */\nexport {};', '#!/usr/bin/env node\nexport {};'])(
    'catches %j',
    (text) => {
      expect(catchIn(openingWords, { [FILE]: text })).toHaveLength(1);
    },
  );

  it.each(['/** What it is for. */\nexport {};', '// What it is for.', '#!/usr/bin/env node\n/** What it does. */'])(
    'lets pass %j',
    (text) => {
      expect(catchIn(openingWords, { [FILE]: text })).toEqual([]);
    },
  );

  it('lets a test open with its groups', () => {
    expect(catchIn(openingWords, { 'test/edge/a.test.ts': 'describe("x", () => {});' })).toEqual([]);
  });
});

describe('distinct-exports', () => {
  it.each([
    ['two types', 'export interface Page {}', 'export type Page = 1;'],
    ['a value and a type', 'export const Page = 1;', 'export interface Page {}'],
    ['a name given on export', 'const a = 1; export { a as Page };', 'export class Page {}'],
  ])('catches %s', (_, one, other) => {
    expect(catchIn(distinctExports, { 'edge/a.ts': one, 'site/b.ts': other })).toEqual([
      'edge/a.ts Page',
      'site/b.ts Page',
    ]);
  });

  it.each([
    ['names that are not exported', 'interface Page {}', 'export interface Page {}'],
    ['a name that is handed on', `export interface Page {}`, `export { type Page } from './a.ts';`],
    [
      'overloads in one file',
      'export function f(a: 1): 1; export function f(a: 2): 2; export function f(a: 1) { return a; }',
      '',
    ],
  ])('lets pass %s', (_, one, other) => {
    expect(catchIn(distinctExports, { 'edge/a.ts': one, 'edge/b.ts': other })).toEqual([]);
  });
});

describe('guard-style', () => {
  const long = 'x'.repeat(100);

  it.each([
    ['braces where one line is enough', 'function f(a) {\n  if (a) {\n    return;\n  }\n}'],
    ['braces on one line', 'function f(a) { if (a) { throw a; } }'],
    ['a long guard without braces', `function f(a) {\n  if (a === '${long}')\n    return '${long}';\n}`],
  ])('catches %s', (_, text) => {
    expect(catchIn(guardStyle, { [FILE]: text })).toHaveLength(1);
  });

  it.each([
    ['one line', 'function f(a) { if (a) return 1; for (;;) { if (a) continue; } }'],
    ['braces around what does not fit', `function f(a) {\n  if (a === '${long}') {\n    return '${long}';\n  }\n}`],
    ['braces around a comment', 'function f(a) {\n  if (a) {\n    // Because.\n    return;\n  }\n}'],
    ['braces around two statements', 'function f(a) {\n  if (a) {\n    a();\n    return;\n  }\n}'],
    ['braces beside an else', 'function f(a) {\n  if (a) {\n    return 1;\n  } else {\n    return 2;\n  }\n}'],
    ['an object on more than one line', 'function f(a) {\n  if (a) return {\n    a,\n  };\n}'],
  ])('lets pass %s', (_, text) => {
    expect(catchIn(guardStyle, { [FILE]: text })).toEqual([]);
  });
});

describe('documented-throws', () => {
  it.each([
    ['a function without words', 'export function f() { throw new Error(); }'],
    ['words that do not say it', '/** Does it. */\nexport async function f() { if (1) { throw 1; } }'],
    [
      'a comment that belongs to another line',
      '/** @throws {E} when x. */\nconst a = 1;\nexport function f() { throw a; }',
    ],
    ['a throw in a catch', 'export function f() { try { a(); } catch (e) { throw e; } }'],
    ['a function exported below', 'function f() { throw 1; }\nexport { f };'],
  ])('catches %s', (_, text) => {
    expect(catchIn(documentedThrows, { [FILE]: text })).toEqual([`${FILE} f`]);
  });

  it.each(['@throws {Error}', '@throws Error when so', '@throws {Error} `code` where so'])(
    'catches the form: %s',
    (tag) => {
      expect(catchIn(documentedThrows, { [FILE]: `/** ${tag} */\nexport const f = () => { throw 1; };` })).toEqual([
        `${FILE} f`,
        `${FILE} @throws`,
      ]);
    },
  );

  it('catches a method and a constructor', () => {
    const text = 'export class A {\n  constructor() { throw 1; }\n  go() { throw 2; }\n  #own() { throw 3; }\n}';
    expect(catchIn(documentedThrows, { [FILE]: text })).toEqual([`${FILE} A`, `${FILE} A.go`]);
  });

  it.each([
    [
      'what is documented',
      '/**\n * Does it.\n * @throws {AppError} when there is none.\n */\nexport function f() { throw 1; }',
    ],
    ['what is not exported', 'function f() { throw 1; }'],
    ['what throws inside another function', 'export function f() { return () => { throw 1; }; }'],
    ['what is caught again', 'export function f() { try { throw 1; } catch { return; } }'],
  ])('lets pass %s', (_, text) => {
    expect(catchIn(documentedThrows, { [FILE]: text })).toEqual([]);
  });
});
