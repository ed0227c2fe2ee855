/** The way without script, entered from the site: for a photo that this phone would not keep. It leaves the page. */
import { ROUTES } from '../../../edge/api.ts';

/** Has the edge answer with S3's own form for one photo of the job. The token goes in the body, as from /form.html. */
export function openPlainForm(jobId: string, token: string): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = ROUTES.form;
  form.hidden = true;
  for (const [name, value] of Object.entries({ job_id: jobId, access_token: token })) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
