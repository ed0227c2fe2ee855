/** Why something failed, in Spanish, by the codes of the API and of the phone. */
import type { MessageKey } from './message-key.ts';
import type { Message } from './messages.ts';

export const esProblems: Readonly<Record<Extract<MessageKey, `problem.${string}` | `capture.${string}`>, Message>> = {
  'problem.bad-request': 'El servidor no entendió esta foto.',
  'problem.token-missing': 'Inicia sesión para continuar.',
  'problem.token-invalid': 'Inicia sesión otra vez para continuar.',
  'problem.token-expired': 'Tu sesión terminó. Inicia sesión otra vez.',
  'problem.access-denied': 'No estás en este trabajo. Pregunta en la oficina.',
  'problem.too-many-announced': 'Demasiadas fotos tuyas siguen en camino a este trabajo.',
  'problem.job-closed': 'Este trabajo está cerrado y no acepta más fotos.',
  'problem.job-exists': 'Ya hay otro trabajo con este id.',
  'problem.stages-missing': 'Falta una etapa obligatoria. Di por qué y ciérralo.',
  'problem.photo-arriving': 'Esta foto aún está en camino. Inténtalo cuando haya llegado.',
  'problem.not-found': 'Aquí no hay nada.',
  'problem.method-not-allowed': 'Esto no se puede hacer aquí.',
  'problem.edited-meanwhile': 'Alguien cambió esto mientras tanto. Míralo de nuevo y guarda.',
  'problem.photo-too-large': 'La foto pesa más de 50 MB.',
  'problem.body-too-large': 'Fue demasiado a la vez.',
  'problem.unsupported-type': 'Este archivo no es una foto que aceptemos.',
  'problem.ticket-expired': 'Tardó demasiado. Empieza de nuevo por sí solo.',
  'problem.link-ended': 'Este enlace ya no funciona. Pide uno nuevo.',
  'problem.link-full': 'Este enlace ya recibió todas las fotos que puede.',
  'problem.notes-full': 'Aquí no caben más notas.',
  'problem.too-many-requests': 'Demasiado a la vez. Sigue por sí solo en un momento.',
  'problem.internal': 'Algo falló de nuestro lado. Se intenta de nuevo por sí solo.',
  'problem.unavailable': 'No hay conexión ahora.',
  'problem.photo-lost': 'Este navegador perdió los datos de la foto. Tómala otra vez si puedes.',
  'problem.refused-by-storage': 'El almacén de fotos rechazó esta foto.',
  'capture.unreadable': 'No se puede leer «{file}». Si está en la nube, ábrela primero en tus fotos.',
  'capture.empty': '«{file}» está vacía.',
  'capture.too-large': '«{file}» pesa más de 50 MB.',
  'capture.storage-full':
    '«{file}» NO se guardó: no queda espacio en este teléfono. Libera espacio e intenta de nuevo.',
  'capture.storage-failed': '«{file}» NO se guardó: este teléfono no quiso guardarla.',
  'capture.outdated': '«{file}» NO se guardó: hay una versión más nueva de este sitio en otra pestaña.',
  'capture.signed-out': '«{file}» NO se guardó: nadie ha iniciado sesión.',
};
