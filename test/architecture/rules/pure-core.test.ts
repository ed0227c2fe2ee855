import { describe, expect, it } from 'vitest';
import { catchIn } from '../plant.ts';
import { pureCore } from './pure-core.ts';

const FILE = 'edge/core/a.ts';

describe('pure-core', () => {
  it.each([
    ['an adapter', `import { x } from '../adapters/edge-secret.ts';`, 'edge/adapters/edge-secret.ts'],
    ['an adapter’s type', `import type { X } from '../adapters/edge-secret.ts';`, 'edge/adapters/edge-secret.ts'],
    ['the services', `import type { Services } from '../services.ts';`, 'edge/services.ts'],
    ['a route', `import { x } from '../routes/admit.ts';`, 'edge/routes/admit.ts'],
    ['a CloudFront Function', `import { handler } from '../functions/gate.ts';`, 'edge/functions/gate.ts'],
    ['an entry', `import { handler } from '../photos.ts';`, 'edge/photos.ts'],
    ['files', `import { readFileSync } from 'node:fs';`, 'node:fs {readFileSync}'],
    ['a type of node’s network', `import type { Server } from 'node:http';`, 'node:http {Server}'],
    ['chance from node:crypto', `import { randomUUID } from 'node:crypto';`, 'node:crypto {randomUUID}'],
    ['all of node:crypto', `import * as crypto from 'node:crypto';`, 'node:crypto {*}'],
    ['an import by expression', `const load = () => import('node:fs');`, 'node:fs {*}'],
    ['a package that calls out', `import { S3Client } from '@aws-sdk/client-s3';`, '@aws-sdk/client-s3 {S3Client}'],
    ['jose’s fetching keys', `import { createRemoteJWKSet } from 'jose';`, 'jose {createRemoteJWKSet}'],
  ])('catches %s', (_, text, subject) => {
    expect(catchIn(pureCore, { [FILE]: text })).toEqual([`${FILE} ${subject}`]);
  });

  it.each([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'Date'],
    ['Date()', 'Date'],
    ['new Date(...[])', 'Date'],
    ['new Date(2026, 1, 1)', 'Date'],
    ['const clock = Date', 'Date'],
    ['Date["now"]()', 'Date.now'],
    ['Math.random()', 'Math.random'],
    ['const { random } = Math', 'Math'],
    ['Math["random"]()', 'Math.random'],
    ['crypto.randomUUID()', 'crypto.randomUUID'],
    ['crypto.getRandomValues(new Uint8Array(1))', 'crypto.getRandomValues'],
    ['process.env.STAGE', 'process.env'],
    ['performance.now()', 'performance.now'],
    ['setTimeout(() => {}, 1)', 'setTimeout'],
    ['setInterval(() => {}, 1)', 'setInterval'],
    ['queueMicrotask(() => {})', 'queueMicrotask'],
    ['AbortSignal.timeout(1)', 'AbortSignal.timeout'],
    ['fetch("https://example.com")', 'fetch'],
    ['new WebSocket("wss://example.com")', 'WebSocket'],
    ['globalThis.fetch("/")', 'globalThis.fetch'],
    ['globalThis["Da" + "te"]', 'globalThis'],
    ['self.caches', 'self.caches'],
    ['window.localStorage', 'window.localStorage'],
    ['new Function("return this")()', 'Function'],
    ['Object.constructor("return this")()', 'Object.constructor'],
    ['eval("1")', 'eval'],
    ['require("node:fs")', 'require'],
    ['console.log(1)', 'console.log'],
    ['new Intl.DateTimeFormat()', 'Intl.DateTimeFormat'],
    ['{ const fetch = 1; } fetch("/")', 'fetch'],
    ['function f(process: number) { return process; } process.exit()', 'process.exit'],
    ['const options = { fetch }', 'fetch'],
  ])('catches %s', (text, subject) => {
    expect(catchIn(pureCore, { [FILE]: text })).toEqual([`${FILE} ${subject}`]);
  });

  it('catches a file of 900 lines that reads files, clock and environment', () => {
    const text = `import { readFileSync } from 'node:fs';\n${'// …\n'.repeat(900)}export const x = [Date.now(), process.env];`;
    expect(catchIn(pureCore, { [FILE]: text })).toHaveLength(3);
  });

  it('catches what core reaches by way of a contract', () => {
    const caught = catchIn(pureCore, {
      'edge/core/a.ts': `import { x } from '../../origin/records.ts';`,
      'origin/records.ts': `import { y } from './title.ts';`,
      'origin/title.ts': `export const y = Date.now();`,
    });
    expect(caught).toEqual(['origin/title.ts Date.now']);
  });

  it.each([
    'import { x } from "./b.ts"; import { y } from "../api.ts"; import type { Z } from "../config.ts";',
    'import { createHash, timingSafeEqual } from "node:crypto"; import { jwtVerify } from "jose";',
    'import type { S3Client } from "@aws-sdk/client-s3";',
    'export const at = (ms: number) => [new Date(ms), Date.UTC(2026, 1), Date.parse("2026")];',
    'export const isDate = (x: unknown) => x instanceof Date;',
    'export const round = (x: number) => Math.round(x) + Math.max(...[x]) + Math.PI;',
    'export function read(fetch: () => void, { process }: { process: number }) { fetch(); return process; }',
    'export interface Clock { now: Date; fetch: typeof fetch }',
    'export const table = { fetch: 1, process: 2 }; export const one = table.fetch;',
    'for (const location of [1]) { String(location); } try { JSON.parse(""); } catch (history) { throw history; }',
  ])('lets pass: %s', (text) => {
    expect(catchIn(pureCore, { [FILE]: text })).toEqual([]);
  });

  it('leaves an adapter its clock', () => {
    expect(catchIn(pureCore, { 'edge/adapters/a.ts': 'export const now = Date.now();' })).toEqual([]);
  });
});
