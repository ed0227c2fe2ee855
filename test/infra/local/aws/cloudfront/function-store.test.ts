import { describe, expect, it } from 'vitest';
import {
  createFunctionProgram,
  type FunctionStore,
} from '../../../../../infra/local/aws/cloudfront/function-program.ts';
import { lintFunctionCode } from '../../../../../infra/local/aws/cloudfront/lint-function-code.ts';

const STORE: FunctionStore = {
  facts: { id: 'store-1', itemCount: 2, createdMs: 0, changedMs: 1000 },
  get: (key) => ({ live: 'abc', options: '{"n":1}' })[key] ?? null,
};

function runBody(body: string, store: FunctionStore | null = STORE): unknown {
  const code = `import cf from 'cloudfront';\nasync function handler(event) { ${body} }`;
  const program = createFunctionProgram({
    name: 'f',
    code,
    runtime: 'cloudfront-js-2.0',
    ...(store === null ? {} : { store }),
  });
  const outcome = program.run({ request: {}, rawQuery: '' }, { nowMs: 0, log: () => undefined });
  return outcome.ok ? outcome.value : outcome.message;
}

describe('cf.kvs', () => {
  it('is imported in whichever way a bundler writes it', () => {
    for (const code of ['import cf from"cloudfront";', "import cf from 'cloudfront'\n"]) {
      const body = `${code}async function handler() { return cf.kvs().get('live'); }`;
      const program = createFunctionProgram({ name: 'f', code: body, runtime: 'cloudfront-js-2.0', store: STORE });
      const run = { nowMs: 0, log: () => undefined };
      expect(program.run({ request: {}, rawQuery: '' }, run)).toEqual({ ok: true, value: 'abc' });
    }
  });

  it.each([
    ['a text', "return cf.kvs().get('live');", 'abc'],
    ['JSON', "var o = await cf.kvs('store-1').get('options', { format: 'json' }); return o.n;", 1],
    ['bytes', "var b = await cf.kvs().get('live', { format: 'bytes' }); return b.toString('hex');", '616263'],
    [
      'whether a key is there',
      "var k = cf.kvs(); var a = await k.exists('live'); var b = await k.exists('no'); return [a, b];",
      [true, false],
    ],
    [
      'what is known of the store',
      'var m = await cf.kvs().meta(); return m;',
      { creationDateTime: '1970-01-01T00:00:00.000Z', lastUpdatedDateTime: '1970-01-01T00:00:01.000Z', keyCount: 2 },
    ],
    [
      'what a handler makes of a missing key',
      "try { var v = await cf.kvs().get('no'); return v; } catch (e) { return 'none'; }",
      'none',
    ],
  ])('gives %s', (_what, body, expected) => {
    expect(runBody(body)).toEqual(expected);
  });

  it('fails for a missing key, another store, and a function without one', () => {
    expect(runBody("return cf.kvs().get('no');")).toMatch(/KeyNotFound/);
    expect(runBody("cf.kvs('store-2'); return 1;")).toMatch(/another key value store/);
    expect(runBody("return cf.kvs().get('live');", null)).toMatch(/associated with no key value store/);
  });

  it('shows each event the store as it is then', () => {
    let live = 'a';
    const store: FunctionStore = { ...STORE, get: () => live };
    const code = "import cf from 'cloudfront';\nasync function handler() { return cf.kvs().get('live'); }";
    const program = createFunctionProgram({ name: 'f', code, runtime: 'cloudfront-js-2.0', store });
    const run = () => program.run({ request: {}, rawQuery: '' }, { nowMs: 0, log: () => undefined });
    expect(run()).toEqual({ ok: true, value: 'a' });
    live = 'b';
    expect(run()).toEqual({ ok: true, value: 'b' });
  });

  it('attack: gives nothing by which a function gets out of its context', () => {
    const way = "var p = cf.kvs().get('live'); return p.constructor.constructor('return typeof process')();";
    expect(String(runBody(way))).not.toBe('object');
  });
});

describe('lintFunctionCode', () => {
  it('refuses await among the arguments of a call, which the engine lacks', () => {
    const lint = (body: string) => lintFunctionCode(`async function handler(e) { ${body} }`).map(({ what }) => what);
    expect(lint('return JSON.stringify(await e.x());')).toEqual(['await among the arguments of a call']);
    expect(lint('return new String([await e.x()]);')).toEqual(['await among the arguments of a call']);
    expect(lint('var x = await e.x(await e.y()); return x;')).toEqual(['await among the arguments of a call']);
    expect(lint('var x = await e.x(); var y = (await e.y()).trim(); return x + y;')).toEqual([]);
  });
});
