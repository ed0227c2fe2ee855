import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LambdaFunctionSpec } from '../../../../../infra/local/aws/lambda/lambda-function.ts';
import {
  createLambdaService,
  type LambdaServiceOptions,
} from '../../../../../infra/local/aws/lambda/lambda-service.ts';

async function bundle(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-lambda-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** How many of them a full collection leaves. */
function countReached(refs: readonly WeakRef<object>[]): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

type Start = Partial<LambdaFunctionSpec> & { readonly service?: Partial<LambdaServiceOptions> };

async function start(code: string | Readonly<Record<string, string>>, { service, ...spec }: Start = {}) {
  const log: string[] = [];
  const lambda = createLambdaService({ log: (source, line) => log.push(`${source}: ${line}`), ...service });
  onTestFinished(() => lambda.close());
  lambda.register({
    name: 'f',
    codeDir: await bundle(typeof code === 'string' ? { 'index.js': code } : code),
    handler: 'index.handler',
    memoryMiB: 128,
    timeoutSeconds: 5,
    environment: {},
    ...spec,
  });
  return { lambda, log, invoke: (event: unknown = {}) => lambda.invoke('f', event, { requestId: 'r-1' }) };
}

describe('createLambdaService', () => {
  it('keeps the state of a module between events of one process', async () => {
    const { invoke, lambda } = await start('let n = 0; exports.handler = async () => ({ n: ++n });');
    expect(await invoke()).toMatchObject({ ok: true, value: { n: 1 }, cold: true });
    expect(await invoke()).toMatchObject({ ok: true, value: { n: 2 }, cold: false });
    expect(lambda.invocations('f')).toBe(2);
  });

  it('gives one event at a time to a process, and more processes to events that come together', async () => {
    const code = `let busy = 0; exports.handler = async () => { busy += 1; await new Promise((r) => setTimeout(r, 50)); return busy--; };`;
    const { invoke } = await start(code, { service: { maxProcessesPerFunction: 2 } });
    const outcomes = await Promise.all([invoke(), invoke(), invoke(), invoke()]);
    expect(outcomes.map((outcome) => outcome.ok && outcome.value)).toEqual([1, 1, 1, 1]);
    expect(outcomes.filter((outcome) => outcome.ok && outcome.cold)).toHaveLength(2);
  });

  it('keeps nothing of an event that was answered, though its process stays', async () => {
    const { lambda } = await start('exports.handler = async ({ n }) => n;', {
      service: { maxProcessesPerFunction: 1 },
    });
    const events: WeakRef<object>[] = [];
    for (let n = 0; n < 50; n += 1) {
      const event = { n, padding: 'x'.repeat(1000) };
      events.push(new WeakRef(event));
      expect(await lambda.invoke('f', event)).toMatchObject({ ok: true, value: n });
    }
    // The last one may still stand in a register.
    await expect.poll(() => countReached(events)).toBeLessThanOrEqual(1);
  });

  it('ends a process that waited too long for its next event', async () => {
    const { invoke } = await start('exports.handler = async () => 1;', { service: { idleTimeoutMs: 0 } });
    expect(await invoke()).toMatchObject({ cold: true });
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await invoke()).toMatchObject({ cold: true });
  });

  it('gives the context of the managed runtime', async () => {
    const { invoke } = await start(
      `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis(), event });`,
    );
    const outcome = await invoke({ a: 1 });
    expect(outcome).toMatchObject({
      value: { awsRequestId: 'r-1', functionName: 'f', memoryLimitInMB: '128', functionVersion: '1', event: { a: 1 } },
    });
    const { left } = (outcome as { value: { left: number } }).value;
    expect(left).toBeGreaterThan(4000);
    expect(left).toBeLessThanOrEqual(5000);
  });

  it('hands over the environment of Lambda and of the function, and nothing of ours', async () => {
    process.env.EDGESHOT_LEAK = 'secret';
    onTestFinished(() => void delete process.env.EDGESHOT_LEAK);
    const { invoke } = await start('exports.handler = async () => process.env;', {
      environment: { OWN: '1', AWS_REGION: 'eu-west-1' },
    });
    const { value } = (await invoke()) as { value: Record<string, string> };
    expect(value).toMatchObject({ OWN: '1', AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'f', TZ: ':UTC' });
    const known = /^(AWS_|LAMBDA_|_HANDLER$|OWN$|PATH$|LANG$|TZ$)/;
    expect(Object.keys(value).filter((name) => !known.test(name))).toEqual([]);
  });

  it('logs what the function prints, line by line, and never takes it for a response', async () => {
    const { invoke, log } = await start(
      `exports.handler = async () => { console.log('one\\ntwo'); console.error('three'); process.stdout.write(JSON.stringify({ type: 'result', json: '9' }) + '\\n'); return 1; };`,
    );
    expect(await invoke()).toMatchObject({ ok: true, value: 1 });
    await expect.poll(() => log.length).toBe(4);
    expect(log).toEqual(expect.arrayContaining(['f: one', 'f: two', 'f: three']));
  });

  it('ends a function at its time limit, and gives the next event a new process', async () => {
    const { invoke } = await start('exports.handler = async (e) => { if (e.spin) for (;;); return 1; };', {
      timeoutSeconds: 1,
    });
    expect(await invoke({ spin: true })).toMatchObject({ ok: false, reason: 'timeout', errorType: 'Sandbox.Timedout' });
    expect(await invoke()).toMatchObject({ ok: true, cold: true });
  });

  it.each([
    ['objects', 'const a = []; for (;;) a.push({ x: [Math.random()] });'],
    ['buffers outside the heap', 'const a = []; for (;;) a.push(Buffer.alloc(1e6, 1));'],
  ])('ends a function that outgrows its memory by %s', async (_name, body) => {
    const { invoke } = await start(`exports.handler = async () => { ${body} };`);
    expect(await invoke()).toMatchObject({ ok: false, reason: 'out-of-memory' });
  });

  it('runs a function that stays within its memory', async () => {
    const { invoke } = await start('exports.handler = async () => Buffer.alloc(30e6, 1).length;');
    expect(await invoke()).toMatchObject({ ok: true, value: 30e6 });
  });

  it.each([
    ['throws', 'throw new RangeError("no");', 'RangeError'],
    ['throws no error', 'throw "no";', 'string'],
    ['ends the process', 'process.exit(0);', 'Runtime.ExitError'],
    ['kills the process', 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {});', 'Runtime.ExitError'],
    [
      'leaves a promise rejected',
      'Promise.reject(new Error("x")); await new Promise(() => {});',
      'Runtime.UnhandledPromiseRejection',
    ],
    [
      'throws later',
      'setImmediate(() => { throw new Error("x"); }); await new Promise(() => {});',
      'Runtime.UncaughtException',
    ],
    ['answers with more than 6 MB', 'return "a".repeat(6291556);', 'Function.ResponseSizeTooLarge'],
  ])('says what went wrong when the function %s, and runs the next event', async (_name, body, errorType) => {
    const { invoke } = await start(`exports.handler = async (e) => { if (e.ok) return 1; ${body} };`);
    expect(await invoke()).toMatchObject({ ok: false, reason: 'error', errorType });
    expect(await invoke({ ok: true })).toMatchObject({ ok: true, value: 1 });
  });

  it('takes CommonJS without a package.json, and ES modules as .mjs', async () => {
    const mjs = await start({
      'index.mjs': 'import { a } from "./a.mjs"; export const handler = async () => a;',
      'a.mjs': 'export const a = 7;',
    });
    expect(await mjs.invoke()).toMatchObject({ value: 7 });
    const cjs = await start(
      { 'src/index.js': 'exports.handler = async () => require("../b.js");', 'b.js': 'module.exports = 8;' },
      { handler: 'src/index.handler' },
    );
    expect(await cjs.invoke()).toMatchObject({ value: 8 });
  });

  it.each([
    ['a missing file', 'other.handler', 'Runtime.ImportModuleError'],
    ['a missing export', 'index.other', 'Runtime.HandlerNotFound'],
    ['a handler with a callback, as nodejs24.x does', 'index.old', 'Runtime.CallbackHandlerDeprecated'],
    ['a module that throws', 'bad.handler', 'Error'],
  ])('refuses %s', async (_name, handler, errorType) => {
    const { invoke } = await start(
      {
        'index.js': 'exports.handler = async () => 1; exports.old = (e, c, done) => done(null, 1);',
        'bad.js': 'throw new Error("x");',
      },
      { handler },
    );
    expect(await invoke()).toMatchObject({ ok: false, reason: 'init-error', errorType });
  });

  it('throws for a name that nobody registered', async () => {
    const { lambda } = await start('');
    await expect(lambda.invoke('g', {})).rejects.toThrow(TypeError);
  });
});

describe('attack: a bundle that leans on this machine', () => {
  it('finds no module outside its own folder', async () => {
    const { invoke } = await start('exports.handler = async (e) => { require(e.name); return 1; };');
    for (const name of ['esbuild', join(process.cwd(), 'package.json'), '../../etc/hostname']) {
      expect(await invoke({ name }), name).toMatchObject({ ok: false, reason: 'error' });
    }
    expect(await invoke({ name: 'node:crypto' })).toMatchObject({ ok: true });
  });

  it('cannot speak on the channel to the service', async () => {
    const { invoke } = await start('exports.handler = async () => [typeof process.send, typeof process.disconnect];');
    expect(await invoke()).toMatchObject({ value: ['undefined', 'undefined'] });
  });
});

describe('attack: the service is killed', () => {
  it.each([
    ['waits', 'await new Promise(() => {});'],
    ['spins', 'for (;;);'],
  ])('ends a process whose function %s when kill -9 ends the service', async (_name, body) => {
    const codeDir = await bundle({
      'index.js': `exports.handler = async () => { console.log('pid', process.pid); ${body} };`,
    });
    const service = new URL('../../../../../infra/local/aws/lambda/lambda-service.ts', import.meta.url).href;
    const program = `
      import { createLambdaService } from ${JSON.stringify(service)};
      const lambda = createLambdaService({ log: (source, line) => console.log(line) });
      lambda.register({ name: 'f', codeDir: ${JSON.stringify(codeDir)}, handler: 'index.handler', memoryMiB: 128, timeoutSeconds: 60, environment: {} });
      lambda.invoke('f', {});`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.on('data', (chunk: Buffer) => {
        const [, found] = /pid (\d+)/.exec(chunk.toString()) ?? [];
        if (found) resolve(Number(found));
      });
    });
    parent.kill('SIGKILL');
    const isGone = async () => {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({
        stdout: 'Z',
      }));
      return stdout.trim().startsWith('Z');
    };
    await expect.poll(isGone, { timeout: 5000 }).toBe(true);
  });
});
