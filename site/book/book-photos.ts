/** Photos of what is to be hauled: taken or chosen, safe on this phone at once, shown, and taken away again. */
import type { BookWord } from '../i18n/book-words.ts';
import { make } from '../link/link-view.ts';
import type { StoredEntry } from '../outbox/stored-entry.ts';
import { type KeptPhotos, openKeptPhotos } from './kept-photos.ts';

export interface PhotosPart {
  draft(): string;
  say(word: BookWord, value?: string): string;
  /** The form must not leave before this is done. */
  onKeeping(work: Promise<unknown>): void;
}

export async function startPhotos(root: HTMLElement, part: PhotosPart): Promise<void> {
  const kept = openKeptPhotos();
  const list = make('ul', { className: 'photos' });
  const status = make('p', { role: 'status' });
  const show = () => showKept(list, { kept, part });
  const add = (files: readonly File[]) => {
    const work = keepAll(files, { kept, part, status }).then(show);
    root.dataset.keeping = 'yes';
    part.onKeeping(
      work.finally(() => {
        root.dataset.keeping = 'no';
      }),
    );
  };
  const pickers = (['take', 'choose'] as const).map((word) => toPicker(word, part.say(word), add));
  root.append(make('div', { className: 'pickers' }, ...pickers), status, list);
  await show();
  root.hidden = false;
}

interface Keeping {
  readonly kept: KeptPhotos;
  readonly part: PhotosPart;
  readonly status: HTMLElement;
}

async function keepAll(files: readonly File[], { kept, part, status }: Keeping): Promise<void> {
  status.textContent = part.say('keeping');
  // Asked for once there is something to lose; a browser that refuses keeps them as long as it has room.
  void navigator.storage?.persist?.().catch(() => false);
  const lost: string[] = [];
  for (const file of files) await kept.keep(file, part.draft()).catch(() => lost.push(file.name));
  status.textContent = lost.map((name) => part.say('unkept', name)).join(' ');
}

async function showKept(list: HTMLElement, { kept, part }: Pick<Keeping, 'kept' | 'part'>): Promise<void> {
  const entries = await kept.list(part.draft()).catch((): readonly StoredEntry[] => []);
  const there = new Map([...list.children].map((item) => [(item as HTMLElement).dataset.id, item]));
  const items = entries.map(
    async (entry, index) => there.get(entry.id) ?? (await toItem(entry, index + 1, { list, kept, part })),
  );
  list.replaceChildren(...(await Promise.all(items)));
}

interface Showing extends Pick<Keeping, 'kept' | 'part'> {
  readonly list: HTMLElement;
}

async function toItem(entry: StoredEntry, number: number, { list, kept, part }: Showing): Promise<HTMLElement> {
  const file = await kept.read(entry);
  const image = make('img', { alt: '' });
  // What this browser cannot draw (HEIC) is kept all the same.
  image.onerror = () => image.replaceWith(make('span', { className: 'blank' }));
  if (file) image.src = URL.createObjectURL(file);
  const remove = make('button', { type: 'button', textContent: part.say('remove', String(number)) });
  const item = make('li', {}, image, make('small', { textContent: part.say('kept') }), remove);
  item.dataset.id = entry.id;
  remove.onclick = () => {
    void kept.remove(entry.id).then(() => {
      URL.revokeObjectURL(image.src);
      item.remove();
      (list.querySelector('button') ?? list.parentElement?.querySelector('input'))?.focus();
    });
  };
  return item;
}

/** It stays the same element: a camera that is open finds it still there. */
function toPicker(word: 'take' | 'choose', name: string, onPick: (files: readonly File[]) => void): HTMLElement {
  const input = make('input', { type: 'file', accept: 'image/*', multiple: word === 'choose' });
  if (word === 'take') input.setAttribute('capture', 'environment');
  input.onchange = () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) onPick(files);
  };
  return make('label', { className: 'picker' }, make('span', { textContent: name }), input);
}
