/** Calls dynalite, which is behind the front and takes every request that comes from it. */
import { Agent, request } from 'node:http';

/** What dynalite gave. */
export interface EngineResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type CallEngine = (
  operation: string,
  input: Readonly<Record<string, unknown>> | Buffer,
) => Promise<EngineResponse>;

/** dynalite wants a signature to be there and does not check it: the front has. */
const UNCHECKED = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
};

export function createEngineCaller(port: number): CallEngine {
  const agent = new Agent({ keepAlive: true });
  return (operation, input) =>
    new Promise((resolve, reject) => {
      const headers = { ...UNCHECKED, 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const checksum = String(incoming.headers['x-amz-crc32'] ?? '');
          resolve({
            status: incoming.statusCode ?? 500,
            headers: checksum ? { 'x-amz-crc32': checksum } : {},
            body: Buffer.concat(chunks),
          });
        });
      });
      outgoing.once('error', reject).end(Buffer.isBuffer(input) ? input : JSON.stringify(input));
    });
}
