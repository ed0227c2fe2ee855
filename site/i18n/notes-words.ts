/** What the sheet of notes says, in each language: loaded with it. */
import type { Message } from './messages.ts';

const en = {
  'notes.none': 'No notes yet.',
  'notes.busy': 'Loading…',
  'notes.unseen': 'No connection: the notes can’t be shown now. What you write is kept and sent later.',
  'notes.new': 'New note',
  'notes.who': 'Crew and office see it. Customers don’t.',
  'notes.save': 'Save note',
  'notes.take-back': 'Take back',
  'notes.waits': 'Only on this phone. It is sent when there is a connection.',
  'notes.refused': 'Not saved.',
  'notes.no-room': 'NOT saved: this phone is out of space.',
  'notes.again': 'Send now',
  'notes.let-go': 'Discard',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  'notes.none': 'Aún no hay notas.',
  'notes.busy': 'Cargando…',
  'notes.unseen': 'Sin conexión: ahora no se pueden mostrar las notas. Lo que escribas se guarda y se envía después.',
  'notes.new': 'Nota nueva',
  'notes.who': 'La ven el equipo y la oficina. Los clientes no.',
  'notes.save': 'Guardar nota',
  'notes.take-back': 'Retirar',
  'notes.waits': 'Solo en este teléfono. Se envía cuando haya conexión.',
  'notes.refused': 'No se guardó.',
  'notes.no-room': 'NO se guardó: no queda espacio en este teléfono.',
  'notes.again': 'Enviar ahora',
  'notes.let-go': 'Descartar',
};

export const noteWords = { en, es };
