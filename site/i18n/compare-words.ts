/** What the comparison of two photos says, in each language. */
import type { Message } from './messages.ts';
import { createOwnWords } from './own-words.ts';

const en = {
  title: 'Before and After',
  slider: 'Where Before ends and After begins',
  percent: '{n} % Before',
  beside: 'Side by side',
  over: 'One over the other',
  none: 'No pair yet. Select two photos, then press Compare.',
  proposed: 'Proposed: they look alike.',
  kept: 'A pair, by its title.',
  keep: 'Keep as a pair',
  'keep.hint': 'Both get this title. A Before and an After of one title are a pair.',
  previous: 'Previous pair',
  next: 'Next pair',
  some: 'Looked at {seen} of {total} photos.',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  title: 'Antes y después',
  slider: 'Dónde termina Antes y empieza Después',
  percent: '{n} % Antes',
  beside: 'Lado a lado',
  over: 'Una sobre otra',
  none: 'Aún no hay pares. Elige dos fotos y pulsa Comparar.',
  proposed: 'Propuesta: se parecen.',
  kept: 'Un par, por su título.',
  keep: 'Guardar como par',
  'keep.hint': 'Las dos reciben este título. Un Antes y un Después con el mismo título son un par.',
  previous: 'Par anterior',
  next: 'Par siguiente',
  some: 'Se miraron {seen} de {total} fotos.',
};

export const sayCompare = createOwnWords({ en, es });
