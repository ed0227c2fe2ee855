import { describe, expect, it } from 'vitest';
import {
  createFunctionProgram,
  type FunctionOutcome,
  MAX_FUNCTION_BYTES,
} from '../../../../../infra/local/aws/cloudfront/function-program.ts';
import { findNjs, runInNjs } from '../../../../support/run-in-njs.ts';
import { EDGE_NOW_MS } from './local-edge.ts';

const EVENT = { request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {} }, rawQuery: 'a=1&b' };

function run(code: string, options: { log?: (line: string) => void; timeLimitMs?: number } = {}): FunctionOutcome {
  const { log = () => undefined, ...limits } = options;
  const program = createFunctionProgram({ name: 'f', code, runtime: 'cloudfront-js-2.0' }, limits);
  return program.run(EVENT, { nowMs: EDGE_NOW_MS, log });
}

function value(body: string): unknown {
  const outcome = run(`async function handler(event) { ${body} }`);
  return outcome.ok ? outcome.value : outcome.message;
}

describe('createFunctionProgram', () => {
  it('freezes the clock at the start of the event', () => {
    expect(value('return [Date.now(), new Date().getTime(), +new Date(5), typeof Date()];')).toEqual([
      EDGE_NOW_MS,
      EDGE_NOW_MS,
      5,
      'string',
    ]);
  });

  it('keeps nothing between two events', () => {
    const program = createFunctionProgram({
      name: 'f',
      code: 'var count = 0; function handler() { count = count + 1; return count; }',
      runtime: 'cloudfront-js-2.0',
    });
    const runs = [1, 2].map(() => program.run(EVENT, { nowMs: EDGE_NOW_MS, log: () => undefined }));
    expect(runs).toEqual([
      { ok: true, value: 1 },
      { ok: true, value: 1 },
    ]);
  });

  it('has crypto, querystring, buffer, text codecs and base64', () => {
    expect(
      value(`
        var crypto = require('crypto'); var query = require('querystring'); var bytes = require('buffer').Buffer;
        return [
          crypto.createHash('sha256').update('abc').digest('hex'),
          crypto.createHmac('sha256', 'key').update('a').update('b').digest('base64url'),
          crypto.createHash('md5').update('').digest().length,
          query.parse('a=1&b=%20&a=3'), query.stringify({ a: [1, 2], b: ' ' }), query.unescape('%41'),
          bytes.from('aGk', 'base64url').toString(), bytes.concat([bytes.from('a'), bytes.from('b')]).toString('hex'),
          new TextDecoder().decode(new TextEncoder().encode('é')), btoa('hi'), atob('aGk='), event.request.rawQueryString(),
        ];`),
    ).toEqual([
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'XBwMlIy-9a19GR5G5ZAfoDlfhfaU-kYz9mWhpjcBe2U',
      16,
      { a: ['1', '3'], b: ' ' },
      'a=1&a=2&b=%20',
      'A',
      'hi',
      '6162',
      'é',
      'aGk=',
      'hi',
      'a=1&b',
    ]);
  });

  it('refuses algorithms and modules that the documentation does not list', () => {
    expect(value("return require('crypto').createHash('sha512');")).toMatch(/^TypeError/);
    expect(() => run("function handler() { return require('fs'); }")).toThrow('require of fs');
  });

  it('ends a function that spins, at once or between its awaits', () => {
    const spins = (code: string) => expect(run(code, { timeLimitMs: 300 }).ok).toBe(false);
    spins('function handler() { while (true) {} }');
    spins('async function handler() { while (true) { await 1; } }');
    spins('while (true) {} function handler() {}');
    expect(run('async function handler() { await new Promise(function () {}); }').ok).toBe(false);
  });

  it('logs the first argument of console.log, 10,240 bytes in all', () => {
    const lines: string[] = [];
    run("function handler() { console.log('a'.repeat(10239)); console.log('bb', 1); console.log('c'); }", {
      log: (line) => lines.push(line),
    });
    expect(lines.map((line) => line.length)).toEqual([10239, 1]);
  });

  it(`takes ${MAX_FUNCTION_BYTES} bytes of code and refuses one more`, () => {
    const code = 'function handler(event) { return event.request; }';
    const pad = (bytes: number) => code + ' '.repeat(bytes - code.length);
    expect(run(pad(MAX_FUNCTION_BYTES)).ok).toBe(true);
    expect(() => run(pad(MAX_FUNCTION_BYTES + 1))).toThrow('10241 bytes');
  });

  it('knows no runtime but cloudfront-js-2.0', () => {
    const fn = { name: 'f', code: 'function handler() {}', runtime: 'cloudfront-js-1.0' };
    expect(() => createFunctionProgram(fn)).toThrow('cloudfront-js-1.0');
  });
});

describe('attack: code that reaches out of the sandbox', () => {
  it('finds no way to the host by constructors, globals or timers', () => {
    const reach = 'return x.constructor.constructor("return process")();';
    const starts = ['event', 'console.log', 'require', "require('crypto')", "require('buffer')", 'Date', 'globalThis'];
    for (const start of [
      ...starts,
      "require('querystring').parse('a')",
      'new TextEncoder()',
      'Buffer',
      'MemoryError',
    ]) {
      expect(value(`var x = ${start}; ${reach}`), start).toMatch(/^(EvalError|TypeError)/);
    }
    expect(
      value(
        'return Object.getOwnPropertyNames(globalThis).filter(function (n) { return /process|Map|Proxy|setTimeout|fetch|WebAssembly/.test(n); });',
      ),
    ).toEqual([]);
  });
});

describe('attack: an error of the service as a way out', () => {
  it('gives the function errors of its own realm only', () => {
    const reach = 'return error.constructor.constructor("return process")();';
    expect(value(`try { Buffer.from('a', 'none'); } catch (error) { ${reach} }`)).toMatch(/^EvalError/);
    expect(value(`try { (function deep() { deep(); Buffer.from('a'); })(); } catch (error) { ${reach} }`)).toMatch(
      /^EvalError/,
    );
  });
});

describe.skipIf(findNjs() === null)('runInNjs', () => {
  const code = `
    var crypto = require('crypto');
    async function handler(event) {
      return { uri: event.request.uri, mac: crypto.createHmac('sha256', 'k').update('x').digest('base64url'), at: typeof Date.now() };
    }`;

  it('gives what the sandbox gives', async () => {
    const outcome = run(code);
    expect(await runInNjs(code, EVENT)).toEqual(outcome.ok && outcome.value);
  });

  it('throws with the words of the engine', async () => {
    await expect(runInNjs('function handler() { for (const a of []) {} }', EVENT)).rejects.toThrow(/SyntaxError/);
    await expect(runInNjs('function handler() { throw new Error("no"); }', EVENT)).rejects.toThrow(/no/);
  });
});
