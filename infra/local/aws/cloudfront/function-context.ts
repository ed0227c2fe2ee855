/**
 * The context that one event of a CloudFront Function runs in: nothing of this process's, and the documented globals put
 * together out of function-globals.ts and function-modules.ts. All of that is done inside the context: by an object of this
 * process's a function could get out of it.
 */
import { type Context, constants, createContext, Script } from 'node:vm';
import {
  createBytes,
  createConsole,
  createDate,
  createEncoders,
  createErrors,
  createStarter,
  defineGlobal,
  type FunctionHost,
  guardHost,
  removeUndocumented,
} from './function-globals.ts';
import { createBuffer, createCloudfront, createCrypto, createQuerystring, createRequire } from './function-modules.ts';

const PARTS = {
  guardHost,
  removeUndocumented,
  defineGlobal,
  createDate,
  createBytes,
  createBuffer,
  createEncoders,
  createErrors,
  createConsole,
  createCrypto,
  createQuerystring,
  createCloudfront,
  createRequire,
  createStarter,
};

/** Runs inside the context too, by its text alone. */
function installGlobals(parts: typeof PARTS, service: FunctionHost): ReturnType<typeof createStarter> {
  const host = parts.guardHost(service);
  const start = parts.createStarter(host);
  const bytes = parts.createBytes();
  const Buffer = parts.createBuffer(host, bytes);
  const values: Readonly<Record<string, unknown>> = {
    Date: parts.createDate(host),
    Buffer,
    console: parts.createConsole(host),
    require: parts.createRequire({
      crypto: parts.createCrypto(host, bytes, Buffer),
      querystring: parts.createQuerystring(host),
      buffer: { Buffer },
      cloudfront: parts.createCloudfront(host, bytes, Buffer),
    }),
    ...parts.createEncoders(host, bytes),
    ...parts.createErrors(),
  };
  parts.removeUndocumented();
  for (const name of Object.keys(values)) parts.defineGlobal(name, values[name]);
  return start;
}

const PARTS_TEXT = Object.entries(PARTS).map(([name, part]) => `${name}: ${part.toString()}`);
const INSTALL = new Script(
  `((service) => (${installGlobals.toString()})({
${PARTS_TEXT.join(',\n')}
}, service))`,
  { filename: 'function-globals.js' },
);

export interface FunctionContext {
  readonly context: Context;
  /** Runs a handler of the context with an event; what becomes of it is reported to the host. */
  readonly start: ReturnType<typeof createStarter>;
}

export function createFunctionContext(host: FunctionHost): FunctionContext {
  const context = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  const install = INSTALL.runInContext(context) as (service: FunctionHost) => FunctionContext['start'];
  return { context, start: install(host) };
}
