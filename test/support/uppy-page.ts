/** Runs in a page of the dashboard: Uppy with its S3 plugin, as docs/ways-in.md shows it. */
import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import type { Ticket } from '../../edge/api.ts';

declare global {
  var sendByUppy: (jobId: string, token: string, base64: string) => Promise<string>;
}

globalThis.sendByUppy = async (jobId, token, base64) => {
  const uppy = new Uppy();
  uppy.use(AwsS3, {
    signRequest: async () => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`/upload-url?job_id=${jobId}&type=image/jpeg`, { headers });
      const { url, fields }: Ticket = await response.json();
      return { url: new URL(url, location.href).href, fields: { ...fields } };
    },
  });
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  uppy.addFile({ name: 'photo.jpg', type: 'image/jpeg', data: new Blob([bytes], { type: 'image/jpeg' }) });
  const result = await uppy.upload();
  return result?.failed?.[0]?.error ?? 'sent';
};
