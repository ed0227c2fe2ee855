/** Programs of Debian's that tests hold ours against, where they are installed (`npm test` installs them by apt). */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a program, null where it is not on PATH. */
export function findTool(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}
