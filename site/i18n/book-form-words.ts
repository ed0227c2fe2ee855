/** What the booking page says before any script: the build puts it into one page for each language (infra/build/build-booking-pages.ts). */
import type { Language } from './translate.ts';

const en = {
  lang: 'en',
  other: 'es',
  other_name: 'Español',
  title: 'Book a pickup',
  intro: 'Tell us what to haul and when. You see the price before you pay.',
  what: 'What should we haul?',
  extras: 'Extras',
  photos: 'Photos of it',
  photos_hint: 'If you like. They are safe on this phone at once and go to the crew once you have paid.',
  when: 'When?',
  day: 'Day',
  half_day: 'Half day',
  morning: 'Morning',
  afternoon: 'Afternoon',
  who: 'Where and who?',
  address: 'Address',
  name: 'Your name',
  phone: 'Phone',
  email: 'Email, for the receipt',
  note: 'Anything else? (optional)',
  terms: 'I accept the terms of {}.',
  terms_title: 'Terms of {}',
  read_terms: 'Read the terms (opens beside this page)',
  see_price: 'See the price',
  next: 'On the next page you see the price and pay with Stripe. Nothing is booked before you pay.',
} as const satisfies Record<string, string>;

export type BookFormWord = keyof typeof en;

const es: Readonly<Record<BookFormWord, string>> = {
  lang: 'es',
  other: 'en',
  other_name: 'English',
  title: 'Reserva una recogida',
  intro: 'Dinos qué hay que llevar y cuándo. Ves el precio antes de pagar.',
  what: '¿Qué hay que llevar?',
  extras: 'Extras',
  photos: 'Fotos',
  photos_hint: 'Si quieres. Quedan seguras en este teléfono y llegan al equipo cuando hayas pagado.',
  when: '¿Cuándo?',
  day: 'Día',
  half_day: 'Medio día',
  morning: 'Mañana',
  afternoon: 'Tarde',
  who: '¿Dónde y quién?',
  address: 'Dirección',
  name: 'Tu nombre',
  phone: 'Teléfono',
  email: 'Correo, para el recibo',
  note: '¿Algo más? (opcional)',
  terms: 'Acepto las condiciones del {}.',
  terms_title: 'Condiciones del {}',
  read_terms: 'Leer las condiciones (se abren aparte)',
  see_price: 'Ver el precio',
  next: 'En la página siguiente ves el precio y pagas con Stripe. Nada se reserva antes de pagar.',
};

export const BOOK_FORM_WORDS: Readonly<Record<Language, Readonly<Record<BookFormWord, string>>>> = { en, es };
