/** The Spanish texts of the first screens: neutral for the Americas, `tú`, as short as the English. Those of the lazy parts are in es-lazy.ts. */
import type { en } from './en.ts';
import type { Message } from './messages.ts';

export const es: Readonly<Record<keyof typeof en, Message>> = {
  'app.skip': 'Ir al contenido',
  'app.retry': 'Intentar de nuevo',
  'app.back': 'Atrás',
  'app.account': 'Cuenta',

  'sign-in.title': 'Fotos de trabajo que llegan.',
  'sign-in.lead': 'Toma la foto. Queda segura en tu teléfono al instante y en el trabajo en cuanto haya señal.',
  'sign-in.do': 'Iniciar sesión',
  'sign-in.busy': 'Iniciando sesión…',
  'sign-in.waiting': {
    one: '{n} foto en este teléfono espera a que su dueño inicie sesión.',
    other: '{n} fotos en este teléfono esperan a que su dueño inicie sesión.',
  },

  'jobs.title': 'Trabajos',
  'jobs.live': 'En vivo',
  'jobs.none': 'Aún no hay trabajos',
  'jobs.none.hint': 'Tus trabajos aparecen aquí.',
  'jobs.choose': 'Elige un trabajo',
  'jobs.choose.hint': 'Sus fotos se abren aquí.',

  'count.photos': { one: '{n} foto', other: '{n} fotos' },
  'count.waiting': '{n} en este teléfono',
  'count.arriving': '{n} en camino',

  'job.capture': 'Tomar foto',
  'job.library': 'Elegir de la galería',
  'job.stages': '¿Qué muestra la próxima foto?',
  'job.title': 'Título para las próximas fotos',
  'job.title.placeholder': 'Título (opcional)',
  'job.unknown': 'Este trabajo no está en tu lista.',

  'stage.before': 'Antes',
  'stage.load': 'Carga',
  'stage.after': 'Después',
  'stage.receipt': 'Recibo',
  'stage.damage': 'Daño',

  'waiting.only-here': {
    one: '{n} foto está solo en este teléfono',
    other: '{n} fotos están solo en este teléfono',
  },
  'waiting.saving': { one: 'Guardando {n} foto…', other: 'Guardando {n} fotos…' },
  'waiting.offline': 'Se envían solas cuando haya señal.',
  'waiting.server': 'El servicio no recibe nada por ahora. Se envían solas cuando pueda.',
  'waiting.sign-in': { one: 'Inicia sesión para enviar {n} foto', other: 'Inicia sesión para enviar {n} fotos' },
  'waiting.sending': 'Enviando. Puedes bloquear el teléfono: lo que falta se queda aquí.',
  'waiting.send-now': 'Enviar ahora',

  'load.failed': 'No se pudo cargar.',
  'load.busy': 'Cargando…',
};
