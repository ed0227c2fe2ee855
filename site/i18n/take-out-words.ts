/** What is said where photos leave the house, in each language. */
import type { Message } from './messages.ts';

const en = {
  'take-out.title': 'Save and share',
  'take-out.photos': { one: '{n} photo', other: '{n} photos' },
  'take-out.zip': 'Download as ZIP',
  'take-out.zip.hint': 'The originals, where the job has them, and a list of them all.',
  'take-out.share': 'Share',
  'take-out.share.now': 'Share {n} now',
  'take-out.report': 'Printed report',
  'take-out.list': 'Reading the list…',
  'take-out.reading': '{n} of {total}',
  'take-out.cancel': 'Stop',
  'take-out.saved': { one: 'Saved. {n} photo is in it.', other: 'Saved. {n} photos are in it.' },
  'take-out.saved.some': 'Saved with {n} of {total} photos. These are not in it:',
  'take-out.read.some': '{n} of {total} are ready. These are not:',
  'take-out.broken': 'It broke off, and nothing was saved.',
  'take-out.too-large': 'This browser can save {most} at once, and these are {size}. Select fewer photos.',
  'take-out.none': 'None of these has arrived yet.',
  'take-out.altered': 'These are not the bytes that were stored.',
  'take-out.archive': '{job} – photos',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  'take-out.title': 'Guardar o enviar',
  'take-out.photos': { one: '{n} foto', other: '{n} fotos' },
  'take-out.zip': 'Descargar en un ZIP',
  'take-out.zip.hint': 'Los originales, si el trabajo los tiene, y una lista de todos.',
  'take-out.share': 'Enviar',
  'take-out.share.now': 'Enviar {n} ahora',
  'take-out.report': 'Informe para imprimir',
  'take-out.list': 'Leyendo la lista…',
  'take-out.reading': '{n} de {total}',
  'take-out.cancel': 'Detener',
  'take-out.saved': { one: 'Guardado. Contiene {n} foto.', other: 'Guardado. Contiene {n} fotos.' },
  'take-out.saved.some': 'Guardado con {n} de {total} fotos. Estas no están:',
  'take-out.read.some': '{n} de {total} están listas. Estas no:',
  'take-out.broken': 'Se interrumpió y no se guardó nada.',
  'take-out.too-large': 'Este navegador puede guardar {most} de una vez, y son {size}. Elige menos fotos.',
  'take-out.none': 'Ninguna de estas ha llegado todavía.',
  'take-out.altered': 'No son los datos que se guardaron.',
  'take-out.archive': '{job} – fotos',
};

export const takeOutWords = { en, es };
