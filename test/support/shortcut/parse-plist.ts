/** Reads Apple's property lists in XML (PropertyList-1.0.dtd), of which a Shortcut's source has dictionaries, arrays, text, numbers, booleans. */

export type PlistValue = string | number | boolean | readonly PlistValue[] | PlistDictionary;
export interface PlistDictionary {
  readonly [key: string]: PlistValue;
}

type Token = { readonly tag: string; readonly text: string };

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @throws {TypeError} when it is none, or has what a Shortcut has not */
export function parsePlist(xml: string): PlistDictionary {
  const tokens = [...xml.matchAll(/<(\/?\w+\/?)(?: [^>]*)?>([^<]*)/g)].map(([, tag = '', text = '']) => ({
    tag,
    text,
  }));
  const begin = tokens.findIndex(({ tag }) => tag === 'plist');
  const reader = { tokens, at: begin + 1 };
  const value = readValue(reader);
  if (begin < 0 || typeof value !== 'object' || Array.isArray(value)) throw new TypeError('no property list');
  return value as PlistDictionary;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

function take(reader: Reader): Token {
  const token = reader.tokens[reader.at];
  reader.at += 1;
  if (!token) throw new TypeError('a property list that ends early');
  return token;
}

function readValue(reader: Reader): PlistValue {
  const { tag, text } = take(reader);
  if (tag === 'dict') return readDictionary(reader);
  if (tag === 'array') return readArray(reader);
  if (tag === 'dict/' || tag === 'array/') return tag === 'dict/' ? {} : [];
  if (tag === 'true/' || tag === 'false/') return tag === 'true/';
  if (tag === 'string/') return '';
  take(reader);
  const plain = text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
  if (tag === 'string') return plain;
  if (tag === 'integer' || tag === 'real') return Number(plain);
  throw new TypeError(`a property list with <${tag}>`);
}

function readDictionary(reader: Reader): PlistDictionary {
  const entries: [string, PlistValue][] = [];
  for (let token = take(reader); token.tag !== '/dict'; token = take(reader)) {
    take(reader);
    entries.push([token.text, readValue(reader)]);
  }
  return Object.fromEntries(entries);
}

function readArray(reader: Reader): readonly PlistValue[] {
  const values: PlistValue[] = [];
  while (reader.tokens[reader.at]?.tag !== '/array') values.push(readValue(reader));
  take(reader);
  return values;
}
