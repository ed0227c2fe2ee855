/** The Spanish texts of the lazy parts. */
import { albumToolWords } from './album-words.ts';
import { bookingWords } from './bookings-words.ts';
import { compareWords } from './compare-words.ts';
import { drawingWords } from './drawing-words.ts';
import { editorWords } from './editor-words.ts';
import type { enLazy } from './en-lazy.ts';
import { esAccount } from './es-account.ts';
import { esAlbum } from './es-album.ts';
import { esHistory } from './es-history.ts';
import { esJobs } from './es-jobs.ts';
import { esProblems } from './es-problems.ts';
import { esShared } from './es-shared.ts';
import type { Message } from './messages.ts';
import { noteWords } from './notes-words.ts';
import { photoToolWords } from './photo-tools-words.ts';
import { reportWords } from './report-words.ts';
import { takeOutWords } from './take-out-words.ts';

export const esLazy: Readonly<Record<keyof typeof enLazy, Message>> = {
  'app.outdated': 'Hay una versión más nueva de este sitio en otra pestaña. Recarga esta página para seguir aquí.',
  'app.outdated.waiting': { one: 'Entonces se guardará {n} foto.', other: 'Entonces se guardarán {n} fotos.' },
  'app.update': 'Hay una versión nueva.',
  'app.update.do': 'Recargar',
  'app.close': 'Cerrar',
  'app.cancel': 'Cancelar',
  'app.save': 'Guardar',

  'sign-in.failed': 'No se pudo iniciar sesión.',

  'nowhere.title': 'Esta página no existe',
  'nowhere.hint': 'La dirección no lleva a ninguna parte. Lo que está en este teléfono está a salvo.',

  'stage.none': 'Sin etapa',

  'state.saved': 'Guardada',
  'state.sending': 'Enviando {percent}',
  'state.delivered': 'Entregada',
  'state.in-job': 'En el trabajo',
  'state.refused': 'Espera al trabajo',
  'state.stuck': 'Revísala',
  'state.arriving': 'En camino',
  'state.cut-off': 'Cortada',
  'state.unseen': 'Del cliente · nueva',
  'state.unreadable': 'Sin vista previa',

  'say.saved': { one: 'Foto guardada en este teléfono.', other: '{n} fotos guardadas en este teléfono.' },
  'say.delivered': { one: 'Foto entregada.', other: '{n} fotos entregadas.' },
  'say.in-job': { one: 'La foto está en el trabajo.', other: '{n} fotos están en el trabajo.' },
  'say.was-there': 'Ya está en este trabajo. No se envió otra vez.',
  'say.refused': {
    one: 'Una foto espera a que su trabajo la acepte.',
    other: '{n} fotos esperan a que su trabajo las acepte.',
  },
  'say.stuck': { one: 'Revisa una foto.', other: 'Revisa {n} fotos.' },

  'waiting.stuck': {
    one: 'Ahora no se puede enviar. Ábrela para ver por qué.',
    other: 'Ahora no se pueden enviar. Ábrelas para ver por qué.',
  },
  'unkept.title': { one: '{n} foto NO está guardada', other: '{n} fotos NO están guardadas' },
  'unkept.hint': 'Solo está en esta página. Se pierde si la cierras.',
  'unkept.show': 'Ver',
  'unkept.let-go': 'Quitar',
  'leaving.hint': 'Un momento. Sigue por sí solo.',
  'leaving.stay': 'Quedarme aquí',
  'leaving.anyway': 'Seguir sin ellas',
  'stuck.title': { one: '{n} foto no se puede enviar', other: '{n} fotos no se pueden enviar' },
  'stuck.ways': 'Qué hacer',
  'plain.send': 'Enviarla sin guardarla',
  'storage.gone': {
    one: '{n} foto que estaba solo en este teléfono ya no está: el navegador borró los datos de este sitio. Tómala otra vez si puedes.',
    other:
      '{n} fotos que estaban solo en este teléfono ya no están: el navegador borró los datos de este sitio. Tómalas otra vez si puedes.',
  },
  'storage.low': 'Este teléfono está casi lleno (quedan {free}). Libera espacio antes de tomar más fotos.',
  'storage.refused':
    'Este navegador podría borrar fotos que esperan mucho. Agrega Edgeshot a tu pantalla de inicio: así se quedan.',

  'photo.retry': 'Intentar de nuevo',
  'photo.export': 'Guardar en el teléfono',
  'photo.move': 'Enviar a otro trabajo',
  'photo.discard': 'Borrar de este teléfono',
  'photo.discard.ask': '¿Borrar esta foto?',
  'photo.cut-off': 'Falta el final de este archivo, y con él parte de la imagen. Toma la foto otra vez si puedes.',
  'photo.discard.hint': 'Está solo en este teléfono. Nadie más la tiene.',
  'photo.code': 'Código: {code}',
  'photo.photo': 'Foto',

  'move.stays': {
    one: 'Una vista pequeña ya está en el primer trabajo y se queda ahí.',
    other: '{n} vistas pequeñas ya están en el primer trabajo y se quedan ahí.',
  },
  'move.failed': 'Este teléfono no pudo anotarlo. Lo que no se movió sigue seguro donde estaba.',
  'move.done': { one: 'La foto va a «{job}».', other: '{n} fotos van a «{job}».' },

  'photo.give': 'Mover a otro trabajo',
  'photo.given': { one: 'La foto ya está en «{job}».', other: '{n} fotos ya están en «{job}».' },
  'photo.delete': 'Borrar foto',
  'photo.deleted': 'Foto borrada.',
  'photo.undo': 'Deshacer',
  'photo.restored': 'La foto está otra vez en el trabajo.',

  'original.waits': 'El original ({size}) espera Wi-Fi en este teléfono.',
  'original.refused': 'El original ({size}) está solo en este teléfono.',
  'original.sending': 'El original está en camino.',

  'page.title.deleted': 'Fotos borradas',
  'page.lead.deleted': 'Solo la oficina las ve. A los 30 días se borran del todo.',
  'page.none.deleted': 'No se borró nada',
  'deleted.when': { one: 'Borrada {when} · queda {n} día', other: 'Borrada {when} · quedan {n} días' },
  'deleted.restore': 'Recuperar',

  'page.title.history': 'Historial',
  'page.lead.history': 'Quién hizo qué con las fotos de este trabajo. Nadie puede cambiarlo.',
  'page.none.history': 'Aún no pasó nada',
  'history.more': 'Mostrar lo anterior',

  'viewer.label': 'Foto {n} de {total}',
  'viewer.previous': 'Foto anterior',
  'viewer.next': 'Foto siguiente',
  'viewer.zoom-in': 'Acercar',
  'viewer.zoom-out': 'Alejar',
  'viewer.details': 'Detalles',
  'viewer.copy': 'Abrir foto',
  'original.on-phone': 'Su teléfono envió una copia más pequeña. El original no ha llegado.',
  'original.asked': 'Se pidió el original al teléfono. Lo envía en cuanto pueda, si aún lo tiene.',
  'original.ask': 'Pedir el original al teléfono',
  'viewer.original': 'Abrir original',
  'viewer.cut-off': 'cortada: falta el final del archivo',
  'viewer.unreadable': 'No se puede mostrar este archivo. El original está guardado.',
  'unreadable.not-an-image': 'No es una foto.',
  'unreadable.damaged': 'Está dañado.',
  'unreadable.too-large': 'Es demasiado grande.',
  'unreadable.too-many-pixels': 'Tiene demasiados píxeles.',
  'unreadable.too-slow': 'Dibujarlo tardó demasiado.',
  'unreadable.jpeg-xl': 'Es una imagen JPEG XL, que los navegadores aún no muestran.',
  'unreadable.raw-photo': 'Es un archivo sin procesar de la cámara.',
  'unreadable.video': 'Es un video. Abre el original para verlo.',
  'viewer.unseen': 'Esta foto no está en este teléfono. Se mostrará cuando haya señal.',
  'viewer.arriving': 'Esta foto todavía está en camino.',
  'viewer.title': 'Título',
  'viewer.stage': 'Etapa',
  'viewer.taken': 'Tomada',
  'viewer.taken.unknown': 'No se sabe',
  'viewer.taken.clock-wrong': 'el reloj del teléfono estaba mal',
  'viewer.uploaded': 'En el trabajo desde',
  'viewer.by': 'Por',
  'viewer.size': 'Tamaño',
  'viewer.camera': 'Cámara',
  'viewer.place': 'Lugar',
  'viewer.proof': 'Prueba',
  'viewer.look-alike': 'Se parece a una que ya está:',
  'viewer.verified': 'Byte por byte lo que envió el teléfono',
  'viewer.not-verified': 'No es lo que declaró el teléfono',
  'viewer.later': 'Envío posterior',
  'viewer.later.by': '{when}, {who}: no ocupa el lugar de la foto',
  'viewer.saved': 'Guardado.',
  'viewer.unsaved': 'Aún sin guardar. Se queda aquí mientras miras otras fotos.',
  'viewer.theirs': 'Alguien guardó mientras tanto: «{value}». Lo que escribiste sigue aquí.',
  'viewer.let-go': 'Descartar',

  'live.bookings': 'Reservas',
  'live.title': 'En vivo',
  'live.lead': 'Lo que los equipos envían ahora, lo más nuevo primero.',
  'live.none': 'Todo tranquilo',
  'live.none.hint': 'Las fotos aparecen aquí cuando aún están en camino.',
  'live.last': 'Última foto: {when}',
  'live.no-photos': 'Aún no hay fotos',

  'load.stale': 'Sin conexión. Esto es lo último que vio este teléfono.',

  ...esAccount,
  ...esAlbum,
  ...esHistory,
  ...esJobs,
  ...esShared,
  ...esProblems,
  ...albumToolWords.es,
  ...bookingWords.es,
  ...compareWords.es,
  ...drawingWords.es,
  ...editorWords.es,
  ...noteWords.es,
  ...photoToolWords.es,
  ...reportWords.es,
  ...takeOutWords.es,
};
