/** The icons of the first screens: 24 px, one stroke in the colour of the text. Beside each is a text or an accessible name. */
import { html, type TemplateResult } from 'lit-html';

const PATHS = {
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8c1-3.6 3.9-5.5 7.5-5.5s6.5 1.9 7.5 5.5',
  alert: 'M12 8.5v4.5m0 3.2v.1M10.3 4.2 2.7 17.3A2 2 0 0 0 4.4 20.3h15.2a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  camera:
    'M4 8h3.2l1.6-2.5h6.4L16.8 8H20a1.5 1.5 0 0 1 1.5 1.5v8.5A1.5 1.5 0 0 1 20 19.5H4A1.5 1.5 0 0 1 2.5 18V9.5A1.5 1.5 0 0 1 4 8Zm8 9a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2Z',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  pencil: 'M4 20l.8-4L16.5 4.3a1.5 1.5 0 0 1 2.1 0l1.1 1.1a1.5 1.5 0 0 1 0 2.1L8 19.2 4 20Z',
  saved:
    'M8 2.5h8A1.5 1.5 0 0 1 17.5 4v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5Zm1.5 10 1.8 1.8 3.2-3.6',
  sending: 'M12 19V5m0 0-5.5 5.5M12 5l5.5 5.5',
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  return drawIcon(PATHS[name]);
}

export function drawIcon(path: string): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${path} /></svg>`;
}
