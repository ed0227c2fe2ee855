/** What stands above an album, in English. */
import type { Message } from './messages.ts';

export const enAlbum = {
  'album.look': 'View',
  'album.choose': 'Select',
  'album.compare': 'Before | After',
  'album.take-out': 'Save & share',
  'album.found': { one: '{n} photo found.', other: '{n} photos found.' },
  'album.found.of': {
    one: '{n} found. Looked at {seen} of {total} photos.',
    other: '{n} found. Looked at {seen} of {total} photos.',
  },
  'album.looking': 'Looking further…',
  'album.further': 'Look further',
  'album.all': 'Show all',
  'viewer.download': 'Download',
  'photos.deleted': { one: '{n} photo deleted.', other: '{n} photos deleted.' },
  'photos.edited': { one: '{n} photo changed.', other: '{n} photos changed.' },
  'photos.restored': { one: '{n} photo is back in the job.', other: '{n} photos are back in the job.' },
  'photos.not-restored': {
    one: '{n} photo could not be restored. It is under “Recently deleted”.',
    other: '{n} photos could not be restored. They are under “Recently deleted”.',
  },
} as const satisfies Record<string, Message>;
