/** HTTP header fields by lower-case name, each with the spelling and order in which it came. Values are never changed. */

export interface Field {
  readonly key: string;
  readonly value: string;
}

export type HeaderMap = ReadonlyMap<string, readonly Field[]>;

export function toHeaderMap(fields: Iterable<Field>): HeaderMap {
  const map = new Map<string, Field[]>();
  for (const field of fields) {
    const name = field.key.toLowerCase();
    const known = map.get(name);
    if (known) known.push(field);
    else map.set(name, [field]);
  }
  return map;
}

/** Reads what node gives as `rawHeaders`: names and values by turns. */
export function parseRawHeaders(raw: readonly string[]): HeaderMap {
  const fields: Field[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    fields.push({ key: raw[index] ?? '', value: raw[index + 1] ?? '' });
  }
  return toHeaderMap(fields);
}

/** Writes names and values by turns, as node takes them. */
export function formatRawHeaders(headers: HeaderMap): string[] {
  return [...headers.values()].flat().flatMap(({ key, value }) => [key, value]);
}

/** The field's value, several joined as RFC 9110 §5.3 says (cookies as RFC 9113 §8.2.3 does); null when absent. */
export function headerValue(headers: HeaderMap, name: string): string | null {
  const fields = headers.get(name.toLowerCase());
  const separator = name.toLowerCase() === 'cookie' ? '; ' : ', ';
  return fields && fields.length > 0 ? fields.map((field) => field.value).join(separator) : null;
}

/** Replaces every field of that name. */
export function withHeader(headers: HeaderMap, key: string, value: string): HeaderMap {
  return new Map(headers).set(key.toLowerCase(), [{ key, value }]);
}

export function withHeaders(headers: HeaderMap, values: Readonly<Record<string, string>>): HeaderMap {
  return Object.entries(values).reduce((map, [key, value]) => withHeader(map, key, value), headers);
}

export function withoutHeaders(headers: HeaderMap, names: Iterable<string>): HeaderMap {
  const map = new Map(headers);
  for (const name of names) map.delete(name.toLowerCase());
  return map;
}

/** Bytes that the fields take on the wire. */
export function headerBytes(headers: HeaderMap): number {
  return formatRawHeaders(headers).reduce((sum, part) => sum + Buffer.byteLength(part, 'latin1') + 2, 0);
}

/** `x-some-name` → `X-Some-Name`, as CloudFront writes the names that functions give it. */
export function toWireName(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_match, dash: string, letter: string) => dash + letter.toUpperCase());
}
