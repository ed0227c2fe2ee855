/** Leaves the site for the form that works without script: for a photo that this phone could not keep. */
import { ROUTES } from '../../../edge/api.ts';

/** Asks the edge for the upload form of one photo of the job. The token is sent in the body, as from /form.html. */
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
