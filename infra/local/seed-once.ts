/** Seeds a data folder that has not been seeded: the jobs before the run is ready, the photos behind it. */
import { existsSync } from 'node:fs';
import type { RunningTemplate } from './aws/run-template.ts';
import type { DataFolder } from './data-folder.ts';
import { signAccessToken } from './identity/access-token.ts';
import type { TokenShape } from './identity/token-shapes.ts';
import { replaceJsonFile } from './json-file.ts';
import { readOutput } from './read-output.ts';
import type { RunKeys } from './run-keys.ts';
import { DEMO_USERS } from './seed/demo-users.ts';
import { seedJobs, seedPhotos } from './seed/seed.ts';

export interface SeedOnceOptions {
  readonly folder: DataFolder;
  readonly keys: RunKeys;
  readonly issuer: string;
  readonly shape: TokenShape;
  readonly aws: RunningTemplate;
  /** Where CloudFront listens. */
  readonly edge: string;
}

/**
 * Gives the sending of the photos under way: `sent` resolves when all are in, and rejects when one was refused.
 * @throws {RunError} when the template lacks an output.
 */
export async function seedOnce(options: SeedOnceOptions): Promise<{ readonly sent: Promise<void> }> {
  const { folder, keys, issuer, shape, aws, edge } = options;
  if (existsSync(folder.seeded)) return { sent: Promise.resolve() };
  const nowMs = Date.now();
  await seedJobs({
    endpoints: aws.endpoints,
    region: aws.region,
    bucket: readOutput(aws, 'UploadsBucket'),
    table: readOutput(aws, 'Table'),
    credential: aws.account.root,
    nowMs,
  });
  const token = (name: string) => {
    const user = DEMO_USERS.find((each) => each.name === name) ?? DEMO_USERS[0];
    return signAccessToken(user, { issuer, key: keys.issuer, shape, expiresInSeconds: 600, nowMs: Date.now() });
  };
  // A run that ends before does it again: the photos have fixed capture ids, so none comes twice.
  const sent = seedPhotos({ edge, token, nowMs }).then(() =>
    replaceJsonFile(folder.seeded, { at: new Date().toISOString() }),
  );
  return { sent };
}
