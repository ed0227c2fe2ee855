import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** npm runs these two without `run`. */
const LIFE_CYCLE = ['start', 'test'];

interface NamedCall {
  readonly place: string;
  readonly script: string;
  /** `--stage`, and words that are verbs. */
  readonly flags: readonly string[];
}

/** Every `npm run …` that a document names, in a block of code or in a line, and what the workflows run. */
function listCalls(): readonly NamedCall[] {
  const documents = [
    ...['docs', '.github/workflows'].flatMap((folder) => readdirSync(ROOT + folder).map((name) => `${folder}/${name}`)),
    ...['README.md', 'CONTRIBUTING.md'],
  ];
  return documents
    .filter((name) => /\.(md|yml)$/.test(name))
    .flatMap((place) => {
      const text = readFileSync(ROOT + place, 'utf8').replace(/\\\n\s*/g, '');
      return [...text.matchAll(/npm (?:run (?:-s |--silent )?([\w:-]+)|(start|test))([^\n`);]*)/g)].map(
        ([, script, lifeCycle, rest = '']) => ({
          place,
          script: script ?? lifeCycle ?? '',
          flags: [...(rest.split('#')[0] ?? '').matchAll(/(?<=\s)--?[a-z][\w-]*/g)].map(([flag]) => flag),
        }),
      );
    });
}

describe('package.json', () => {
  const calls = listCalls();

  it('has every script that a document names', () => {
    const unknown = calls.filter(({ script }) => !Object.hasOwn(manifest.scripts, script));
    expect(unknown).toEqual([]);
    expect(calls.length).toBeGreaterThan(50);
  });

  it.concurrent.each(Object.entries(manifest.scripts))(
    '%s explains itself with --help, and every option that a document gives it',
    async (name, command) => {
      const [program, ...args] = command.split(' ');
      expect(program).toBe('node');
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [...args, '--help'], { cwd: ROOT });
      const call = LIFE_CYCLE.includes(name) ? `npm ${name}` : `npm run (-s |--silent )?${name}`;
      expect(stdout).toMatch(new RegExp(`${call}(?![\\w:-])`));
      expect(stderr).toBe('');
      const own = calls.filter(({ script }) => script === name);
      const unknown = own.flatMap(({ place, flags }) =>
        flags
          .filter((flag) => flag !== '--help' && !new RegExp(`(^|[\\s\\[(|])${flag}(?![\\w-])`, 'm').test(stdout))
          .map((flag) => `${place}: ${flag}`),
      );
      expect(unknown).toEqual([]);
    },
  );
});
