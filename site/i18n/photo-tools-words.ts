/** What the tools for a photo say, in each language: loaded with them. */
import { createWords, type Language } from './translate.ts';

const en = {
  'give.find': 'Find a job by name or address',
  'give.none': 'No open job is so.',
  'give.busy': 'Looking…',
  'give.offline': 'No connection: only the jobs that this phone has loaded are here.',
} as const;

const es: Readonly<Record<keyof typeof en, string>> = {
  'give.find': 'Busca un trabajo por nombre o dirección',
  'give.none': 'Ningún trabajo abierto es así.',
  'give.busy': 'Buscando…',
  'give.offline': 'Sin conexión: aquí solo están los trabajos que este teléfono ya cargó.',
};

export type PhotoToolKey = keyof typeof en;
export type SayPhotoTool = (key: PhotoToolKey, params?: Readonly<Record<string, string>>) => string;

export function sayPhotoTool(language: Language): SayPhotoTool {
  const { say } = createWords(language, (language === 'es' ? es : en) as never);
  return (key, params) => say(key as never, params);
}
