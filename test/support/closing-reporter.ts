/**
 * What a run says last, where an output that was cut off still has it: the ten slowest files, which permissions nothing used,
 * what failed or needed a second try, and one line with the counts. A permission that nothing used, for no reason, is a failure.
 */
import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { findUnused, formatUnused } from './permission-use.ts';

const SLOWEST = 10;
/** Of an error: the message, and where in the project it was thrown. */
const MAX_LINES = 12;

type Failure = { readonly message: string; readonly stack?: string | undefined };

/** What one process has to say of its part of a run. */
export interface Closing {
  readonly files: readonly { readonly path: string; readonly seconds: number }[];
  readonly remarks: readonly string[];
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number };
  /** Files that were not run to their end, as the process hung. */
  readonly left: readonly string[];
}

/** Names the file that gets the closing, where a run is shared among processes; without it the process prints it itself. */
export const CLOSING = 'EDGESHOT_CLOSING';

export interface ClosingReporter extends Reporter {
  /** Says what there is to say of a run that is ended although these files are left. */
  closeHung(left: readonly string[]): Promise<void>;
}

export function createClosingReporter(root: string): ClosingReporter {
  let vitest: Vitest | null = null;
  const ended: TestModule[] = [];
  return {
    onInit(of) {
      vitest = of;
    },
    onTestModuleEnd(module) {
      ended.push(module);
    },
    closeHung: (left) => close({ ...describeModules(root, ended), left }),
    async onTestRunEnd(modules, unhandledErrors) {
      // Of some of the files, the list would be of what they have no need for.
      const isWhole = (await vitest?.globTestSpecifications())?.length === modules.length;
      const unused = isWhole ? await findUnused() : null;
      const isUnused = unused !== null && unused.unexplained.length > 0;
      if (isUnused) process.exitCode = 1;
      const { files, remarks, counts } = describeModules(root, modules);
      const closing: Closing = {
        files,
        remarks: [
          ...(unused === null ? [] : formatUnused(unused)),
          ...remarks,
          ...unhandledErrors.map((error) => `failed outside of any test:\n${formatFailure(error)}`),
        ],
        counts: { ...counts, failed: counts.failed + unhandledErrors.length + (isUnused ? 1 : 0) },
        left: [],
      };
      await close(closing);
    },
  };
}

function describeModules(root: string, modules: readonly TestModule[]): Omit<Closing, 'left'> {
  const pathOf = ({ moduleId }: TestModule) => relative(root, moduleId);
  return {
    files: modules.map((module) => ({ path: pathOf(module), seconds: measureSeconds(module) })),
    remarks: modules.flatMap((module) => listRemarks(module, pathOf(module))),
    counts: countTests(modules),
  };
}

async function close(closing: Closing): Promise<void> {
  const path = process.env[CLOSING];
  if (path) await writeFile(path, JSON.stringify(closing));
  else console.log(formatClosing([closing]));
}

export function formatClosing(closings: readonly Closing[]): string {
  const slowest = closings
    .flatMap(({ files }) => files)
    .toSorted((left, right) => right.seconds - left.seconds)
    .slice(0, SLOWEST);
  const sum = (state: keyof Closing['counts']) => closings.reduce((total, { counts }) => total + counts[state], 0);
  const lines = [
    ...slowest.map(({ path, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${path}`),
    ...closings.flatMap(({ remarks }) => remarks),
    `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`,
  ];
  return `\n${lines.join('\n')}`;
}

function measureSeconds(module: TestModule): number {
  const { collectDuration, duration } = module.diagnostic();
  return (collectDuration + duration) / 1000;
}

function listRemarks(module: TestModule, path: string): readonly string[] {
  const ofTests = [...module.children.allTests()].flatMap((test) => remarkOn(test, path));
  return [...ofTests, ...module.errors().map((error) => `failed: ${path}\n${formatFailure(error)}`)];
}

function remarkOn(test: TestCase, path: string): readonly string[] {
  const { state, errors = [] } = test.result();
  const [first] = errors;
  if (state === 'failed') return [`failed: ${path} > ${test.fullName}\n${first ? formatFailure(first) : ''}`];
  if (!test.diagnostic()?.flaky) return [];
  return [`passed at its second try: ${path} > ${test.fullName}\n${first ? formatFailure(first) : ''}`];
}

function formatFailure({ message, stack = '' }: Failure): string {
  const places = stack
    .slice(stack.includes(message) ? stack.indexOf(message) + message.length : 0)
    .split('\n')
    .filter((line) => /^ +at /.test(line) && !/node_modules|node:internal|<anonymous>/.test(line));
  const lines = [...message.split('\n').slice(0, MAX_LINES - 2), ...places.slice(0, 2)];
  return lines.map((line) => `  ${line}`).join('\n');
}

/** A file that could not be run counts as one that failed. */
function countTests(modules: readonly TestModule[]): Closing['counts'] {
  const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
  const count = (state: string) => states.filter((each) => each === state).length;
  const broken = modules.reduce((sum, module) => sum + module.errors().length, 0);
  return { passed: count('passed'), failed: count('failed') + broken, skipped: count('skipped') };
}
