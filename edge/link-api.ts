/** The HTTP contract of customers' links. Its types are a part of api.ts; its values are not, for the first capture waits for those. */
import type { LinkRight } from '../origin/customer-link.ts';
import type { FilePart, PhotoState, Stage } from '../origin/records.ts';
import type { Job } from './job-api.ts';

/** Apart from ROUTES, which weigh before the first capture. */
export const LINK_ROUTES = {
  links: '/links',
  /** Wants no token, but the secret of a link. */
  openLink: '/links/open',
} as const;

import { LINK_SUBJECT } from '../origin/customer-link.ts';

export { LINK_SUBJECT } from '../origin/customer-link.ts';

/** Bounds that both sides check. */
export const LINK_LIMITS = {
  /** Unicode code points. */
  maxNameLength: 60,
  defaultDays: 30,
  maxDays: 365,
  /** Of one job, ended ones aside. */
  maxLinks: 50,
  /** What one link may add in all. */
  maxPhotos: 100,
  maxBytes: 1024 ** 3,
} as const;

/** Path of the page that opens a link. Its secret stands in the fragment, which no browser sends. */
export const LINK_PAGE = '/l';

/** Body of POST /links. Whoever may `share` the job makes it. */
export interface NewLink {
  readonly job_id: string;
  /** Who it is for: 1–60 characters. Photos that come by it bear this name. */
  readonly name: string;
  /** `view` or `add`; default `view`. */
  readonly may?: LinkRight;
  /** Whole days, 1–365; default 30. */
  readonly days?: number;
}

export interface CustomerLink {
  readonly link_id: string;
  readonly name: string;
  readonly may: LinkRight;
  /** ISO 8601, all of them. */
  readonly made_at: string;
  readonly made_by_name: string | null;
  readonly ends_at: string;
  readonly revoked_at: string | null;
  /** The first opening of the last hour in which it was opened. */
  readonly opened_at: string | null;
}

/** Response of POST /links: 201. */
export interface MadeLink extends CustomerLink {
  /** The whole address. Its secret is told here and never again. */
  readonly url: string;
  /** The same as a QR code: modules a side, and the dark ones as an SVG path. A quiet zone of four modules is to be left around it. */
  readonly qr: { readonly size: number; readonly path: string };
}

/** Response of GET /links?job_id=…: made last first. DELETE /links?job_id=…&link_id=… ends one: 204. */
export interface LinkList {
  readonly job_id: string;
  readonly links: readonly CustomerLink[];
}

/** Body of POST /links/open, the one route of the API that wants no token. */
export interface LinkOpening {
  /** The fragment of the link's address, without its `#`. */
  readonly secret: string;
}

/** Response of POST /links/open: a token for GET /photos and, if the link may add, POST /upload-url. */
export interface OpenedLink {
  readonly token: string;
  readonly expires_in: number;
  /** The `sub` of the token. */
  readonly subject: string;
  readonly job_id: string;
  readonly name: string;
  readonly may: LinkRight;
  /** ISO 8601: when the link itself ends. */
  readonly ends_at: string;
}

/** What GET /photos gives to a link: with `cursor` and `ids` as to everybody, but no more than this. */
export interface LinkAlbum {
  readonly job_id: string;
  readonly job?: LinkJob;
  readonly can?: Job['can'];
  readonly photos: readonly LinkPhoto[];
  /** ISO 8601: within a minute. */
  readonly expires_at: string;
  readonly next?: string;
  readonly deleted?: readonly string[];
}

export type LinkJob = Pick<Job, 'job_id' | 'title' | 'status' | 'scheduled_for' | 'can'>;

export interface LinkPhoto {
  readonly photo_id: string;
  readonly state: PhotoState;
  readonly title: string | null;
  readonly stage: Stage | null;
  readonly taken_at: string | null;
  readonly uploaded_at: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly placeholder: string | null;
  readonly is_cut_off?: true;
  /** All three are derived images. */
  readonly url: string | null;
  readonly thumb_url: string | null;
  readonly preview_url: string | null;
  /** It came by this link; only then there are the others. */
  readonly is_own?: true;
  readonly sha256?: string | null;
  readonly part?: FilePart | null;
  readonly revision?: number;
}

/** How a link's fragment reads: the job, a dot, and 192 bits. */
export const LINK_SECRET = /^([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.([A-Za-z0-9_-]{32})$/;

/** Whether a photo was sent by a customer, and nobody has looked at it or done anything to it: whatever people do raises its revision. */
export function isUnseen(
  { revision, uploaded_by: by }: { readonly revision: number; readonly uploaded_by: string | null },
  job: { readonly customer?: string | null } | null | undefined,
): boolean {
  return revision === 0 && by !== null && (by.startsWith(LINK_SUBJECT) || by === job?.customer);
}
