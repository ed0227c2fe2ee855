/** Tag sets: read from XML (`<Tagging>`) and from a header's query form, held to S3's limits. */
import { MAX_OBJECT_TAGS, MAX_TAG_KEY_CHARACTERS, MAX_TAG_VALUE_CHARACTERS, XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import type { Tag } from './object-version.ts';
import { findChild, findText, formatXml, parseXml, type XmlChild, type XmlElement } from './xml.ts';

/** Letters, digits and blanks of any script, and `_ . : / = + - @`. */
const ALPHABET = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function countCharacters(text: string): number {
  return [...text].length;
}

function checkTags(tags: readonly Tag[], maxTags: number): readonly Tag[] {
  if (tags.length > maxTags) throw new S3Error('InvalidTag', `Object tags cannot be greater than ${maxTags}`);
  for (const { key, value } of tags) {
    if (key === '' || countCharacters(key) > MAX_TAG_KEY_CHARACTERS || !ALPHABET.test(key) || /^aws:/i.test(key)) {
      throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid');
    }
    if (countCharacters(value) > MAX_TAG_VALUE_CHARACTERS || !ALPHABET.test(value)) {
      throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid');
    }
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length) {
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  return tags;
}

function parseTag(element: XmlElement): Tag {
  const key = findText(element, 'Key');
  const value = findText(element, 'Value');
  const isPlain = element.children.every(({ name }) => name === 'Key' || name === 'Value');
  if (element.name !== 'Tag' || key === null || value === null || !isPlain || element.children.length !== 2) {
    throw new S3Error('MalformedXML');
  }
  return { key, value };
}

/** @throws {S3Error} when a `Tagging` element holds anything but one tag set, or tags beyond S3's limits. */
export function parseTagSet(tagging: XmlElement, maxTags: number): readonly Tag[] {
  const set = findChild(tagging, 'TagSet');
  if (set === null || tagging.children.length !== 1 || set.text.trim() !== '') throw new S3Error('MalformedXML');
  return checkTags(set.children.map(parseTag), maxTags);
}

/** @throws {S3Error} when the document is not a `Tagging` with an object's tags. */
export function parseTaggingXml(document: string): readonly Tag[] {
  const root = parseXml(document);
  if (root?.name !== 'Tagging') throw new S3Error('MalformedXML');
  return parseTagSet(root, MAX_OBJECT_TAGS);
}

/**
 * Reads the `x-amz-tagging` header: a query string.
 * @throws {S3Error} when it is not encoded as one, or holds tags beyond S3's limits.
 */
export function parseTaggingHeader(text: string): readonly Tag[] {
  const tags = [...new URLSearchParams(text)].map(([key, value]) => ({ key, value }));
  try {
    decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new S3Error(
      'InvalidArgument',
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    );
  }
  return checkTags(tags, MAX_OBJECT_TAGS);
}

export function formatTagSet(tags: readonly Tag[]): readonly XmlChild[] {
  const formatTag = ({ key, value }: Tag): XmlChild => {
    const content: readonly XmlChild[] = [
      ['Key', key],
      ['Value', value],
    ];
    return ['Tag', content];
  };
  return [['TagSet', tags.map(formatTag)]];
}

export function formatTaggingXml(tags: readonly Tag[]): string {
  return formatXml('Tagging', formatTagSet(tags), XML_NAMESPACE);
}
