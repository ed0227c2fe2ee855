import { describe, expect, it } from 'vitest';
import { NotificationError, parseNotification } from '../../../origin/core/photo-version.ts';

const KEY = 'jobs/j-1/0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60.jpg';

function format(...objects: { eventName?: string; object: Record<string, unknown> }[]): string {
  return JSON.stringify({
    Records: objects.map(({ eventName = 'ObjectCreated:Post', object }) => ({ eventName, s3: { object } })),
  });
}

describe('parseNotification', () => {
  it.each(['Post', 'Put', 'CompleteMultipartUpload', 'Copy'])('reads ObjectCreated:%s', (how) => {
    const body = format({
      eventName: `ObjectCreated:${how}`,
      object: { key: KEY, versionId: 'v1', sequencer: '0055AED6DCD90281E5' },
    });
    expect(parseNotification(body)).toEqual([
      {
        key: KEY,
        jobId: 'j-1',
        photoId: '0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60',
        type: 'image/jpeg',
        versionId: 'v1',
        sha256: null,
      },
    ]);
  });

  it('reads every record of a body, and form-encoded keys', () => {
    const encoded = KEY.replaceAll('/', '%2F');
    expect(parseNotification(format({ object: { key: KEY } }, { object: { key: encoded } }))).toHaveLength(2);
  });

  it('knows no version where the bucket keeps none', () => {
    const [version] = parseNotification(format({ object: { key: KEY, versionId: 'null' } }));
    expect(version).toMatchObject({ versionId: null });
  });

  it.each([
    ['the test event', JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' })],
    ['a removed object', format({ eventName: 'ObjectRemoved:Delete', object: { key: KEY } })],
    ['a thumbnail', format({ object: { key: 'thumbs/j-1/0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60-320.webp' } })],
    ['a key of another grammar', format({ object: { key: 'jobs/j-1/../../etc/passwd' } })],
  ])('passes over %s', (_, body) => {
    expect(parseNotification(body)).toEqual([]);
  });

  it.each(['', 'null', '[]', '{}', '{"Records":[{}]}', '{"Records":[null]}', format({ object: { key: '%E0%A4%A' } })])(
    'throws on %j, which is no notification',
    (body) => {
      expect(() => parseNotification(body)).toThrow(NotificationError);
    },
  );
});
