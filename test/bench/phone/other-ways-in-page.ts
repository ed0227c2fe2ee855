/**
 * Runs in the page of the bench: the two other ways of a photo from a file input to the bucket. Both ask the edge for one
 * ticket and then send the photo as it is straight to S3, across origins.
 */
import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import type { Ticket } from '../../../edge/api.ts';

export type OtherWay = 'form' | 'uppy';

export interface OtherWayTask {
  readonly way: OtherWay;
  readonly jobId: string;
  readonly token: string;
  /** Origin of S3 behind the phone's link. */
  readonly s3: string;
}

/** Set once the ticket is there. */
export interface OtherWayProgress {
  changedAtMs?: number;
  photoId?: string;
  failure?: string;
}

declare global {
  var progress: OtherWayProgress;
  var startOtherWay: (task: OtherWayTask) => void;
}

globalThis.progress = {};
globalThis.startOtherWay = (task) => {
  const input = document.createElement('input');
  input.type = 'file';
  document.body.replaceChildren(input);
  input.addEventListener('change', () => {
    globalThis.progress.changedAtMs = Date.now();
    const file = input.files?.[0];
    if (!file) return;
    const send = task.way === 'form' ? sendForm : sendByUppy;
    send(file, task).catch((error: unknown) => {
      globalThis.progress.failure = String(error);
    });
  });
};

async function sendForm(file: File, task: OtherWayTask): Promise<void> {
  const { url, fields } = await askTicket(file, task);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  const response = await fetch(url, { method: 'POST', body: form });
  if (!response.ok) throw new Error(`S3 answers ${response.status}`);
}

/** With its defaults; a photo below 100 MB goes in one request, here as a form, because the ticket is one. */
async function sendByUppy(file: File, task: OtherWayTask): Promise<void> {
  const uppy = new Uppy();
  uppy.use(AwsS3, { signRequest: () => askTicket(file, task) });
  uppy.addFile(file);
  const result = await uppy.upload();
  const [failed] = result?.failed ?? [];
  if (failed) throw new Error(failed.error ?? 'Uppy failed');
}

async function askTicket(file: File, { jobId, token, s3 }: OtherWayTask) {
  const query = new URLSearchParams({ job_id: jobId, type: file.type, size: String(file.size) });
  const response = await fetch(`/upload-url?${query}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`the edge answers ${response.status}`);
  const { photo_id, s3_url, fields }: Ticket = await response.json();
  globalThis.progress.photoId = photo_id;
  return { url: s3 + new URL(s3_url).pathname, fields: { ...fields } };
}
