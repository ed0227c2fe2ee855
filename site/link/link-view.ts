/** The elements of the page of a link. By hand: the page is small, and what it does not load a slow network need not bring. */
import { type LinkPhoto, STAGES, type Stage } from '../../edge/api.ts';
import type { LinkWord } from '../i18n/link-words.ts';
import type { Language } from '../i18n/translate.ts';
import type { KeptPhoto } from './link-phone.ts';

export interface LinkWords {
  readonly language: Language;
  /** @param value stands in the place of `{}` */
  say(word: LinkWord, value?: string): string;
}

export interface LinkActions {
  show(photo: LinkPhoto): void;
  /** The address of an image has ended. */
  renew(): void;
  save(kept: KeptPhoto): void;
}

type Child = Node | string | null;

/** Makes an element; of `members` those that are undefined are left out. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  members: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), members);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function describe({ stage, title, taken_at, uploaded_at, is_own }: LinkPhoto, words: LinkWords): string {
  const when = formatWhen(taken_at ?? uploaded_at, words);
  return [stage && words.say(stage), title, is_own && words.say('by-you'), when].filter(Boolean).join(', ');
}

function formatWhen(at: string | null, { language }: LinkWords): string {
  const time = new Date(at ?? '');
  if (Number.isNaN(time.getTime())) return '';
  return time.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Before and after beside each other, then the other stages, what has none, and what came by this link. */
export function albumParts(
  photos: readonly LinkPhoto[],
  words: LinkWords,
  actions: LinkActions,
): readonly HTMLElement[] {
  if (photos.length === 0) return [make('p', { className: 'hint', textContent: words.say('empty') })];
  const others = photos.filter(({ is_own }) => !is_own);
  const ofStage = (stage: Stage | null) => others.filter((photo) => photo.stage === stage);
  const toPart = (word: LinkWord, list: readonly LinkPhoto[]) =>
    list.length === 0 ? [] : [albumPart(word, list, { words, actions })];
  const pair = (['before', 'after'] as const).flatMap((stage) => toPart(stage, ofStage(stage)));
  const rest = STAGES.filter((stage) => stage !== 'before' && stage !== 'after');
  return [
    make('div', { className: 'link-pair' }, ...pair),
    ...rest.flatMap((stage) => toPart(stage, ofStage(stage))),
    ...toPart('more', ofStage(null)),
    ...toPart(
      'own',
      photos.filter(({ is_own }) => is_own),
    ),
  ];
}

interface Looks {
  readonly words: LinkWords;
  readonly actions: LinkActions;
}

function albumPart(word: LinkWord, photos: readonly LinkPhoto[], { words, actions }: Looks): HTMLElement {
  const items = photos.map((photo) => {
    const image = make('img', { src: photo.thumb_url ?? photo.url ?? '', alt: '', loading: 'lazy' });
    image.onload = () => image.classList.remove('link-unseen');
    image.onerror = () => {
      image.classList.add('link-unseen');
      actions.renew();
    };
    image.dataset.photo = photo.photo_id;
    const tile = make('button', { className: 'link-tile', onclick: () => actions.show(photo) }, image);
    tile.ariaLabel = words.say('open', describe(photo, words) || words.say('photo'));
    const when = formatWhen(photo.taken_at ?? photo.uploaded_at, words);
    return make('li', {}, tile, make('span', { className: 'link-caption', textContent: when }));
  });
  return make(
    'section',
    {},
    make('h2', { textContent: words.say(word) }),
    make('ul', { className: 'link-photos' }, ...items),
  );
}

/** What this phone has kept; what could not be sent can be taken away. */
export function keptItems(
  kept: readonly KeptPhoto[],
  pictures: ReadonlyMap<string, string>,
  { words, actions }: Looks,
) {
  return kept.map((photo) => {
    const { entry, state } = photo;
    const word = entry.stuck === 'link-full' ? 'full' : state;
    const picture = pictures.get(entry.id);
    const save = make('button', {
      className: 'button',
      textContent: words.say('save'),
      onclick: () => actions.save(photo),
    });
    return make(
      'li',
      {},
      picture ? make('img', { src: picture, alt: '' }) : make('span', { className: 'link-blank' }),
      make('span', { className: 'link-caption', textContent: words.say(word) }),
      state === 'stuck' ? save : null,
    );
  });
}

/** A big button that is a file picker. It stays the same element: a camera that is open finds it still there. */
export function picker(
  word: 'take' | 'choose',
  words: LinkWords,
  onPick: (files: readonly File[]) => void,
): HTMLElement {
  const isCamera = word === 'take';
  const input = make('input', { className: 'visually-hidden', type: 'file', accept: 'image/*', multiple: !isCamera });
  if (isCamera) input.setAttribute('capture', 'environment');
  input.onchange = () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) onPick(files);
  };
  const name = make('span', { textContent: words.say(word) });
  return make('label', { className: `button button-big ${isCamera ? 'button-primary' : ''}` }, name, input);
}
