/** What must be refused, each in its own way, and nothing of it kept or shared. */
import { type DeploymentProbe, expectAll, type ProbeContext, type SeenResponse } from './probe.ts';

/** A token of the right form that nobody signed. */
function forge(expiresAtSeconds: number): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: 'nobody', exp: expiresAtSeconds, roles: ['dispatcher'] };
  return `${encode({ alg: 'RS256', kid: 'none' })}.${encode(claims)}.${'A'.repeat(342)}`;
}

const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

function isProblem(seen: SeenResponse, status: number, code: string): Readonly<Record<string, boolean>> {
  const { headers, json } = seen;
  return {
    [`not refused by ${code}`]: seen.status === status && json?.code === code,
    'not problem details': /^application\/problem\+json/.test(headers.get('content-type') ?? ''),
    'it may be kept': headers.get('cache-control') === 'no-store',
    'nosniff or HSTS is missing':
      headers.get('x-content-type-options') === 'nosniff' && headers.has('strict-transport-security'),
    'the edge’s configuration is shown': !headers.has('x-shot-config') && !seen.text.includes('secret_id'),
  };
}

function refusal(name: string, rows: readonly number[], run: DeploymentProbe['run']): DeploymentProbe {
  return { name, rows, needs: 'nothing', run };
}

const nowSeconds = ({ nowMs }: ProbeContext) => Math.floor(nowMs / 1000);

export const REFUSAL_PROBES: readonly DeploymentProbe[] = [
  refusal('without a token: 401 by the gate, with its challenge', [6, 24, 26], async ({ ask }) => {
    const seen = await ask('/photos?job_id=j-1');
    const challenge = seen.headers.get('www-authenticate') === 'Bearer';
    return expectAll(seen, { ...isProblem(seen, 401, 'token-missing'), 'no challenge': challenge });
  }),
  refusal('what is no token: 401 by the gate', [6], async ({ ask }) => {
    const seen = await ask('/jobs', withToken('no-token'));
    return expectAll(seen, isProblem(seen, 401, 'token-invalid'));
  }),
  refusal('an expired token: 401 by the gate', [6], async (context) => {
    const seen = await context.ask('/jobs', withToken(forge(nowSeconds(context) - 3600)));
    return expectAll(seen, isProblem(seen, 401, 'token-expired'));
  }),
  refusal('a forged token: 401 by the function behind it', [26], async (context) => {
    const seen = await context.ask('/jobs', withToken(forge(nowSeconds(context) + 3600)));
    return expectAll(seen, isProblem(seen, 401, 'token-invalid'));
  }),
  refusal('two callers get their own errors', [40], async (context) => {
    const forged = () => context.ask('/audit?job_id=j-1', withToken(forge(nowSeconds(context) + 3600)));
    const [one, other] = [await forged(), await forged()];
    return expectAll(other, {
      'one caller’s error is given to another': one.json?.instance !== other.json?.instance || one.text !== other.text,
      'an error comes out of the cache': !other.headers.has('age'),
    });
  }),
  refusal('a picture without a signature: 403, and not kept', [12], async ({ ask }) => {
    const seen = await ask('/thumbs/j-1/00000000-0000-0000-0000-000000000000-320.webp');
    const kept = /max-age=[1-9]/.test(seen.headers.get('cache-control') ?? '');
    return expectAll(seen, { 'not refused': seen.status === 403, 'it may be kept': !kept });
  }),
  refusal('an upload that is no form, and one by GET', [4], async ({ ask }) => {
    const plain = await ask('/upload', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } });
    const read = await ask('/upload');
    return expectAll(plain, {
      'text is taken for a form': plain.status === 400,
      'a GET reaches the bucket': read.status === 405 && read.headers.get('allow') === 'POST',
    });
  }),
  refusal('what S3 refuses of a form without script comes back as a page', [36], async ({ ask }) => {
    const form = new FormData();
    form.set('key', 'jobs/none');
    form.set('file', 'x');
    const seen = await ask('/form/upload', { method: 'POST', body: form });
    return expectAll(seen, {
      'not refused by S3': seen.status === 403 || seen.status === 400,
      'no page': /^text\/html/.test(seen.headers.get('content-type') ?? '') && seen.text.includes('href="/form.html"'),
      'it may be kept': seen.headers.get('cache-control') === 'no-store',
    });
  }),
  refusal('the form of another site’s page: 403', [35], async ({ ask }) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' };
    const seen = await ask('/form', { method: 'POST', body: 'job_id=j-1', headers });
    return expectAll(seen, { 'not refused': seen.status === 403 });
  }),
  refusal('what is not there is not there, and no list of the bucket', [15], async ({ ask }) => {
    const seen = await ask('/assets/none-00000000.js');
    const list = await ask('/?list-type=2&prefix=');
    return expectAll(seen, {
      'something is there': seen.status === 404 || seen.status === 403,
      'the bucket is listed': !list.text.includes('<ListBucketResult'),
    });
  }),
];
