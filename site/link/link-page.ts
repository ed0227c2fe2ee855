/** The page of a customer's link: opens it, follows its album, keeps and sends what is added. */
import type { LinkAlbum, LinkPhoto } from '../../edge/api.ts';
import { createDatabase } from '../outbox/database.ts';
import { createKeyValueStore } from '../outbox/key-value-store.ts';
import { saveFile } from '../ui/album/save-file.ts';
import { chooseLinkLanguage, toLinkWords } from './choose-words.ts';
import { exchangeLink, type KnownLink, type Opening, readFragment, readKnown } from './exchange-link.ts';
import { readLinkAlbum, savePhoto } from './link-album.ts';
import { createParts } from './link-parts.ts';
import { type KeptPhoto, type LinkPhone, openLinkPhone } from './link-phone.ts';
import { albumParts, describe, keptItems, make, picker } from './link-view.ts';

const LOOK_EVERY_MS = 20_000;
/** Addresses of images end within a minute: they are asked for anew when one has, and no more often than this. */
const RENEW_EVERY_MS = 5_000;
/** The token is renewed so long before its hour is over. */
const RENEW_TOKEN_MS = 55 * 60_000;

export async function startLinkPage(): Promise<void> {
  await new LinkPage(document.getElementById('link') ?? document.body).start();
}

class LinkPage {
  readonly #root: HTMLElement;
  readonly #keyValues = createKeyValueStore(createDatabase());
  readonly #secret = readFragment(location);
  readonly #pictures = new Map<string, string>();
  #words = toLinkWords(chooseLinkLanguage());
  #parts = createParts();
  #company = '';
  #opening: Opening['kind'] | 'opening' = 'opening';
  #link: KnownLink | null = null;
  #album: LinkAlbum | null = null;
  #kept: readonly KeptPhoto[] = [];
  #lost: readonly string[] = [];
  #phone: LinkPhone | null = null;
  #openedAtMs = 0;
  #lookedAtMs = 0;
  #isLooking = false;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  async start(): Promise<void> {
    this.#draw();
    void this.#readCompany();
    if (this.#secret === null) return this.#end();
    const opening = this.#open();
    this.#link ??= await readKnown(this.#keyValues);
    const phone = await openLinkPhone((hasArrived) => {
      void this.#readKept();
      if (hasArrived) void this.#look();
    });
    this.#phone = phone;
    await Promise.all([opening, this.#readKept()]);
    await phone.session.reload();
    phone.wakeUp();
    setInterval(() => this.#goOn(), LOOK_EVERY_MS);
    for (const event of ['online', 'focus', 'visibilitychange']) addEventListener(event, () => this.#goOn());
    await this.#look();
  }

  /** What is done from time to time, and when somebody comes back to the page. */
  #goOn(): void {
    if (document.hidden || this.#opening === 'ended') return;
    this.#phone?.wakeUp();
    const isDue = this.#opening !== 'open' || Date.now() - this.#openedAtMs > RENEW_TOKEN_MS;
    void (isDue ? this.#open().then(() => this.#look()) : this.#look());
  }

  async #open(): Promise<void> {
    const opened = await exchangeLink(this.#secret ?? '', this.#keyValues);
    if (opened.kind === 'ended') return this.#end();
    if (opened.kind === 'open') {
      this.#link = opened.link;
      this.#openedAtMs = Date.now();
    }
    this.#opening = opened.kind;
    await this.#phone?.session.reload();
    this.#phone?.wakeUp();
    this.#draw();
  }

  #end(): void {
    this.#opening = 'ended';
    this.#album = null;
    this.#parts.dialog.close();
    this.#draw();
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#opening !== 'open' || !this.#link || !this.#phone) return;
    this.#isLooking = true;
    this.#lookedAtMs = Date.now();
    try {
      this.#album = await readLinkAlbum(this.#phone, this.#link);
      this.#draw();
    } catch {
      // Without network the album stays as it is; of a link that has ended the next opening tells.
      await this.#open();
    } finally {
      this.#isLooking = false;
    }
  }

  async #readKept(): Promise<void> {
    if (!this.#phone || !this.#link) return;
    this.#kept = await this.#phone.list(this.#link.subject);
    for (const { entry } of this.#kept) {
      const picture = this.#pictures.has(entry.id) ? null : await this.#phone.readPicture(entry.id);
      if (picture) this.#pictures.set(entry.id, URL.createObjectURL(picture));
    }
    this.#draw();
  }

  async #readCompany(): Promise<void> {
    const response = await fetch('/config.json').catch(() => null);
    const config = response?.ok ? ((await response.json()) as { readonly company?: string | null }) : {};
    this.#company = config.company ?? '';
    this.#draw();
  }

  async #add(files: readonly File[]): Promise<void> {
    if (!this.#phone || !this.#link) return;
    this.#lost = await this.#phone.add(files, this.#link);
    await this.#readKept();
  }

  readonly #actions = {
    show: (photo: LinkPhoto) => this.#show(photo),
    renew: () => {
      if (Date.now() - this.#lookedAtMs > RENEW_EVERY_MS) void this.#look();
    },
    save: ({ entry }: KeptPhoto) => void this.#saveKept(entry.id, entry.fileName),
  };

  #show(photo: LinkPhoto): void {
    const { dialog } = this.#parts;
    const what = describe(photo, this.#words);
    const find = () => this.#album?.photos.find(({ photo_id }) => photo_id === photo.photo_id) ?? photo;
    const image = make('img', { src: find().preview_url ?? '', alt: what });
    image.onerror = () => void this.#look().then(() => image.setAttribute('src', find().preview_url ?? ''));
    const { say } = this.#words;
    const save = make('button', { className: 'button button-primary', textContent: say('save') });
    save.onclick = () => void this.#look().then(() => savePhoto(find()));
    const close = make('button', { className: 'button', textContent: say('close'), onclick: () => dialog.close() });
    const caption = make('p', { textContent: what });
    dialog.replaceChildren(image, caption, make('div', { className: 'link-buttons' }, save, close));
    dialog.ariaLabel = what || say('photo');
    dialog.showModal();
  }

  async #saveKept(id: string, name: string): Promise<void> {
    const bytes = await this.#phone?.readPicture(id);
    if (bytes) await saveFile(new File([bytes], name || `${id}.jpg`));
  }

  #switchLanguage(): void {
    const language = this.#words.language === 'en' ? 'es' : 'en';
    localStorage.language = language;
    this.#words = toLinkWords(language);
    this.#parts = createParts();
    this.#draw();
    this.#parts.language.focus();
  }

  /** Makes the page say what is so now. What has not changed stays, and with it the focus and an open camera. */
  #draw(): void {
    const { language, say } = this.#words;
    const parts = this.#parts;
    document.documentElement.lang = language;
    document.title = this.#album?.job?.title ?? say('title');
    if (!parts.isFilled) {
      parts.isFilled = true;
      parts.language.textContent = say('language');
      parts.language.lang = language === 'en' ? 'es' : 'en';
      parts.language.onclick = () => this.#switchLanguage();
      const pickers = (['take', 'choose'] as const).map((word) =>
        picker(word, this.#words, (files) => void this.#add(files)),
      );
      parts.pickers.append(...pickers);
      this.#root.replaceChildren(
        make('header', { className: 'link-head' }, parts.company, parts.language),
        make('main', { className: 'link-main' }, parts.title, parts.subtitle, parts.status, parts.add, parts.album),
        parts.dialog,
      );
    }
    parts.company.textContent = this.#company;
    this.#drawHead();
    this.#drawAdd();
    this.#drawAlbum();
  }

  #drawHead(): void {
    const { title, subtitle, status } = this.#parts;
    const { say, language } = this.#words;
    const hasEnded = this.#opening === 'ended';
    const job = this.#album?.job;
    title.textContent = hasEnded ? say('ended') : (job?.title ?? say('title'));
    const at = job?.scheduled_for
      ? new Date(job.scheduled_for).toLocaleDateString(language, { dateStyle: 'long' })
      : '';
    const ended = this.#company ? say('ended.company', this.#company) : say('ended.hint');
    subtitle.textContent = hasEnded ? ended : [this.#link?.name, at].filter(Boolean).join(' · ');
    const isOpen = hasEnded || this.#opening === 'open';
    status.textContent = isOpen ? '' : say(this.#opening === 'later' ? 'offline' : 'opening');
  }

  #drawAdd(): void {
    const { add, addTitle, pickers, hint, kept } = this.#parts;
    const { say } = this.#words;
    const hasEnded = this.#opening === 'ended';
    const there = new Set(this.#album?.photos.map(({ photo_id }) => photo_id));
    const shown = this.#kept.filter(({ entry, state }) => state !== 'delivered' || !there.has(entry.photoId ?? ''));
    const left = hasEnded ? shown.filter(({ state }) => state !== 'delivered') : shown;
    const isClosed = this.#album?.can?.includes('upload') === false;
    // What is chosen before the outbox is open would be kept by nobody.
    add.hidden = hasEnded ? left.length === 0 : this.#link?.may !== 'add' || this.#phone === null;
    pickers.hidden = hasEnded || isClosed;
    addTitle.textContent = hasEnded ? say('ended.unsent') : say('add');
    const lost = this.#lost.map((file) => say('unkept', file)).join(' ');
    hint.textContent = hasEnded ? '' : lost || say(isClosed ? 'add.closed' : 'add.hint');
    const items = hasEnded ? left.map((photo) => ({ ...photo, state: 'stuck' as const })) : left;
    kept.replaceChildren(...keptItems(items, this.#pictures, { words: this.#words, actions: this.#actions }));
  }

  /** New addresses of the same images are put in where the old ones have failed; all else leaves the elements as they are. */
  #drawAlbum(): void {
    const { album } = this.#parts;
    const photos = this.#album?.photos ?? [];
    const seen =
      JSON.stringify(photos.map(({ url: _url, thumb_url: _thumb, preview_url: _preview, ...facts }) => facts)) +
      Boolean(this.#album);
    if (album.dataset.seen !== seen) {
      album.dataset.seen = seen;
      album.replaceChildren(...(this.#album ? albumParts(photos, this.#words, this.#actions) : []));
    }
    for (const image of album.querySelectorAll('img')) {
      const photo = photos.find(({ photo_id }) => photo_id === image.dataset.photo);
      const isBroken = image.complete ? image.naturalWidth === 0 : image.loading === 'lazy';
      const address = photo?.thumb_url ?? photo?.url;
      if (address && isBroken && image.getAttribute('src') !== address) image.src = address;
    }
  }
}
