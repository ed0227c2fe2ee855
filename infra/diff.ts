/** `npm run diff`: what a template would change in a stack, and whether it would replace or remove what holds photos, people or the audit log. */
import { readFile } from 'node:fs/promises';
import { runCommand } from './operate/command.ts';
import { CommandError } from './operate/command-error.ts';
import { createTemplateDiff, type TemplateChange } from './template-diff.ts';

const HELP = `Compares two templates of a stack, and refuses one that would replace or remove what holds state.

Usage: npm run --silent diff -- OLD.template.json NEW.template.json

The exit code is 1 where a bucket, a table, a user pool, a queue, a secret, a key or the distribution would be replaced or removed,
a stack that goes would no longer leave it behind, or a bucket would change the key under which it has encrypted its objects.`;

await runCommand(
  {
    help: HELP,
    options: {},
    run: async ({ positionals: [before, after, ...rest] }) => {
      if (before === undefined || after === undefined || rest.length > 0) {
        throw new CommandError('Which two templates? See --help.');
      }
      const diff = await createTemplateDiff();
      const changes = diff(await readTemplateFile(before), await readTemplateFile(after));
      for (const change of changes) process.stdout.write(`${format(change)}\n`);
      const refused = changes.filter(({ isRefused }) => isRefused).length;
      return { summary: `${changes.length} changes, ${refused} of them refused`, isClean: refused === 0 };
    },
  },
  process.argv.slice(2),
);

async function readTemplateFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CommandError(`${path}: no such file`);
  });
  try {
    const found: unknown = JSON.parse(text);
    // What the AWS CLI gives may be the template as a text.
    return typeof found === 'string' ? JSON.parse(found) : found;
  } catch {
    throw new CommandError(`${path}: not JSON`);
  }
}

function format({ kind, logicalId, type, properties, isRefused }: TemplateChange): string {
  const what = properties.length === 0 ? '' : `: ${properties.join(', ')}`;
  return `${isRefused ? 'REFUSED' : '       '} ${kind.padEnd(8)} ${logicalId} (${type})${what}`;
}
