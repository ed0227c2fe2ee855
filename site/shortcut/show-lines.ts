/**
 * The page of the Shortcut: shows the two lines that are to be pasted, and copies them. They come behind the `#` of its link, which no
 * server is sent: `#job=j-1&key=…`, as `npm run token -- --shortcut` prints it.
 */

const JOB = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** A JWT: nothing else is shown, whatever a link says. */
const KEY = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Null where the link is not one of ours. */
export function readLines(hash: string, origin: string): { readonly address: string; readonly key: string } | null {
  const told = new URLSearchParams(hash.replace(/^#/, ''));
  const [job, key] = [told.get('job') ?? '', told.get('key') ?? ''];
  if (!JOB.test(job) || !KEY.test(key)) return null;
  return { address: `${origin}/upload-url?job_id=${job}&method=PUT`, key };
}

function showLines(): void {
  const lines = readLines(location.hash, location.origin);
  for (const part of document.querySelectorAll<HTMLElement>('[data-shown]')) {
    part.hidden = (part.dataset.shown === 'lines') === (lines === null);
  }
  for (const name of ['address', 'key'] as const) {
    const field = document.querySelector<HTMLInputElement>(`#${name}`);
    const button = document.querySelector<HTMLButtonElement>(`[data-copies="${name}"]`);
    if (!field || !button) continue;
    field.value = lines?.[name] ?? '';
    button.onclick = () => void copy(field, button);
  }
}

/** Where the browser gives no leave to the clipboard, the text is selected, to be copied by hand. */
async function copy(field: HTMLInputElement, button: HTMLButtonElement): Promise<void> {
  field.select();
  await navigator.clipboard.writeText(field.value).then(
    () => {
      const status = document.querySelector(`#${field.id}-copied`);
      if (status) status.textContent = button.dataset.done ?? '';
    },
    () => field.focus(),
  );
}

if (typeof document !== 'undefined') {
  showLines();
  addEventListener('hashchange', showLines);
}
