/**
 * Code that decides is pure: clock, chance, environment and network come as parameters. The rule holds for `core/` and
 * for whatever `core/` imports as a value, and it lists what is allowed rather than what is not.
 */
import type * as ESTree from 'oxc-parser';
import { type FreeName, listFreeNames } from '../free-names.ts';
import { type Rule, type Violation, violationAt } from '../rule.ts';
import type { ModuleImport, SourceModule } from '../source-module.ts';

const CORE = /^(edge|origin)\/core\//;
/** Files beside `core/` that core may know: the contracts of its own wing and of the wings behind it. */
const CONTRACTS: Readonly<Record<string, RegExp>> = {
  edge: /^(edge\/(core\/.+|api|job-api|link-api|note-api|photo-api|booking-api|booking-config|app-error|config|problem|problem-table)|origin\/(album-index|album-row|announcement|audit-log|booking-record|customer-link|evidence-record|job-album|job-file|job-members|job-records|job-words|notes|people|photo-key|photo-move|records|stored-job))\.ts$/,
  origin:
    /^origin\/(core\/.+|album-index|album-row|announcement|audit-log|encoded-words|file-facts|fold-files|instant|job-album|job-file|job-members|job-records|job-words|object-facts|photo-file|photo-key|photo-move|record-key|records|title)\.ts$/,
};

/** Packages that compute and do nothing else, as far as core uses them; `*` is all of a package. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': [
    'createHash',
    'createHmac',
    'createPrivateKey',
    'createPublicKey',
    'createSecretKey',
    'Hash',
    'Hmac',
    'KeyObject',
    'sign',
    'timingSafeEqual',
    'verify',
  ],
  jose: [
    'errors',
    'importJWK',
    'jwtVerify',
    'FlattenedJWSInput',
    'JWK',
    'JWSHeaderParameters',
    'JWTPayload',
    'JWTVerifyGetKey',
  ],
  uqr: ['encode'],
  '@aws-sdk/s3-presigned-post': ['createPresignedPost', 'PresignedPost', 'PresignedPostOptions'],
  '@aws-sdk/s3-request-presigner': ['S3RequestPresigner'],
};

/** Globals of the language itself and those of the platform that only convert. */
const PURE_GLOBALS = new Set(
  `undefined NaN Infinity Array ArrayBuffer BigInt Boolean DataView Error Map Number Object Promise RangeError RegExp Set String
  Symbol SyntaxError TypeError Uint8Array WeakMap JSON isNaN parseInt parseFloat decodeURIComponent encodeURIComponent
  Buffer TextDecoder TextEncoder URL URLSearchParams arguments`.split(/\s+/),
);
/** Members of the others that take all that they need as arguments. */
const PURE_MEMBERS: Readonly<Record<string, RegExp>> = {
  Math: /^(?!random$)/,
  Date: /^(UTC|parse)$/,
  crypto: /^subtle$/,
};

export const pureCore: Rule = {
  name: 'pure-core',
  says: 'core/ and what it imports know no adapter, route or entry, no clock, no chance, no environment, no network',
  explain: (subject) =>
    `uses ${subject}, which is not pure: take the value, or a port of edge/core/ports.ts or origin/core/ports.ts, as a parameter`,
  check: ({ modules }) => listPure(modules).flatMap((module) => [...checkImports(module), ...checkNames(module)]),
};

/** The modules of core and all that they import as values, over however many steps. */
function listPure(modules: readonly SourceModule[]): SourceModule[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const pure = new Set(modules.filter(({ path }) => CORE.test(path)));
  for (const module of pure) {
    for (const { isHouse, kind, target } of module.imports) {
      const next = isHouse && kind !== 'type' ? byPath.get(target) : undefined;
      if (next) pure.add(next);
    }
  }
  return [...pure];
}

function checkImports(module: SourceModule): Violation[] {
  const wing = module.path.split('/')[0] ?? '';
  return module.imports
    .filter((imported) => (imported.isHouse ? !CONTRACTS[wing]?.test(imported.target) : !isPurePackage(imported)))
    .map(({ start, target, isHouse, names }) =>
      violationAt(module, start, isHouse ? target : `${target} {${names.join()}}`),
    );
}

function isPurePackage({ target, kind, names }: ModuleImport): boolean {
  if (kind === 'type' && !target.startsWith('node:')) return true;
  const pure = PURE_PACKAGES[target];
  return pure !== undefined && (pure.includes('*') || names.every((name) => pure.includes(name)));
}

function checkNames(module: SourceModule): Violation[] {
  return listFreeNames(module.program)
    .filter((free) => !isPure(free))
    .map((free) => violationAt(module, free.start, describe(free)));
}

function isPure(free: FreeName): boolean {
  if (PURE_GLOBALS.has(free.name)) return !isConstructorTrick(free);
  const parent = free.ancestors.at(-1);
  if (free.name === 'Date' && isDateOfGiven(parent)) return true;
  const member = memberOf(parent, free);
  return member !== undefined && (PURE_MEMBERS[free.name]?.test(member) ?? false);
}

/** `new Date(value)` and `x instanceof Date`: neither looks at the clock, nor at the zone of the machine. */
function isDateOfGiven(parent: ESTree.Node | undefined): boolean {
  if (parent?.type === 'BinaryExpression') return parent.operator === 'instanceof';
  return (
    parent?.type === 'NewExpression' && parent.arguments.length === 1 && parent.arguments[0]?.type !== 'SpreadElement'
  );
}

/** `Object.constructor('return this')` and its like reach every global by the way of a pure one. */
function isConstructorTrick(free: FreeName): boolean {
  return memberOf(free.ancestors.at(-1), free) === 'constructor';
}

function memberOf(parent: ESTree.Node | undefined, free: FreeName): string | undefined {
  if (parent?.type !== 'MemberExpression' || parent.object.start !== free.start) return undefined;
  if (parent.property.type === 'Identifier' && !parent.computed) return parent.property.name;
  return parent.property.type === 'Literal' ? String(parent.property.value) : undefined;
}

function describe(free: FreeName): string {
  const member = memberOf(free.ancestors.at(-1), free);
  return member === undefined ? free.name : `${free.name}.${member}`;
}
