/**
 * Which permissions of the template's roles nothing has used in a whole run of tests: each local run leaves a list when it ends,
 * and the end of the run of tests names what stands in all of them as unused. Only a run of every system test says much.
 */
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PermissionUse } from '../../infra/local/aws/iam/permission-use.ts';
import { PREPARED } from './prepared-folder.ts';

const NAME = /^permissions-\w+\.json$/;
/** What the local run takes nowhere: functions log into the run's own log. */
const NOT_HERE = /^logs:/;

/** A run that was killed has left none. */
export async function keepPermissionUse(dataDir: string, runId: string): Promise<void> {
  const root = process.env[PREPARED];
  if (!root) return;
  await copyFile(join(dataDir, 'aws/permissions.json'), join(root, `permissions-${runId}.json`)).catch(() => undefined);
}

/** A head, and a line for each, such as `EdgeJobsRole ListJobs dynamodb:Query`; nothing where no local run has ended. */
export async function tellUnused(root = process.env[PREPARED]): Promise<readonly string[]> {
  if (!root) return [];
  const files = (await readdir(root)).filter((name) => NAME.test(name));
  const all = new Map<string, boolean>();
  for (const name of files) {
    const roles = JSON.parse(await readFile(join(root, name), 'utf8')) as Readonly<Record<string, PermissionUse[]>>;
    for (const [role, uses] of Object.entries(roles)) {
      for (const { sid, action, isUsed } of uses) {
        const line = `${role.replace(/[0-9A-F]{8}$/, '')} ${sid || '-'} ${action}`;
        if (!NOT_HERE.test(action)) all.set(line, isUsed || all.get(line) === true);
      }
    }
  }
  const unused = [...all].filter(([, isUsed]) => !isUsed).map(([line]) => line);
  if (all.size === 0) return [];
  return [
    `permissions that none of ${files.length} local runs used: ${unused.length}`,
    ...unused.toSorted().map((line) => `  ${line}`),
  ];
}
