/** The way of one photo, in a job of its own: tickets, the upload and what S3 refuses of it, the album, its images, a change. */
import type { Photo, Ticket } from '../../../edge/api.ts';
import { type DeploymentProbe, expectAll, type ProbeContext, type SeenResponse } from './probe.ts';

function step(name: string, rows: readonly number[], run: DeploymentProbe['run']): DeploymentProbe {
  return { name, rows, needs: 'token', run };
}

const MISSING = 'an earlier step has failed';

function toForm({ fields }: Ticket, bytes: Uint8Array, changes: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes })) form.set(name, value);
  form.set('file', new Blob([Uint8Array.from(bytes)]), 'probe.jpg');
  return form;
}

/** The field of a policy that would be good for a year longer than was signed. */
function changePolicy({ fields }: Ticket): Readonly<Record<string, string>> {
  const name = Object.keys(fields).find((each) => each.toLowerCase() === 'policy') ?? 'policy';
  const policy = Buffer.from(fields[name] ?? '', 'base64').toString();
  const longer = policy.replace(/"20(\d\d)-/, (_, year: string) => `"20${Number(year) + 1}-`);
  return { [name]: Buffer.from(longer).toString('base64') };
}

function readTickets({ json }: SeenResponse): readonly Ticket[] {
  return Array.isArray(json?.tickets) ? (json.tickets as Ticket[]) : [];
}

function findPhoto({ json }: SeenResponse, photoId: string | undefined): Photo | undefined {
  const photos = Array.isArray(json?.photos) ? (json.photos as Photo[]) : [];
  return photos.find((photo) => photo.photo_id === photoId);
}

function postTickets({ askAs, jobId, picture }: ProbeContext, count: number): Promise<SeenResponse> {
  const photos = Array.from({ length: count }, (_, index) => ({
    id: `probe-${jobId.slice(-8)}-${index}`,
    type: 'image/jpeg',
    size: picture.length,
    title: 'Probe',
  }));
  const body = JSON.stringify({ job_id: jobId, photos });
  return askAs('/upload-url', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
}

const readAlbum = ({ askAs, jobId }: ProbeContext) => askAs(`/photos?job_id=${jobId}`);

export const PHOTO_PROBES: readonly DeploymentProbe[] = [
  step('the job is found, and another one is refused', [5], async ({ askAs, jobId }) => {
    const [own, foreign] = [await askAs(`/jobs?job_id=${jobId}`), await askAs('/photos?job_id=no-such-job-anywhere')];
    const jobs = Array.isArray(own.json?.jobs) ? own.json.jobs : [];
    return expectAll(own, {
      'the job is not listed': own.status === 200 && jobs.length === 1,
      'a job that is not there is not refused': foreign.status === 403 && foreign.json?.code === 'access-denied',
    });
  }),
  step('a ticket, and twenty at once, whose request arrives whole', [5, 7], async (context) => {
    const many = await postTickets(context, 20);
    const one = await postTickets(context, 1);
    const [ticket] = readTickets(one);
    if (ticket) context.journey.ticket = ticket;
    return expectAll(many, {
      'no twenty tickets': many.status === 200 && readTickets(many).length === 20,
      'no ticket': one.status === 200 && ticket?.method === 'POST',
      'tickets may be kept': one.headers.get('cache-control') === 'no-store',
    });
  }),
  step(
    'S3 refuses a changed policy and a byte too many, in its own words',
    [2, 3],
    async ({ ask, journey, picture }) => {
      if (!journey.ticket) return MISSING;
      const { url } = journey.ticket;
      const changed = toForm(journey.ticket, picture, changePolicy(journey.ticket));
      const forged = await ask(url, { method: 'POST', body: changed });
      const large = await ask(url, {
        method: 'POST',
        body: toForm(journey.ticket, Buffer.concat([picture, Buffer.alloc(1)])),
      });
      return expectAll(forged, {
        'a changed policy is not refused by S3': forged.status === 403 && forged.text.includes('<Code>'),
        'a byte too many is not refused by S3': large.status === 400 && large.text.includes('<Code>EntityTooLarge'),
      });
    },
  ),
  step('the upload is stored', [1, 3, 4], async ({ ask, journey, picture }) => {
    if (!journey.ticket) return MISSING;
    const body = toForm(journey.ticket, picture);
    const stored = await ask(journey.ticket.url, { method: 'POST', body, headers: { cookie: 'probe=1' } });
    return expectAll(stored, {
      'not stored': stored.status === 201,
      'no response of S3': stored.text.includes('<PostResponse'),
    });
  }),
  step('the photo is in the album and developed within a minute, and no dead letter came', [20], async (context) => {
    const { journey, poll } = context;
    const photoId = journey.ticket?.photo_id;
    const album = await poll(
      () => readAlbum(context),
      (seen) => findPhoto(seen, photoId)?.state === 'ready',
    );
    const photo = findPhoto(album, photoId);
    if (photo) journey.photo = photo;
    return expectAll(album, {
      'no album': album.status === 200,
      'the photo is not there': photo !== undefined,
      'the photo is not developed': photo?.state === 'ready' && photo.thumb_url !== null,
    });
  }),
  step('the thumbnail is shown, the second time out of the cache', [28], async (context) => {
    const url = context.journey.photo?.thumb_url;
    if (!url) return MISSING;
    const [first, second] = [await context.ask(url), await context.ask(url)];
    return expectAll(first, {
      'no thumbnail': first.status === 200 && first.headers.get('content-type') === 'image/webp',
      'it is asked for again': /Hit/.test(second.headers.get('x-cache') ?? ''),
      'not for this browser alone': /private/.test(first.headers.get('cache-control') ?? ''),
    });
  }),
  step('its signature opens nothing else', [12, 13, 15], async (context) => {
    const url = context.journey.photo?.thumb_url;
    if (!url) return MISSING;
    const { jobId } = context;
    const query = await context.ask(`${url}&x=1`);
    const other = await context.ask(url.replace(`/${jobId}/`, '/j-other/'));
    const none = await context.ask(url.replace(/-\d+\.webp/, '-99999.webp'));
    return expectAll(other, {
      'a foreign query passes': query.status === 403 || query.status === 404,
      'another job’s picture is opened': other.status === 403,
      'what is not there is no 404': none.status === 404,
    });
  }),
  step('the original comes without what S3 knows of it', [29], async (context) => {
    const url = context.journey.photo?.url;
    if (!url) return MISSING;
    const seen = await context.ask(url);
    const names = [...seen.headers.keys()].filter((name) => /^x-amz-(meta|version|server-side)/.test(name));
    return expectAll(seen, {
      'other bytes': seen.status === 200 && seen.bytes.equals(context.picture),
      [`it carries ${names.join(', ')}`]: names.length === 0,
    });
  }),
  step('an edit, a deletion and a restoration, and the history of them', [8, 43], async (context) => {
    const { askAs, jobId, journey } = context;
    if (!journey.photo) return MISSING;
    const path = `/photos/${journey.photo.photo_id}`;
    const headers = { 'content-type': 'application/json', 'if-match': `"${journey.photo.revision}"` };
    const edited = await askAs(`${path}?job_id=${jobId}`, {
      method: 'PATCH',
      headers,
      body: '{"title":"Probe, edited"}',
    });
    const removed = await askAs(`${path}?job_id=${jobId}`, { method: 'DELETE' });
    const album = await readAlbum(context);
    const restored = await askAs(`${path}/restore?job_id=${jobId}`, { method: 'POST' });
    const audit = await askAs(`/audit?job_id=${jobId}`);
    const entries = Array.isArray(audit.json?.entries) ? (audit.json.entries as { action?: unknown }[]) : [];
    const missing = ['edited', 'deleted', 'restored'].filter(
      (action) => !entries.some((entry) => entry.action === action),
    );
    return expectAll(edited, {
      'not edited': edited.status === 200 && edited.json?.title === 'Probe, edited',
      'not deleted': removed.status === 204,
      'still in the album': findPhoto(album, journey.photo.photo_id) === undefined,
      'not restored': restored.status === 200,
      [`not in the history: ${missing.join(', ')}`]: missing.length === 0,
    });
  }),
];
