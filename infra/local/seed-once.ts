/** Seeds a data folder that has not been seeded: the jobs before the run is ready, the photos behind it. */
import { existsSync } from 'node:fs';
import { replaceFile } from './aws/durable-file.ts';
import type { Services } from './aws/run-template.ts';
import type { DataFolder } from './data-folder.ts';
import { signAccessToken } from './identity/access-token.ts';
import type { ResolvedAssembly } from './resolve-assembly.ts';
import type { RunKeys } from './run-keys.ts';
import { DEMO_USERS } from './seed/demo-users.ts';
import { seedJobs, seedPhotos } from './seed/seed.ts';

export interface SeedOnceOptions {
  readonly folder: DataFolder;
  readonly keys: RunKeys;
  readonly issuer: string;
  readonly assembly: ResolvedAssembly;
  readonly services: Services;
}

/** Answers with the sending of the photos under way: `sent` resolves when all are in, and rejects when one was refused. */
export async function seedOnce({
  folder,
  keys,
  issuer,
  assembly,
  services,
}: SeedOnceOptions): Promise<{ readonly sent: Promise<void> }> {
  if (existsSync(folder.seeded)) return { sent: Promise.resolve() };
  const nowMs = Date.now();
  await seedJobs({
    endpoints: services.endpoints,
    region: assembly.region,
    bucket: assembly.output('UploadsBucket'),
    table: assembly.output('Table'),
    credential: services.root,
    nowMs,
  });
  const token = (name: string) => {
    const user = DEMO_USERS.find((each) => each.name === name) ?? DEMO_USERS[0];
    return signAccessToken(user, { issuer, key: keys.issuer, expiresInSeconds: 600, nowMs: Date.now() });
  };
  // A run that ends before does it again: the photos have fixed capture ids, so none comes twice.
  const sent = seedPhotos({ edge: services.cloudfront.url, token, nowMs }).then(() =>
    replaceFile(folder.seeded, JSON.stringify({ at: new Date().toISOString() })),
  );
  return { sent };
}
