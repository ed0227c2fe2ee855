/** Makes the document within Stripe's limits: with all that helps first, and with less until it fits. */
import type { PhotoRecord } from '../records.ts';
import { chooseEntries, chooseProvingPhotos } from './choose-evidence.ts';
import { composeEvidence, type ShownPhoto } from './compose-evidence.ts';
import type { DisputedCase, DrawnEvidence, EvidencePorts, StripeDispute } from './ports.ts';

/**
 * The lowest of Stripe's (4.5 MB and less than 50 pages together) and of the cards' networks (19 pages, 3 MB): docs/payments.md has the
 * sources. Stripe counts the texts as pages too, and somebody may add one of their own.
 */
export const EVIDENCE_BOUNDS: EvidenceBounds = { bytes: 2_900_000, pages: 17 };

interface Portion {
  readonly shown: number;
  readonly pictureBytes: number;
  /** Photos that are told of without a picture. */
  readonly told: number;
  readonly entries: number;
}

const PORTIONS: readonly Portion[] = [
  { shown: 18, pictureBytes: 140_000, told: 10, entries: 80 },
  { shown: 18, pictureBytes: 130_000, told: 5, entries: 40 },
  { shown: 12, pictureBytes: 120_000, told: 0, entries: 20 },
  { shown: 4, pictureBytes: 60_000, told: 0, entries: 10 },
  { shown: 2, pictureBytes: 60_000, told: 0, entries: 5 },
];
const READ_AT_ONCE = 4;

export interface EvidenceBounds {
  readonly bytes: number;
  readonly pages: number;
}

type Ports = Pick<EvidencePorts, 'pictures' | 'draw'>;

/** @throws {RangeError} when even the smallest does not fit */
export async function makeDocument(
  found: DisputedCase,
  dispute: StripeDispute,
  { bounds, ...ports }: Ports & { readonly bounds: EvidenceBounds },
): Promise<DrawnEvidence> {
  for (const portion of PORTIONS) {
    const { shown, others } = chooseProvingPhotos(found.photos, portion.shown);
    const content = {
      shown: await readPictures(shown, portion.pictureBytes, ports),
      others: others.slice(0, portion.told),
      untold: Math.max(0, others.length - portion.told),
      entries: chooseEntries(found.audit, portion.entries),
    };
    const drawn = await ports.draw(composeEvidence(found, dispute, content));
    if (drawn.bytes.byteLength <= bounds.bytes && drawn.pages <= bounds.pages) return drawn;
  }
  throw new RangeError('The evidence is too large for Stripe, however little of it is taken.');
}

/** A few at once: each is decoded in memory. */
async function readPictures(
  photos: readonly PhotoRecord[],
  maxBytes: number,
  { pictures }: Ports,
): Promise<readonly ShownPhoto[]> {
  const read: ShownPhoto[] = [];
  for (let at = 0; at < photos.length; at += READ_AT_ONCE) {
    const some = photos.slice(at, at + READ_AT_ONCE);
    read.push(
      ...(await Promise.all(some.map(async (photo) => ({ photo, picture: await pictures.read(photo, maxBytes) })))),
    );
  }
  return read;
}
