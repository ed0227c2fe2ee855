/**
 * A form that was refused, to be mended where it stands: what is wrong in fields, all else as it was sent. So nothing that was typed is lost,
 * whatever the browser keeps of the page before, and without script too.
 */
import { BOOKING_PAGES, BOOKING_ROUTES } from '../booking-api.ts';
import type { BookingConfig } from '../booking-config.ts';
import { type Html, html } from '../core/html.ts';
import type { BookingLanguage, PricedExtra } from '../core/price-order.ts';
import { BOOKING_WORDS } from './booking-words.ts';

export interface Correction {
  /** As it was sent. */
  readonly form: URLSearchParams;
  /** Members of the booking that are wrong; none: the same may be sent again. */
  readonly wrong: ReadonlySet<string>;
  readonly config: Pick<BookingConfig, 'prices' | 'slots' | 'terms'>;
  readonly language: BookingLanguage;
}

const EXTRA = 'extra_';
const KNOWN = /^(id|step|plain|language|size|day|half_day|name|phone|email|address|note|terms|extra_[a-z0-9-]{1,32})$/;
const TYPES = { name: 'text', phone: 'tel', email: 'email', address: 'text', note: 'text' } as const;

export function renderCorrection(correction: Correction): Html {
  const { form, wrong, language } = correction;
  const words = BOOKING_WORDS[language];
  const hidden = [...form].filter(([name]) => KNOWN.test(name) && !isShown(name, wrong));
  return html`<form method="post" action="${BOOKING_ROUTES.bookings}" accept-charset="utf-8">
${hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}${listFields(correction)}
<button>${wrong.size === 0 ? words.again : words.seePrice}</button>
</form>`;
}

/** What was wrong with the id or its price was seen before the change is asked for anew. */
function isShown(name: string, wrong: ReadonlySet<string>): boolean {
  if (name === 'day' || name === 'half_day') return wrong.has('slot');
  if (name.startsWith(EXTRA)) return wrong.has('extras');
  return name === 'step' ? wrong.size > 0 : wrong.has(name);
}

function listFields({ form, wrong, config, language }: Correction): readonly Html[] {
  const words = BOOKING_WORDS[language];
  const { prices, slots, terms } = config;
  const texts = (['name', 'phone', 'email', 'address', 'note'] as const).filter((name) => wrong.has(name));
  const sizes = prices.sizes.map(({ id, name }) => [id, name[language]] as const);
  const halfDays = slots.half_days.map(({ id, from, to }) => [id, `${from}–${to}`] as const);
  const sent = (name: string) => form.get(name) ?? '';
  return [
    ...(wrong.has('size') ? [choice({ name: 'size', label: words.size, options: sizes, chosen: sent('size') })] : []),
    ...(wrong.has('extras') ? prices.extras.map((extra) => extraField(extra, sent(EXTRA + extra.id), language)) : []),
    ...(wrong.has('slot')
      ? [
          html`<label for="day">${words.day}</label><input id="day" name="day" type="date" required value="${sent('day')}">\n`,
          choice({ name: 'half_day', label: words.halfDay, options: halfDays, chosen: sent('half_day') }),
        ]
      : []),
    ...texts.map(
      (name) =>
        html`<label for="${name}">${words[name]}</label><input id="${name}" name="${name}" type="${TYPES[name]}" autocomplete="${AUTOCOMPLETE[name]}" value="${sent(name)}">\n`,
    ),
    ...(wrong.has('terms')
      ? [
          html`<label class="check"><input type="checkbox" name="terms" value="${terms}" required> ${words.terms}</label>
<p><a href="${BOOKING_PAGES.terms}#${language}" target="_blank">${words.readTerms}</a></p>\n`,
        ]
      : []),
  ];
}

const AUTOCOMPLETE = {
  name: 'name',
  phone: 'tel',
  email: 'email',
  address: 'street-address',
  note: 'off',
} as const;

function extraField({ id, name, most }: PricedExtra, chosen: string, language: BookingLanguage): Html {
  const options = Array.from({ length: most + 1 }, (_, count) => [String(count), String(count)] as const);
  return choice({ name: EXTRA + id, label: name[language], options, chosen });
}

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly chosen: string;
}

function choice({ name, label, options, chosen }: Choice): Html {
  const items = options.map(([value, text]) =>
    value === chosen
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`,
  );
  return html`<label for="${name}">${label}</label><select id="${name}" name="${name}" required>${items}</select>\n`;
}
