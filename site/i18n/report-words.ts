/** What the printed report says, in each language. */
import type { Message } from './messages.ts';

const en = {
  'report.title': 'Report',
  'report.lead': 'Choose what is printed. Your browser can save it as a PDF, too.',
  'report.print': 'Print',
  'report.loading': 'Loading the pictures…',
  'report.pairs': 'Before | After',
  'report.names': 'Names',
  'report.no-stage': 'No stage',
  'report.map': 'Map',
  'report.customer': 'Customer',
  'report.crew': 'Crew',
  'report.taken': 'Photos taken',
  'report.photos': 'Photos',
  'report.printed': 'Printed',
  'report.some': 'The latest {n} of {total} photos.',
  'report.none': 'Nothing is chosen.',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  'report.title': 'Informe',
  'report.lead': 'Elige qué se imprime. Tu navegador también puede guardarlo como PDF.',
  'report.print': 'Imprimir',
  'report.loading': 'Cargando las fotos…',
  'report.pairs': 'Antes | Después',
  'report.names': 'Nombres',
  'report.no-stage': 'Sin etapa',
  'report.map': 'Mapa',
  'report.customer': 'Cliente',
  'report.crew': 'Equipo',
  'report.taken': 'Fotos tomadas',
  'report.photos': 'Fotos',
  'report.printed': 'Impreso',
  'report.some': 'Las últimas {n} de {total} fotos.',
  'report.none': 'No hay nada elegido.',
};

export const reportWords = { en, es };
