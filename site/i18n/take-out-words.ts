/** What is said where photos leave the house, in each language. */
import type { Message } from './messages.ts';
import { createOwnWords } from './own-words.ts';

const en = {
  title: 'Save and share',
  photos: { one: '{n} photo', other: '{n} photos' },
  zip: 'Download as ZIP',
  'zip.hint': 'The originals, where the job has them, and a list of them all.',
  share: 'Share',
  'share.now': 'Share {n} now',
  report: 'Printed report',
  list: 'Reading the list…',
  reading: '{n} of {total}',
  cancel: 'Stop',
  saved: { one: 'Saved. {n} photo is in it.', other: 'Saved. {n} photos are in it.' },
  'saved.some': 'Saved with {n} of {total} photos. These are not in it:',
  'read.some': '{n} of {total} are ready. These are not:',
  broken: 'It broke off, and nothing was saved.',
  'too-large': 'This browser can save {most} at once, and these are {size}. Select fewer photos.',
  none: 'None of these has arrived yet.',
  altered: 'These are not the bytes that were stored.',
  archive: '{job} – photos',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  title: 'Guardar o enviar',
  photos: { one: '{n} foto', other: '{n} fotos' },
  zip: 'Descargar en un ZIP',
  'zip.hint': 'Los originales, si el trabajo los tiene, y una lista de todos.',
  share: 'Enviar',
  'share.now': 'Enviar {n} ahora',
  report: 'Informe para imprimir',
  list: 'Leyendo la lista…',
  reading: '{n} de {total}',
  cancel: 'Detener',
  saved: { one: 'Guardado. Contiene {n} foto.', other: 'Guardado. Contiene {n} fotos.' },
  'saved.some': 'Guardado con {n} de {total} fotos. Estas no están:',
  'read.some': '{n} de {total} están listas. Estas no:',
  broken: 'Se interrumpió y no se guardó nada.',
  'too-large': 'Este navegador puede guardar {most} de una vez, y son {size}. Elige menos fotos.',
  none: 'Ninguna de estas ha llegado todavía.',
  altered: 'No son los datos que se guardaron.',
  archive: '{job} – fotos',
};

export type TakeOutKey = keyof typeof en;
export const sayTakeOut = createOwnWords({ en, es });
