/** The album of a link as its page reads it, and a photo of it as a file. */
import type { Album, LinkAlbum, LinkPhoto } from '../../edge/api.ts';
import { saveFile } from '../ui/album/save-file.ts';
import type { KnownLink } from './exchange-link.ts';
import type { LinkPhone } from './link-phone.ts';

/** All its pages: the addresses of its images end together. */
export async function readLinkAlbum({ api }: LinkPhone, { subject, job_id }: KnownLink): Promise<LinkAlbum | null> {
  const edge = api(subject);
  let album: Album | null = null;
  let cursor: string | undefined;
  do {
    const page = await edge.album(job_id, cursor === undefined ? {} : { cursor });
    if (!page.changed) break;
    const before: readonly Album['photos'][number][] = album?.photos ?? [];
    album = { ...page.value, photos: [...before, ...page.value.photos] };
    cursor = page.value.next;
  } while (cursor !== undefined);
  return album as LinkAlbum | null;
}

export async function savePhoto({ url, stage, taken_at, photo_id }: LinkPhoto): Promise<void> {
  const response = url ? await fetch(url).catch(() => null) : null;
  if (!response?.ok) return;
  const bytes = await response.blob();
  const name = [stage, taken_at?.slice(0, 10), photo_id.slice(-4)].filter(Boolean).join('-');
  await saveFile(new File([bytes], `${name}.${bytes.type.split('/')[1] ?? 'jpg'}`, { type: bytes.type }));
}
