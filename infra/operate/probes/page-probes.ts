/** What everybody sees: the site's files, their headers, and the configuration that leads to the issuer. */
import { type DeploymentProbe, expectAll, type ProbeContext, type SeenResponse } from './probe.ts';

const BROTLI = { headers: { 'accept-encoding': 'br' } };

function isGuarded({ headers }: SeenResponse): boolean {
  return (
    /default-src 'none'/.test(headers.get('content-security-policy') ?? '') &&
    /max-age=\d{7}/.test(headers.get('strict-transport-security') ?? '') &&
    headers.get('x-content-type-options') === 'nosniff' &&
    headers.get('x-frame-options') === 'DENY'
  );
}

async function readPage({ ask }: ProbeContext): Promise<SeenResponse & { readonly scripts: readonly string[] }> {
  const page = await ask('/', BROTLI);
  const scripts = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
  return { ...page, scripts };
}

export const PAGE_PROBES: readonly DeploymentProbe[] = [
  {
    name: 'the first page opens, with the headers that guard it',
    rows: [24],
    needs: 'nothing',
    async run(context) {
      const page = await readPage(context);
      return expectAll(page, {
        'no page': page.status === 200 && /^text\/html/.test(page.headers.get('content-type') ?? ''),
        'it names no script': page.scripts.length > 0,
        'CSP, HSTS, nosniff or frame options are missing': isGuarded(page),
        'a browser may keep it': /max-age=0|no-cache/.test(page.headers.get('cache-control') ?? ''),
      });
    },
  },
  {
    name: 'every script and style that it names is there, compressed and for good',
    rows: [46],
    needs: 'nothing',
    async run(context) {
      const { scripts } = await readPage(context);
      for (const path of scripts) {
        const file = await context.ask(path, BROTLI);
        const wrong = expectAll(file, {
          [`${path} is not there`]: file.status === 200 && file.bytes.length > 0,
          [`${path} is no script or style`]: /javascript|css/.test(file.headers.get('content-type') ?? ''),
          [`${path} is not immutable`]: /immutable/.test(file.headers.get('cache-control') ?? ''),
          [`${path} is not compressed`]: file.headers.get('content-encoding') === 'br',
        });
        if (wrong !== null) return wrong;
      }
      return null;
    },
  },
  {
    name: 'the service worker and the page that it keeps are of one release',
    rows: [44],
    needs: 'nothing',
    async run({ ask }) {
      const worker = await ask('/service-worker.js');
      const [, root = ''] = /RELEASE_PATH="(\/r\/[0-9a-f]{10})"/.exec(worker.text) ?? [];
      const page = await ask(`${root}/index.html`);
      const named = [...page.text.matchAll(/\/assets\/[\w.-]+\.js/g)].map(([path]) => path);
      return expectAll(page, {
        'the worker names no release': worker.status === 200 && root !== '',
        'its page is not there': page.status === 200,
        'its page names scripts that it does not keep': named.every((path) => worker.text.includes(path)),
      });
    },
  },
  {
    name: 'an address of the application is the page as well, and the way without script is there',
    rows: [],
    needs: 'nothing',
    async run({ ask }) {
      const [page, form] = [await ask('/job/j-1'), await ask('/form.html')];
      const [, styles = ''] = /href="([^"]+form\.css)"/.exec(form.text) ?? [];
      const css = await ask(styles);
      return expectAll(form, {
        'an address of the application is no page': page.status === 200,
        'there is no form': form.status === 200 && !form.text.includes('<script'),
        'the form has no styles': css.status === 200,
      });
    },
  },
  {
    name: 'the configuration names an issuer that answers, to this origin too',
    rows: [21],
    needs: 'nothing',
    async run({ ask, base }) {
      const config = await ask('/config.json');
      const { issuer, client_id } = config.json ?? {};
      if (typeof issuer !== 'string' || typeof client_id !== 'string') return 'config.json names no issuer and client';
      const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
      const found = await fetch(address, { headers: { origin: base }, signal: AbortSignal.timeout(10_000) }).catch(
        () => null,
      );
      if (found?.status !== 200) return `${address} does not answer`;
      const { issuer: named } = (await found.json()) as { issuer?: unknown };
      if (named !== issuer) return `the issuer calls itself ${String(named)}`;
      const allowed = found.headers.get('access-control-allow-origin');
      return allowed === '*' || allowed === base ? null : 'the issuer lets no page of this origin read its discovery';
    },
  },
];
