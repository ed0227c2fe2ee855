/** A test of POST /form: asks for the form, and sends the form that came as a browser without script would. */
import { edgeTest } from '../edge-test.ts';
import type { Asking } from '../origin-request.ts';
import { readForm } from '../read-form.ts';
import { toJobRecord } from '../records.ts';

export const FORM_TYPE = 'application/x-www-form-urlencoded';
/** What somebody types into the form, by the names of its fields. */
export const TYPED_FIELDS = { 'x-amz-meta-title': 'Sofá año №5', 'x-amz-meta-stage': 'after' };

export const formTest = edgeTest
  .extend('jobs', { scope: 'file', auto: true }, ({ world }) =>
    world.put(
      toJobRecord('j-1', { members: ['worker-1'], title: 'Attic & <garage>' }),
      toJobRecord('j-2', { members: ['worker-2'] }),
      toJobRecord('j-closed', { members: ['worker-1'], status: 'closed' }),
    ),
  )
  .extend('knock', ({ edge }) => (fields: Record<string, string> | [string, string][], asking: Asking = {}) => {
    const headers = { 'content-type': FORM_TYPE, ...asking.headers };
    return edge.ask('/form', { method: 'POST', body: String(new URLSearchParams(fields)), ...asking, headers });
  })
  .extend('bucketUrl', async ({ edge, worker }): Promise<string> => {
    return (await edge.ask('/upload-url?job_id=j-1', { token: worker })).body.s3_url;
  })
  /** Sends S3's form as a browser does: hidden fields as they are, then what was typed, then the file. */
  .extend(
    'send',
    ({ bucketUrl }) =>
      (text: string, typed: Record<string, string>, bytes: BlobPart = 'hello', action = bucketUrl) => {
        const { fields } = readForm(text);
        const form = new FormData();
        for (const [name, value] of Object.entries({ ...fields, ...typed })) form.append(name, value);
        form.append('file', new Blob([bytes], { type: 'image/jpeg' }), 'photo.jpg');
        return fetch(action, { method: 'POST', body: form, redirect: 'manual' });
      },
  );
