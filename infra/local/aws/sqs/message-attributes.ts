/** Message attributes and the digest that SQS gives of them (Developer Guide, "Calculating the MD5 message digest for message attributes"). */
import { createHash } from 'node:crypto';
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';

export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, with an optional custom ending. */
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

const MAX_ATTRIBUTES = 10;

/** @throws {ServiceError} when the value is no map of at most ten attributes. */
export function parseMessageAttributes(value: unknown): Readonly<Record<string, MessageAttribute>> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value) || Object.keys(value).length > MAX_ATTRIBUTES) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Number of message attributes exceeds the allowed maximum ${MAX_ATTRIBUTES}.`,
    );
  }
  return Object.fromEntries(Object.entries(value).map(([name, attribute]) => [name, parseAttribute(name, attribute)]));
}

function parseAttribute(name: string, value: unknown): MessageAttribute {
  const { DataType, StringValue, BinaryValue } = isRecord(value) ? value : {};
  if (typeof DataType === 'string' && typeof StringValue === 'string') return { DataType, StringValue };
  if (typeof DataType === 'string' && typeof BinaryValue === 'string') return { DataType, BinaryValue };
  throw new ServiceError(
    'InvalidParameterValue',
    `The message attribute '${name}' must contain a non-empty value and type.`,
  );
}

/** Null when there are none: SQS then gives no digest. */
export function formatMessageAttributesMd5(attributes: Readonly<Record<string, MessageAttribute>>): string | null {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return null;
  const hash = createHash('md5');
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    hash.update(withLength(Buffer.from(name))).update(withLength(Buffer.from(DataType)));
    hash.update(Buffer.from([StringValue === undefined ? 2 : 1]));
    hash.update(
      withLength(StringValue === undefined ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue)),
    );
  }
  return hash.digest('hex');
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
