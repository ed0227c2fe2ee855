/** Spanish: photos that another app has shared, and photos that are still on somebody's phone. */
import type { enShared } from './en-shared.ts';
import type { Message } from './messages.ts';

export const esShared: Record<keyof typeof enShared, Message> = {
  'phones.still': {
    one: '{n} de {total} sigue en el teléfono de {who}',
    other: '{n} de {total} siguen en el teléfono de {who}',
  },
  'shared.title': { one: '¿Para qué trabajo es esta foto?', other: '¿Para qué trabajo son estas {n} fotos?' },
  'shared.wait': {
    one: '{n} foto compartida espera aquí su trabajo.',
    other: '{n} fotos compartidas esperan aquí su trabajo.',
  },
  'shared.choose': 'Elegir el trabajo',
  'shared.later': 'Después',
  'shared.drop': 'No agregar',
  'shared.no-job': 'Ningún trabajo acepta fotos tuyas ahora. Esperan aquí hasta que uno las acepte.',
  'shared.lost': {
    one: '{n} foto no se pudo guardar en este teléfono. Sigue en la app desde donde la compartiste.',
    other: '{n} fotos no se pudieron guardar en este teléfono. Siguen en la app desde donde las compartiste.',
  },
};
