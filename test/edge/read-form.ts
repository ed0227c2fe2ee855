/** Reads S3's form out of the page of POST /form, as a browser would. */

export interface FoundForm {
  readonly action: string;
  /** The hidden fields. */
  readonly fields: Readonly<Record<string, string>>;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function readForm(page: string): FoundForm {
  const [, action = ''] = /<form [^>]*action="([^"]*)"/.exec(page) ?? [];
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return {
    action: readEntities(action),
    fields: Object.fromEntries(hidden.map(([, ...pair]) => pair.map(readEntities))),
  };
}

function readEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
}
