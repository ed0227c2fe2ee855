/**
 * The page's first script, kept small: shows the two big buttons of a job at once, and loads the main script after that frame.
 * Pictures that are chosen before it has run wait here, and until then the browser asks before the page is left.
 */
import { chooseLanguage, LANGUAGE_KEY } from '../../i18n/translate.ts';
import { parseRoute } from '../navigation/page-route.ts';
import { type EarlyPick, whoCaptures } from './early-pick.ts';

const RETRY_MS = 3_000;

const picks: EarlyPick[] = [];

function showBar(bar: HTMLElement, jobId: string, subject: string): void {
  if (chooseLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages) === 'es') {
    for (const word of bar.querySelectorAll<HTMLElement>('[data-es]')) word.textContent = word.dataset.es ?? '';
  }
  bar.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.files?.length) return;
    picks.push({ jobId, files: [...target.files], subject });
    target.value = '';
    bar.ariaBusy = 'true';
    addEventListener('beforeunload', askToStay);
  });
  bar.hidden = false;
}

function askToStay(event: Event): void {
  if (picks.length > 0) event.preventDefault();
}

/** Calls `work` after the next frame; at once in a hidden page, which has no frames. */
function afterFrame(work: () => void): void {
  if (document.hidden) work();
  else requestAnimationFrame(() => setTimeout(work));
}

function loadMain(): void {
  const script = document.createElement('script');
  script.type = 'module';
  script.src = document.body.dataset.main ?? '';
  script.onerror = () => setTimeout(loadMain, RETRY_MS);
  document.head.append(script);
}

globalThis.earlyPicks = picks;
afterFrame(loadMain);
const route = parseRoute(new URL(location.href));
const bar = document.getElementById('first-capture-bar');
const subject = whoCaptures();
if (bar && route.page === 'job' && subject) showBar(bar, route.jobId, subject);
