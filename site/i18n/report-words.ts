/** What the printed report says, in each language. */
import type { Message } from './messages.ts';
import { createOwnWords } from './own-words.ts';

const en = {
  title: 'Report',
  lead: 'Choose what is printed. Your browser can save it as a PDF, too.',
  print: 'Print',
  loading: 'Loading the pictures…',
  pairs: 'Before | After',
  names: 'Names',
  'no-stage': 'No stage',
  map: 'Map',
  customer: 'Customer',
  crew: 'Crew',
  taken: 'Photos taken',
  photos: 'Photos',
  printed: 'Printed',
  some: 'The latest {n} of {total} photos.',
  none: 'Nothing is chosen.',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  title: 'Informe',
  lead: 'Elige qué se imprime. Tu navegador también puede guardarlo como PDF.',
  print: 'Imprimir',
  loading: 'Cargando las fotos…',
  pairs: 'Antes | Después',
  names: 'Nombres',
  'no-stage': 'Sin etapa',
  map: 'Mapa',
  customer: 'Cliente',
  crew: 'Equipo',
  taken: 'Fotos tomadas',
  photos: 'Fotos',
  printed: 'Impreso',
  some: 'Las últimas {n} de {total} fotos.',
  none: 'No hay nada elegido.',
};

export const sayReport = createOwnWords({ en, es });
