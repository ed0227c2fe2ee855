/** What the edge's own pages of a booking say. */

import type { BookingLanguage } from '../core/price-order.ts';
import type { ProblemCode } from '../problem.ts';

const en = {
  review: 'Is this right?',
  booking: 'Your booking',
  total: 'Total',
  pay: 'Pay {}',
  payHint: 'You pay at Stripe. Nothing is booked before.',
  leading: 'You are being led to Stripe, where you pay.',
  change: 'Change something',
  changeBack: 'To change something, go back in your browser.',
  number: 'Number',
  keep: 'The page of your booking. Keep this link: it shows whether it is paid.',
  wrong: 'That did not work',
  back: 'Go back in your browser: what you have typed is still there.',
  again: 'Try again',
  seePrice: 'See the price',
  size: 'What should we haul?',
  day: 'Day',
  halfDay: 'Half day',
  terms: 'I accept the terms.',
  readTerms: 'Read the terms (opens beside this page)',
  form: 'Back to the form',
  when: 'When',
  address: 'Address',
  name: 'Name',
  phone: 'Phone',
  email: 'Email',
  note: 'Note',
  pending_payment: 'This booking is not paid yet.',
  processing: 'Your bank is working on it. This can take a few days.',
  failed: 'The payment has failed.',
  expired: 'The time to pay is over.',
  paid: 'This booking is paid.',
  refunded_partly: 'A part of it was refunded.',
  refunded: 'All of it was refunded.',
  disputed: 'Your bank disputes this payment.',
} as const;

export type BookingWord = keyof typeof en;

const es: Readonly<Record<BookingWord, string>> = {
  review: '¿Está todo bien?',
  booking: 'Tu reserva',
  total: 'Total',
  pay: 'Pagar {}',
  payHint: 'Pagas en Stripe. Antes no se reserva nada.',
  leading: 'Te llevamos a Stripe, donde pagas.',
  change: 'Cambiar algo',
  changeBack: 'Para cambiar algo, vuelve atrás en tu navegador.',
  number: 'Número',
  keep: 'La página de tu reserva. Guarda este enlace: muestra si está pagada.',
  wrong: 'No funcionó',
  back: 'Vuelve atrás en tu navegador: lo que escribiste sigue ahí.',
  again: 'Intentar de nuevo',
  seePrice: 'Ver el precio',
  size: '¿Qué hay que llevar?',
  day: 'Día',
  halfDay: 'Medio día',
  terms: 'Acepto las condiciones.',
  readTerms: 'Leer las condiciones (se abren aparte)',
  form: 'Volver al formulario',
  when: 'Cuándo',
  address: 'Dirección',
  name: 'Nombre',
  phone: 'Teléfono',
  email: 'Correo',
  note: 'Nota',
  pending_payment: 'Esta reserva todavía no está pagada.',
  processing: 'Tu banco la está procesando. Puede tardar unos días.',
  failed: 'El pago falló.',
  expired: 'Se acabó el tiempo para pagar.',
  paid: 'Esta reserva está pagada.',
  refunded_partly: 'Se devolvió una parte.',
  refunded: 'Se devolvió todo.',
  disputed: 'Tu banco disputa este pago.',
};

export const BOOKING_WORDS: Readonly<Record<BookingLanguage, Readonly<Record<BookingWord, string>>>> = { en, es };

type Both = Readonly<Record<BookingLanguage, string>>;

/** What is wrong with a form, by the member of the booking. */
export const FIELD_WORDS: Readonly<Record<string, Both>> = {
  size: { en: 'Choose what we should haul.', es: 'Elige qué hay que llevar.' },
  extras: { en: 'That is too many of an extra.', es: 'Son demasiados de un extra.' },
  slot: {
    en: 'That half day is full or cannot be booked. Choose another.',
    es: 'Ese medio día está lleno o no se puede reservar. Elige otro.',
  },
  name: { en: 'Enter your name: up to 200 characters.', es: 'Escribe tu nombre: hasta 200 caracteres.' },
  phone: { en: 'Enter a phone number: up to 40 digits.', es: 'Escribe un teléfono: hasta 40 dígitos.' },
  email: { en: 'Enter an email address.', es: 'Escribe un correo electrónico.' },
  address: { en: 'Enter the address: 5 to 300 characters.', es: 'Escribe la dirección: de 5 a 300 caracteres.' },
  note: { en: 'The note may have up to 500 characters.', es: 'La nota puede tener hasta 500 caracteres.' },
  terms: {
    en: 'Accept the terms. If they are new, load the form again.',
    es: 'Acepta las condiciones. Si son nuevas, vuelve a cargar el formulario.',
  },
  id: {
    en: 'This was booked differently before. Load the form again.',
    es: 'Esto ya se reservó de otra forma. Vuelve a cargar el formulario.',
  },
};

export const REFUSAL_WORDS: Partial<Readonly<Record<ProblemCode, Both>>> = {
  'too-many-requests': {
    en: 'Too many bookings from here. Try again in an hour.',
    es: 'Demasiadas reservas desde aquí. Inténtalo en una hora.',
  },
  'body-too-large': { en: 'The form is too large.', es: 'El formulario es demasiado grande.' },
  'access-denied': { en: 'This form came from another site.', es: 'Este formulario vino de otro sitio.' },
};

export const OUR_FAULT_WORDS: Both = {
  en: 'Something is wrong on our side. Nothing was paid. Try again in a moment.',
  es: 'Algo falló de nuestro lado. No se pagó nada. Inténtalo en un momento.',
};
