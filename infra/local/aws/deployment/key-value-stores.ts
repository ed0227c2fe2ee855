/** The template's key-value stores, and which function reads which. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type EdgeKeyValueStore, openKeyValueStore } from '../keyvaluestore/key-value-store.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { wrong } from './read-property.ts';

export interface NamedStore {
  readonly logicalId: string;
  readonly store: EdgeKeyValueStore;
}

export interface OpenStoresOptions {
  readonly dataDir: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/**
 * @throws {TemplateError} when a store is to be filled from a file
 * @throws {DataFileError} when what was kept of one cannot be read
 */
export async function openKeyValueStores(
  resources: readonly ResolvedResource[],
  { dataDir, now }: OpenStoresOptions,
): Promise<readonly NamedStore[]> {
  const found = resources.filter(({ type }) => type === 'AWS::CloudFront::KeyValueStore');
  if (found.length > 0) await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return found.map((resource) => {
    const { logicalId, attributes, properties } = resource;
    if (properties.ImportSource !== undefined) throw wrong(resource, 'ImportSource', 'is not known to the local run');
    const { Arn: arn = '', Id: id = '' } = attributes;
    const path = join(dataDir, `${id}.json`);
    return { logicalId, store: openKeyValueStore({ path, definition: { arn, id, initial: {} }, now }) };
  });
}
