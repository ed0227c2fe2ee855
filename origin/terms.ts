/**
 * The terms that customers accept, every version as it was published. A deployment writes its own here: a new text comes first, with a new
 * date, and those before it stay as they are, for bookings were made under them and a disputed one has to show them.
 */
import { createHash } from 'node:crypto';

export interface Terms {
  /** The date from which they hold: what a booking names. */
  readonly version: string;
  /** Paragraphs, with an empty line between them. */
  readonly texts: Readonly<Record<'en' | 'es', string>>;
}

/** The newest first. */
export const PUBLISHED_TERMS: readonly Terms[] = [
  {
    version: '2026-11-01',
    texts: {
      en: `What you book. We come within the half day that you chose, load what you named and dispose of it. The price stands on the page before you pay, taxes included; nothing is added to it without your word.

What we do not take. Asbestos, chemicals, fuels, batteries of vehicles, medical waste and whatever the law forbids us to carry. If we may not take a thing, you get back what you paid for it.

Access. Somebody of age must be there or tell us how to get in. If we cannot get to the things within 30 minutes of the confirmed hour, and cannot reach you by phone, we keep a quarter of the price for the way and give the rest back.

Cancelling. Until 24 hours before your half day you get all of it back. After that you get three quarters back. If we do not come, you get all of it back.

Photos. The crew takes photos before and after the work, with their time. You can see them by the link on the page of your booking. We keep them as proof of the work, and show them to your bank if you dispute the payment.

Your data. Name, address, phone and e-mail are used for this booking alone. Stripe takes the payment; we never see your card.`,
      es: `Lo que reservas. Llegamos dentro del medio día que elegiste, cargamos lo que indicaste y lo desechamos. El precio está en la página antes de pagar, con impuestos; nada se le suma sin tu acuerdo.

Lo que no llevamos. Asbesto, químicos, combustibles, baterías de vehículos, desechos médicos y lo que la ley nos prohíbe llevar. Si no podemos llevar algo, te devolvemos lo que pagaste por ello.

Acceso. Debe haber una persona adulta, o debes decirnos cómo entrar. Si a los 30 minutos de la hora confirmada no podemos llegar a las cosas y no contestas el teléfono, nos quedamos con un cuarto del precio por el viaje y devolvemos el resto.

Cancelar. Hasta 24 horas antes de tu medio día te devolvemos todo. Después te devolvemos tres cuartos. Si no llegamos, te devolvemos todo.

Fotos. El equipo toma fotos antes y después del trabajo, con su hora. Puedes verlas con el enlace en la página de tu reserva. Las guardamos como prueba del trabajo y las mostramos a tu banco si disputas el pago.

Tus datos. Usamos tu nombre, dirección, teléfono y correo solo para esta reserva. Stripe recibe el pago; nunca vemos tu tarjeta.`,
    },
  },
];

/** The text of a version; null: it was never published. */
export function findTermsText(version: string, language: 'en' | 'es'): string | null {
  return PUBLISHED_TERMS.find((terms) => terms.version === version)?.texts[language] ?? null;
}

/** SHA-256, hex: kept with a booking, so that the text which its customer saw can be told from one that was written over it. */
export function hashTerms(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
