import { describe, expect, it } from 'vitest';
import { formatFinding, lintFunctionCode } from '../../../../../infra/local/aws/cloudfront/lint-function-code.ts';

function lint(body: string): string[] {
  return lintFunctionCode(`function handler(event) { ${body} }`).map(({ what }) => what);
}

describe('lintFunctionCode', () => {
  it('takes ES 5.1 and the listed parts of later editions', () => {
    const code = `
      import cf from 'cloudfront';
      const crypto = require('crypto');
      async function check(first, ...rest) { let n = 2 ** 3; return await Promise.all([n, rest.length, cf.edgeLocation]); }
      async function handler(event) {
        var list = [1].map((x) => x + 1); label: for (var key in event) { if (!key) break label; }
        try { JSON.parse('{'); } catch (error) { console.log(\`\${error.name}\`); } finally { list.length = 0; }
        const checked = await check(1);
        return { headers: { [String(checked)]: { value: Buffer.from('x').toString('base64url') } }, event };
      }`;
    expect(lintFunctionCode(code)).toEqual([]);
  });

  it.each([
    ['for (const a of []) {}', 'for-of'],
    ['class A {}', 'class'],
    ['const { a } = event;', 'destructuring'],
    ['const [a] = event;', 'destructuring'],
    ['return { ...event };', 'spread'],
    ['return Math.max(...event);', 'spread'],
    ['return event?.a;', 'optional chaining'],
    ['return event ?? 1;', 'nullish coalescing'],
    ['event ||= 1;', 'logical assignment'],
    ['try { } catch { }', 'catch without a binding'],
    ['return 1n;', 'BigInt'],
    ['return function* () {};', 'generator'],
    ['return async () => 1;', 'async function that is not at the top level'],
    ['return (a = 1) => a;', 'default value'],
    ['return new Map();', 'global Map'],
    ['return process.env;', 'global process'],
    ['setTimeout(handler, 1);', 'global setTimeout'],
    ['return [[1]].flat();', '.flat'],
    ['return Array.from(event);', 'Array.from'],
    ['return new Function("return 1");', 'Function()'],
    ["return require('fs');", 'require of fs'],
    ['return require(event);', 'require of a computed name'],
    ['return import("x");', 'dynamic import'],
  ])('refuses %s', (body, what) => {
    expect(lint(body)).toContain(what);
  });

  it('says where, and says that a handler is missing', () => {
    expect(lintFunctionCode('var a = 1;\n  new Map();').map(formatFinding)).toEqual([
      '2:6 global Map',
      '1:0 no function handler',
    ]);
  });

  it('gives the parser’s fault for what is no JavaScript', () => {
    expect(lintFunctionCode('function (')).toHaveLength(1);
  });
});
