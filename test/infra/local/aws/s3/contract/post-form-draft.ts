/** A form upload that a case changes before or after it is signed, and that is then sent byte by byte. */
import { forgeSignature, toTimestamp } from './forge.ts';
import { type RawResponse, sendRaw } from './raw-http.ts';
import type { ContractContext } from './target.ts';

export interface DraftField {
  readonly name: string;
  readonly value: string;
}

export interface FormDraft {
  readonly key: string;
  readonly bucket: string;
  readonly path: string;
  /** The policy's parts; a case may put anything here. */
  readonly policy: Readonly<Record<string, unknown>> & { readonly conditions?: unknown };
  /** Fields besides those of the signature; each has its condition already. */
  readonly fields: readonly DraftField[];
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly timestamp: string;
  /** `yyyymmdd/region/service/aws4_request` */
  readonly scope: string;
  /** Base64 of the policy, where it is not to be the JSON of `policy`. */
  readonly policyText?: string;
  /** Alters all fields after they were signed. */
  readonly afterSigning: (fields: readonly DraftField[]) => readonly DraftField[];
  /** Null for a form without a file. */
  readonly file: { readonly body: Buffer; readonly filename: string } | null;
  readonly fieldsAfterFile: readonly DraftField[];
  readonly headers: Readonly<Record<string, string>>;
  readonly isChunked: boolean;
  readonly contentType: string;
  /** Alters the finished body. */
  readonly alterBody: (body: Buffer) => Buffer;
}

const BOUNDARY = '----contract7MA4YWxkTrZu0gW';

export function createDraft({ target, bucket }: ContractContext, key: string): FormDraft {
  const now = Date.now();
  const timestamp = toTimestamp(now);
  return {
    key,
    bucket,
    path: `/${bucket}`,
    policy: {
      expiration: new Date(now + 300_000).toISOString(),
      conditions: [{ bucket }, { key }, ['content-length-range', 5, 5]],
    },
    fields: [{ name: 'key', value: key }],
    accessKeyId: target.accessKeyId,
    secretAccessKey: target.secretAccessKey,
    timestamp,
    scope: `${timestamp.slice(0, 8)}/${target.region}/s3/aws4_request`,
    afterSigning: (fields) => fields,
    file: { body: Buffer.from('hello'), filename: 'photo.jpg' },
    fieldsAfterFile: [],
    headers: {},
    isChunked: false,
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    alterBody: (body) => body,
  };
}

function signDraft(draft: FormDraft): readonly DraftField[] {
  const credential = `${draft.accessKeyId}/${draft.scope}`;
  const proof = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': credential,
    'x-amz-date': draft.timestamp,
  };
  const conditions = Array.isArray(draft.policy.conditions)
    ? [...draft.policy.conditions, ...Object.entries(proof).map(([name, value]) => ({ [name]: value }))]
    : draft.policy.conditions;
  const policy = draft.policyText ?? Buffer.from(JSON.stringify({ ...draft.policy, conditions })).toString('base64');
  const [date = '', region = '', service = ''] = draft.scope.split('/');
  const signature = forgeSignature(draft.secretAccessKey, { date, region, service }, policy);
  const all = [
    ...draft.fields,
    ...Object.entries(proof).map(([name, value]) => ({ name, value })),
    { name: 'policy', value: policy },
    { name: 'x-amz-signature', value: signature },
  ];
  return draft.afterSigning(all);
}

function formatField({ name, value }: DraftField): Buffer {
  return Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
}

function formatFile({ body, filename }: { body: Buffer; filename: string }): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body, Buffer.from('\r\n')]);
}

export function formatSecondFile(): FormDraft['alterBody'] {
  const second = formatFile({ body: Buffer.from('again'), filename: 'b.jpg' });
  return (body) => {
    const end = body.lastIndexOf(`--${BOUNDARY}--`);
    return Buffer.concat([body.subarray(0, end), second, body.subarray(end)]);
  };
}

export function sendDraft({ target }: ContractContext, draft: FormDraft): Promise<RawResponse> {
  const body = Buffer.concat([
    ...signDraft(draft).map(formatField),
    ...(draft.file === null ? [] : [formatFile(draft.file)]),
    ...draft.fieldsAfterFile.map(formatField),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);
  return sendRaw({
    method: 'POST',
    url: target.endpoint + draft.path,
    headers: { 'Content-Type': draft.contentType, ...draft.headers },
    body: draft.alterBody(body),
    isChunked: draft.isChunked,
  });
}
