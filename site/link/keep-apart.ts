/**
 * What a page keeps for one purpose stands apart from what is kept for anybody else on this phone: database, locks and channels get a name
 * of their own, before anything opens them. It is done from outside, here, because the way to a worker's first capture, which shares
 * that code, has no byte to spare for it.
 */

/** @param toOwn is asked for the name with each opening */
export function keepApart(toOwn: (name: string) => string): void {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (this: IDBFactory, name, version) {
    return open.call(this, toOwn(name), version);
  };
  if ('LockManager' in globalThis) {
    const { request } = LockManager.prototype;
    LockManager.prototype.request = function (this: LockManager, name: string, ...rest: unknown[]) {
      return Reflect.apply(request, this, [toOwn(name), ...rest]);
    };
  }
  if ('BroadcastChannel' in globalThis) {
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(toOwn(name));
      }
    };
  }
}

/** Of the secret: so much tells two links on one phone apart, and 144 bits of it are kept nowhere but in the address. */
const NAME_LENGTH = 8;

/** @param fragment of the link's address */
export function toLinkName(name: string, fragment: string): string {
  return `${name}-link-${fragment.slice(-NAME_LENGTH)}`;
}

/** What is kept of a booking before there is a job. */
export function toBookName(name: string): string {
  return `${name}-book`;
}
