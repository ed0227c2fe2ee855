/** What stands above an album, in Spanish. */
import type { enAlbum } from './en-album.ts';
import type { Message } from './messages.ts';

export const esAlbum: Readonly<Record<keyof typeof enAlbum, Message>> = {
  'album.look': 'Vista',
  'album.choose': 'Elegir',
  'album.compare': 'Antes | Después',
  'album.take-out': 'Guardar o enviar',
  'album.found': { one: '{n} foto encontrada.', other: '{n} fotos encontradas.' },
  'album.found.of': {
    one: '{n} encontrada. Se miraron {seen} de {total} fotos.',
    other: '{n} encontradas. Se miraron {seen} de {total} fotos.',
  },
  'album.looking': 'Buscando más…',
  'album.further': 'Buscar más',
  'album.all': 'Mostrar todas',
  'viewer.download': 'Descargar',
  'photos.deleted': { one: '{n} foto borrada.', other: '{n} fotos borradas.' },
  'photos.edited': { one: '{n} foto cambiada.', other: '{n} fotos cambiadas.' },
  'photos.restored': { one: '{n} foto está de nuevo en el trabajo.', other: '{n} fotos están de nuevo en el trabajo.' },
  'photos.not-restored': {
    one: '{n} foto no se pudo recuperar. Está en «Fotos borradas».',
    other: '{n} fotos no se pudieron recuperar. Están en «Fotos borradas».',
  },
};
