/** A case of a single forged request: what is sent, and how it must be answered. */
import assert from 'node:assert/strict';
import { type RawResponse, sendRaw } from './raw-http.ts';
import type { ContractCase, ContractContext } from './target.ts';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly isChunked?: boolean;
}

/** `code` is empty where a response without an error is wanted. */
export function requestCase(
  name: string,
  wanted: { readonly status: number; readonly code?: string },
  forge: (context: ContractContext) => SentRequest | Promise<SentRequest>,
  options: { readonly ceph?: string; readonly check?: (response: RawResponse) => void } = {},
): ContractCase {
  return {
    name,
    ...(options.ceph === undefined ? {} : { differs: { ceph: options.ceph } }),
    run: async (context) => {
      const response = await sendRaw(await forge(context));
      assert.equal(response.status, wanted.status, response.body);
      if (context.target.name === 'local') assert.equal(response.code, wanted.code ?? '', response.body);
      options.check?.(response);
    },
  };
}
