/** What the comparison of two photos says, in each language. */
import type { Message } from './messages.ts';

const en = {
  'compare.title': 'Before and After',
  'compare.slider': 'Where Before ends and After begins',
  'compare.percent': '{n} % Before',
  'compare.beside': 'Side by side',
  'compare.over': 'One over the other',
  'compare.none': 'No pair yet. Select two photos, then press Compare.',
  'compare.proposed': 'Proposed: they look alike.',
  'compare.kept': 'A pair, by its title.',
  'compare.keep': 'Keep as a pair',
  'compare.keep.hint': 'Both get this title. A Before and an After of one title are a pair.',
  'compare.previous': 'Previous pair',
  'compare.next': 'Next pair',
  'compare.some': 'Looked at {seen} of {total} photos.',
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  'compare.title': 'Antes y después',
  'compare.slider': 'Dónde termina Antes y empieza Después',
  'compare.percent': '{n} % Antes',
  'compare.beside': 'Lado a lado',
  'compare.over': 'Una sobre otra',
  'compare.none': 'Aún no hay pares. Elige dos fotos y pulsa Comparar.',
  'compare.proposed': 'Propuesta: se parecen.',
  'compare.kept': 'Un par, por su título.',
  'compare.keep': 'Guardar como par',
  'compare.keep.hint': 'Las dos reciben este título. Un Antes y un Después con el mismo título son un par.',
  'compare.previous': 'Par anterior',
  'compare.next': 'Par siguiente',
  'compare.some': 'Se miraron {seen} de {total} fotos.',
};

export const compareWords = { en, es };
