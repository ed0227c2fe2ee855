/** Gives a link's address to the phone's share sheet or its clipboard. Both may be refused, or not be there: then it is copied by hand. */

/** What became of it; null: the user has changed their mind. */
export type HandedOn = 'copied' | 'by-hand' | null;

type Hands = Partial<Pick<Navigator, 'share'>> & { readonly clipboard?: Pick<Clipboard, 'writeText'> | undefined };

export interface Address {
  /** Who it is for. */
  readonly name: string;
  /** Its secret stands in the fragment, and nowhere else of what is given away. */
  readonly url: string;
}

export async function shareAddress({ name, url }: Address, hands: Hands): Promise<HandedOn> {
  try {
    await hands.share?.({ title: name, url });
    return hands.share ? null : 'by-hand';
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? null : 'by-hand';
  }
}

export async function copyAddress({ url }: Address, { clipboard }: Hands): Promise<HandedOn> {
  try {
    await clipboard?.writeText(url);
    return clipboard ? 'copied' : 'by-hand';
  } catch {
    return 'by-hand';
  }
}
