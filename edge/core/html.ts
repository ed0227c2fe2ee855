/** Writes HTML. What is put into a template is text and is escaped; only what `html` itself has written goes in as it is. */

/** A symbol, so that no data from outside can pass for markup. */
const MARKUP = Symbol('markup');

export interface Html {
  readonly [MARKUP]: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The tag of a template. Values stand between elements or in quoted attributes; none is a script, a style or a URL. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return { [MARKUP]: strings.map((text, index) => text + toMarkup(values[index] ?? '')).join('') };
}

export function formatHtml(markup: Html): string {
  return markup[MARKUP];
}

function toMarkup(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  return MARKUP in value ? value[MARKUP] : value.map(formatHtml).join('');
}
