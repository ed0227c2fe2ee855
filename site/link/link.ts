/**
 * The first script of a customer's link. What a phone keeps for a link stands apart from what it keeps for anybody else, each link for
 * itself: database, lock and channel get a name of its own, before anything opens them. It is done from outside, here, because the
 * way to a worker's first capture, which shares that code, has no byte to spare for it.
 */

const RETRY_MS = 3_000;
/** Of the secret: so much tells two links on one phone apart, and 144 bits of it are kept nowhere but in the address. */
const NAME_LENGTH = 8;

const own = (name: string) => `${name}-link-${location.hash.slice(-NAME_LENGTH)}`;

function keepApart(): void {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (this: IDBFactory, name, version) {
    return open.call(this, own(name), version);
  };
  if ('LockManager' in globalThis) {
    const { request } = LockManager.prototype;
    LockManager.prototype.request = function (this: LockManager, name: string, ...rest: unknown[]) {
      return Reflect.apply(request, this, [own(name), ...rest]);
    };
  }
  if ('BroadcastChannel' in globalThis) {
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(own(name));
      }
    };
  }
}

function loadPage(): void {
  import('./link-page.ts').then(
    ({ startLinkPage }) => startLinkPage(),
    () => setTimeout(loadPage, RETRY_MS),
  );
}

keepApart();
// Another link in the same tab is another page.
addEventListener('hashchange', () => location.reload());
loadPage();
