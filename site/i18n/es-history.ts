/** What the history of a job says, in Spanish. */
import type { MessageKey } from './message-key.ts';
import type { Message } from './messages.ts';

type HistoryKey = Extract<
  MessageKey,
  `event.${string}` | `device.${string}` | `denied.${string}` | `job.part.${string}` | `job.status.${string}`
>;

export const esHistory: Readonly<Record<HistoryKey, Message>> = {
  'event.tickets-issued': { one: '{who} empezó a enviar una foto.', other: '{who} empezó a enviar {n} fotos.' },
  'event.denied': '{who} quiso {what} y no se le permitió: {why}.',
  'event.stored': { one: 'Llegó una foto.', other: 'Llegaron {n} fotos.' },
  'event.later-upload': '{who} envió otra cosa para una foto que ya estaba. No ocupa su lugar.',
  'event.not-kept': '{who} envió un archivo de más de 50 MB. No se guardó.',
  'event.edited': { one: '{who} editó una foto.', other: '{who} editó {n} fotos.' },
  'event.deleted': { one: '{who} borró una foto.', other: '{who} borró {n} fotos.' },
  'event.restored': { one: '{who} recuperó una foto.', other: '{who} recuperó {n} fotos.' },
  'event.moved': {
    one: '{who} movió una foto de «{from}» a «{to}».',
    other: '{who} movió {n} fotos de «{from}» a «{to}».',
  },
  'event.original-asked': {
    one: '{who} pidió el original de una foto.',
    other: '{who} pidió los originales de {n} fotos.',
  },
  'event.seen': '{who} miró lo que envió el cliente.',
  'event.album-read': '{who} miró el álbum.',
  'event.job-made': '{who} creó el trabajo.',
  'event.job-changed': '{who} cambió el trabajo: {what}.',
  'event.photos-removed': 'Todas las fotos se borraron para siempre, por la regla de trabajos antiguos.',
  'event.link-made': '{who} creó un enlace para {name}.',
  'event.link-opened': '{who} abrió el enlace.',
  'event.link-revoked': '{who} anuló el enlace para {name}.',
  'device.phone': 'teléfono',
  'device.tablet': 'tableta',
  'device.desktop': 'computadora',
  'device.tv': 'televisor',
  'event.joined': 'se sumó: {names}',
  'event.left': 'salió: {names}',
  'job.part.title': 'título',
  'job.part.address': 'dirección',
  'job.part.members': 'equipo',
  'job.part.customer': 'cliente',
  'job.part.scheduled_for': 'fecha',
  'job.part.required_stages': 'etapas obligatorias',
  'job.part.other': 'otra cosa',
  'job.status.pending': 'pendiente',
  'job.status.open': 'abierto',
  'job.status.closed': 'cerrado',
  'job.status.cancelled': 'cancelado',
  'denied.to.view': 'mirar el álbum',
  'denied.to.upload': 'enviar fotos',
  'denied.to.edit': 'cambiar una foto',
  'denied.to.delete': 'borrar o recuperar una foto',
  'denied.to.share': 'compartir el trabajo',
  'denied.to.audit': 'leer el historial',
  'denied.to.manage': 'cambiar el trabajo',
  'denied.to.other': 'hacer algo aquí',
  'denied.why.access-denied': 'el trabajo no es suyo, o no le corresponde hacerlo',
  'denied.why.job-closed': 'el trabajo está cerrado',
  'denied.why.other': 'no está permitido',
};
