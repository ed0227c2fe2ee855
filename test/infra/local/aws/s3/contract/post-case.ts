/** What a case of a form upload states: how the form is altered, and what comes of it. */
import assert from 'node:assert/strict';
import { GetObjectCommand, GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { createDraft, type FormDraft, sendDraft } from './post-form-draft.ts';
import type { RawResponse } from './raw-http.ts';
import { type ContractCase, type ContractContext, isStored, type Refusal } from './target.ts';

type AlterDraft = (draft: FormDraft, context: ContractContext) => FormDraft;

export interface Acceptance {
  readonly status?: number;
  /** Where the file ends up, if not at the draft's key. */
  readonly key?: string;
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly checkResponse?: (response: RawResponse, draft: FormDraft) => void;
}

let serial = 0;

function nextKey(): string {
  serial += 1;
  return `jobs/j-${serial}/photo.jpg`;
}

async function checkStored(context: ContractContext, draft: FormDraft, wanted: Acceptance): Promise<void> {
  const { client, bucket } = context;
  const key = wanted.key ?? draft.key;
  const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const body = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  assert.ok(draft.file?.body.equals(body), 'the object is byte-true');
  const told = [
    ['Content-Type', wanted.contentType, object.ContentType],
    ['Cache-Control', wanted.cacheControl, object.CacheControl],
    ['Content-Disposition', wanted.contentDisposition, object.ContentDisposition],
  ] as const;
  for (const [name, expected, actual] of told) {
    if (expected !== undefined) assert.equal(actual, expected, name);
  }
  if (wanted.metadata !== undefined) assert.deepEqual(object.Metadata, wanted.metadata);
  if (wanted.tags !== undefined) {
    const { TagSet = [] } = await client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }));
    assert.deepEqual(Object.fromEntries(TagSet.map((tag) => [tag.Key, tag.Value])), wanted.tags);
  }
}

export function accepts(name: string, alter: AlterDraft, wanted: Acceptance = {}, ceph?: string): ContractCase {
  return {
    name: `POST: takes ${name}`,
    ...(ceph === undefined ? {} : { differs: { ceph } }),
    run: async (context) => {
      const draft = alter(createDraft(context, nextKey()), context);
      const response = await sendDraft(context, draft);
      assert.equal(response.status, wanted.status ?? 204, response.body);
      wanted.checkResponse?.(response, draft);
      await checkStored(context, draft, wanted);
    },
  };
}

export function refuses(name: string, refusal: Refusal, alter: AlterDraft, ceph?: string): ContractCase {
  return {
    name: `POST: refuses ${name}`,
    ...(ceph === undefined ? {} : { differs: { ceph } }),
    run: async (context) => {
      const draft = alter(createDraft(context, nextKey()), context);
      const response = await sendDraft(context, draft);
      assert.equal(response.status, refusal.status, response.body);
      if (context.target.name === 'local') assert.equal(response.code, refusal.code, response.body);
      assert.equal(await isStored(context, draft.key), false, 'nothing is stored');
    },
  };
}
