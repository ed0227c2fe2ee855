/** One phone and who has it in hand: what people do with it, and do again until it is done. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { DrawnPhoto } from '../../../support/draw-photo.ts';
import type { LocalRun } from '../../../support/start-local-run.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { readPhone } from '../read-phone.ts';
import type { PhotoOwners, TakenPhoto } from './photo-owners.ts';
import { findOther, type PhoneWorker } from './workers.ts';

export interface ChaosPhoneOptions {
  readonly context: BrowserContext;
  readonly run: LocalRun;
  readonly jobId: string;
  readonly owners: PhotoOwners;
  readonly note: (text: string) => void;
}

/** People try again for so long. */
const TIMEOUT_MS = 150_000;
const KEPT_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 200;
const PRESS_MS = 2000;
/** So long they wait for the issuer's page before they press again. */
const LEAVING_MS = 4000;
/** Where nothing has happened for so long, they load the page anew. */
const RELOAD_AFTER_MS = 8000;

export class ChaosPhone {
  readonly context: BrowserContext;
  readonly #run: LocalRun;
  readonly #jobId: string;
  readonly #owners: PhotoOwners;
  readonly #note: (text: string) => void;
  /** In view. */
  page: Page;
  worker: PhoneWorker;

  private constructor(options: ChaosPhoneOptions, page: Page, worker: PhoneWorker) {
    this.context = options.context;
    this.#run = options.run;
    this.#jobId = options.jobId;
    this.#owners = options.owners;
    this.#note = options.note;
    this.page = page;
    this.worker = worker;
  }

  static async open(options: ChaosPhoneOptions, worker: PhoneWorker): Promise<ChaosPhone> {
    const phone = new ChaosPhone(options, await options.context.newPage(), worker);
    await phone.page.goto(phone.#dashboard);
    await phone.signIn(worker);
    return phone;
  }

  get #dashboard(): string {
    return this.#run.info.dashboard;
  }

  /** Leaves the page in view where it is. */
  async openTab(): Promise<void> {
    this.page = await this.context.newPage();
    await this.showJob();
  }

  async killTab(): Promise<void> {
    await this.page.close({ runBeforeUnload: false });
  }

  /** Goes by the address: the list of jobs may not come in a storm. */
  async showJob(): Promise<void> {
    const address = `${this.#dashboard}/job/${this.#jobId}`;
    await this.#insist('the job is open', address, async () => {
      if (!this.page.url().startsWith(address)) await this.page.goto(address);
      return this.page.locator('.capture-buttons').isVisible();
    });
  }

  async signIn(worker: PhoneWorker): Promise<void> {
    this.#note(`${worker.fullName} signs in`);
    this.worker = worker;
    await this.#insist('signed in', this.#dashboard, async () => {
      if (!this.#isHere()) return this.#press(this.page.locator(`button[name="user"][value="${worker.name}"]`));
      if (await this.#isSignedIn(worker)) return true;
      const isPressed = await this.#press(this.page.getByRole('button', { name: /^Sign in/ }));
      if (isPressed) await this.page.waitForURL((url) => url.origin !== this.#dashboard, { timeout: LEAVING_MS });
      else await this.#press(this.page.getByRole('button', { name: 'Account' }));
      return false;
    });
    this.#note(`${worker.fullName} is signed in`);
  }

  /** Through the account sheet, as people do. Photos that wait, stay. */
  async signOut(): Promise<void> {
    this.#note(`${this.worker.fullName} signs out`);
    await this.#insist('signed out', this.#dashboard, async () => {
      if ((await readPhone(this.page)).session === null) return true;
      const find = (name: string) => this.page.getByRole('button', { name, exact: true });
      for (const name of ['Sign out anyway', 'Sign out', 'Account']) if (await this.#press(find(name))) break;
      return false;
    });
    this.#note(`${this.worker.fullName} is signed out`);
  }

  /** Who has it in hand gives it to the other one. */
  async changeHands(): Promise<void> {
    await this.signOut();
    await this.signIn(findOther(this.worker));
    await this.showJob();
  }

  /** Chooses photos, and waits until the phone has them. */
  async keep(photos: readonly DrawnPhoto[]): Promise<void> {
    const taken = await this.choose(photos);
    await waitUntil(async () => (await this.listMissing(taken)).length === 0, KEPT_WITHIN_MS);
  }

  /** Chooses photos in the open job, and waits for nothing. */
  async choose(photos: readonly DrawnPhoto[]): Promise<readonly TakenPhoto[]> {
    if (photos.length === 0) return [];
    // A page whose list came while the membership was taken shows no capture bar.
    await this.showJob();
    const taken = photos.map((photo) => this.#owners.take(photo, this.worker, this.#jobId));
    this.#note(`${this.worker.fullName} chooses ${photos.length}`);
    const files = photos.map(({ bytes }, index) => ({ name: `${index}.jpg`, mimeType: 'image/jpeg', buffer: bytes }));
    await this.page.locator('input[type=file][multiple]').setInputFiles(files);
    return taken;
  }

  /** Those that the phone does not keep, and has not sent either. */
  async listMissing(taken: readonly TakenPhoto[]): Promise<readonly TakenPhoto[]> {
    const { entries } = await readPhone(this.page);
    const kept = new Set(entries.map(({ id }) => id));
    return taken.filter((photo) => !kept.has(photo.captureId) && !this.#owners.wasAskedFor(photo));
  }

  async #isSignedIn({ subject }: PhoneWorker): Promise<boolean> {
    const { session } = await readPhone(this.page);
    if (session?.user.subject !== subject) return false;
    return session.refreshToken !== null || session.goodUntilMs > Date.now();
  }

  #isHere(): boolean {
    return this.page.url().startsWith(this.#dashboard);
  }

  /** Does `step` until it returns true. Loads `address` where nothing comes of it. */
  async #insist(what: string, address: string, step: () => Promise<boolean>): Promise<void> {
    const endMs = Date.now() + TIMEOUT_MS;
    let reloadAtMs = Date.now() + RELOAD_AFTER_MS;
    let cause: unknown;
    while (Date.now() < endMs) {
      const isDone = await step().catch((error: unknown) => {
        cause = error;
        return false;
      });
      if (isDone && this.#isHere()) return;
      if (Date.now() > reloadAtMs) {
        this.#note(`loads ${address} anew`);
        await this.page.goto(address, { timeout: RELOAD_AFTER_MS }).catch(() => undefined);
        reloadAtMs = Date.now() + RELOAD_AFTER_MS;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new Error(`not ${what} within ${TIMEOUT_MS / 1000} s`, { cause });
  }

  /** Tells whether it was there to be pressed. */
  async #press(button: Locator): Promise<boolean> {
    // A sheet stands over the page, and behind it in the document.
    if (!(await button.last().isVisible())) return false;
    await button.last().click({ timeout: PRESS_MS, noWaitAfter: true });
    return true;
  }
}
