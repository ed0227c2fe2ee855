/** A case of a single forged request: what is sent, and how it must be answered. */
import assert from 'node:assert/strict';
import { type RawAnswer, sendRaw } from './raw-http.ts';
import type { ContractCase, ContractContext } from './target.ts';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly isChunked?: boolean;
}

/** `code` is empty where an answer without an error is wanted. */
export function answers(
  name: string,
  wanted: { readonly status: number; readonly code?: string },
  forge: (context: ContractContext) => SentRequest | Promise<SentRequest>,
  options: { readonly ceph?: string; readonly check?: (answer: RawAnswer) => void } = {},
): ContractCase {
  return {
    name,
    ...(options.ceph === undefined ? {} : { differs: { ceph: options.ceph } }),
    run: async (context) => {
      const answer = await sendRaw(await forge(context));
      assert.equal(answer.status, wanted.status, answer.body);
      if (context.target.name === 'local') assert.equal(answer.code, wanted.code ?? '', answer.body);
      options.check?.(answer);
    },
  };
}
