/** What the tools for a photo say, in each language: loaded with them. */
import type { Message } from './messages.ts';

const en = {
  'give.find': 'Find a job by name or address',
  'give.none': 'No open job matches.',
  'give.busy': 'Looking…',
  'give.offline': 'No connection: only the jobs that this phone has loaded are here.',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  'give.find': 'Busca un trabajo por nombre o dirección',
  'give.none': 'Ningún trabajo abierto coincide.',
  'give.busy': 'Buscando…',
  'give.offline': 'Sin conexión: aquí solo están los trabajos que este teléfono ya cargó.',
};

export const photoToolWords = { en, es };
