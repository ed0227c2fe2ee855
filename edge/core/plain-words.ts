/** What somebody without script reads of a refusal. Constants alone: CloudFront Functions and the functions behind them say the same. */
import { ACCESS_DENIED, BAD_REQUEST, BODY_TOO_LARGE, METHOD_NOT_ALLOWED } from '../problem-table.ts';

export interface WordsInBoth {
  readonly en: string;
  readonly es: string;
}

export const FORM_WRONG: WordsInBoth = {
  en: BAD_REQUEST.title,
  es: 'Al formulario le faltan datos o tiene datos incorrectos.',
};
export const FORM_DENIED: WordsInBoth = {
  en: ACCESS_DENIED.title,
  es: 'No puedes hacer esto aquí. Pregunta a tu despachador.',
};
export const FORM_TOO_LARGE: WordsInBoth = { en: BODY_TOO_LARGE.title, es: 'El formulario es demasiado grande.' };
export const NO_FORM: WordsInBoth = { en: METHOD_NOT_ALLOWED.title, es: 'Aquí solo se puede enviar el formulario.' };

export const UPLOAD_TOO_LARGE: WordsInBoth = {
  en: 'This photo is too large. 50 MB is the most.',
  es: 'Esta foto es demasiado grande. El máximo es 50 MB.',
};
export const UPLOAD_NOT_WHOLE: WordsInBoth = {
  en: 'The photo did not arrive whole.',
  es: 'La foto no llegó entera.',
};
export const UPLOAD_TOO_LATE: WordsInBoth = {
  en: 'This form is too old. It is good for 15 minutes.',
  es: 'Este formulario ya no sirve. Vale 15 minutos.',
};
export const UPLOAD_NOT_NOW: WordsInBoth = {
  en: 'The service is busy.',
  es: 'El servicio está ocupado.',
};

/** What to do: a browser gives no file to a form a second time. */
export const BEGIN_AGAIN: WordsInBoth = {
  en: 'The photo is not in the job. Go back to the form and choose it again.',
  es: 'La foto no está en el trabajo. Vuelve al formulario y elígela otra vez.',
};
/** The browser still has what was sent, and the same photo is never stored twice. */
export const LOAD_AGAIN: WordsInBoth = {
  en: 'Load this page again in a moment: your browser then sends the photo again. If that does not help, go back to the form and choose it again.',
  es: 'Vuelve a cargar esta página en un momento: tu navegador enviará la foto otra vez. Si no ayuda, vuelve al formulario y elígela otra vez.',
};
