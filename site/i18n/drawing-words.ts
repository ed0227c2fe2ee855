/** What drawing on a photo says, in each language: loaded with it. */
import type { Message } from './messages.ts';

const en = {
  'draw.title': 'Draw on a copy of this photo',
  'draw.tool.arrow': 'Arrow',
  'draw.tool.circle': 'Circle',
  'draw.tool.text': 'Text',
  'draw.colour.red': 'Red',
  'draw.colour.yellow': 'Yellow',
  'draw.colour.blue': 'Blue',
  'draw.words': 'Words',
  'draw.words.hint': 'Type here, then touch the photo where they belong.',
  'draw.keys': 'Drawing area. Arrow keys move, Enter begins and ends a mark.',
  'draw.undo': 'Undo',
  'draw.save': 'Save a copy',
  'draw.saving': 'Saving…',
  'draw.busy': 'Loading the photo…',
  'draw.none': 'This photo can’t be shown now. Try again with a connection.',
  'draw.failed': 'This phone could not save the drawing. Try again.',
  'draw.marks': { one: '{n} mark', other: '{n} marks' },
} as const satisfies Record<string, Message>;

const es: Readonly<Record<keyof typeof en, Message>> = {
  'draw.title': 'Dibujar en una copia de esta foto',
  'draw.tool.arrow': 'Flecha',
  'draw.tool.circle': 'Círculo',
  'draw.tool.text': 'Texto',
  'draw.colour.red': 'Rojo',
  'draw.colour.yellow': 'Amarillo',
  'draw.colour.blue': 'Azul',
  'draw.words': 'Palabras',
  'draw.words.hint': 'Escribe aquí y después toca la foto donde van.',
  'draw.keys': 'Área de dibujo. Las flechas mueven; Intro empieza y termina una marca.',
  'draw.undo': 'Deshacer',
  'draw.save': 'Guardar una copia',
  'draw.saving': 'Guardando…',
  'draw.busy': 'Cargando la foto…',
  'draw.none': 'Ahora no se puede mostrar esta foto. Inténtalo con conexión.',
  'draw.failed': 'Este teléfono no pudo guardar el dibujo. Inténtalo otra vez.',
  'draw.marks': { one: '{n} marca', other: '{n} marcas' },
};

export const drawingWords = { en, es };
