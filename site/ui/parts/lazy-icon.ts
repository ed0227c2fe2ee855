/** The icons of the lazy parts: those of the first screens, and more. */
import type { TemplateResult } from 'lit-html';
import { drawIcon, type IconName, icon } from './icon.ts';

const PATHS = {
  check: 'm5 12.5 4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6 6 18',
  compare: 'M12 3v18M4 6h5v12H4Zm11 0h5v12h-5Z',
  delivered: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm-4 8.7 2.8 2.8L16 9.7',
  draw: 'M4 20c3-7 6-13 9-12s-4 8-1 9 4-4 8-5',
  download: 'M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M5 20h14',
  history: 'M12 7.5V12l3.2 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z',
  'in-job': 'm2.5 12.5 4.5 4.5L16 7.5m-4.5 9 .5.5 9.5-9.5',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5m0-8.2v.1',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  live: 'M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2Zm-4.2 3.2a6 6 0 0 1 0-8.4m8.4 0a6 6 0 0 1 0 8.4M5 19a10 10 0 0 1 0-14m14 0a10 10 0 0 1 0 14',
  minus: 'M5 12h14',
  note: 'M5 4.5h14v11L14.5 20H5Zm3.5 4.5h7m-7 4h4',
  plus: 'M12 5v14M5 12h14',
  restore: 'M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm5 11.5L20.5 20.5',
  share: 'M12 15V3.5m0 0L7.5 8M12 3.5 16.5 8M6 11.5H5V20.5h14v-9h-1',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7m-8 0 .8 12.5h9.4L17.5 7m-7 4v5m3-5v5',
} as const;

export type LazyIconName = keyof typeof PATHS | IconName;

export function lazyIcon(name: LazyIconName): TemplateResult {
  return isLazy(name) ? drawIcon(PATHS[name]) : icon(name);
}

function isLazy(name: LazyIconName): name is keyof typeof PATHS {
  return name in PATHS;
}
