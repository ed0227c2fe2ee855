/** Tag sets: read from XML (`<Tagging>`) and from a header's query form, held to S3's limits. */
import { MAX_OBJECT_TAGS, MAX_TAG_KEY_CHARACTERS, MAX_TAG_VALUE_CHARACTERS, XML_NAMESPACE } from './constants.ts';
import { S3Error } from './errors.ts';
import type { Tag } from './object-version.ts';
import { findChild, findText, formatXml, parseXml, type XmlElement } from './xml.ts';

/** Letters, digits and blanks of any script, and `_ . : / = + - @`. */
const ALPHABET = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function countCharacters(text: string): number {
  return [...text].length;
}

function checkTags(tags: readonly Tag[], maxTags = MAX_OBJECT_TAGS): readonly Tag[] {
  if (tags.length > maxTags) throw new S3Error('InvalidTag', `Object tags cannot be greater than ${maxTags}`);
  for (const { key, value } of tags) {
    if (key === '' || countCharacters(key) > MAX_TAG_KEY_CHARACTERS || !ALPHABET.test(key) || /^aws:/i.test(key))
      throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid');
    if (countCharacters(value) > MAX_TAG_VALUE_CHARACTERS || !ALPHABET.test(value))
      throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid');
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length)
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key');
  return tags;
}

function parseTag(element: XmlElement): Tag {
  const key = findText(element, 'Key');
  const value = findText(element, 'Value');
  const isPlain = element.children.every(({ name }) => name === 'Key' || name === 'Value');
  if (element.name !== 'Tag' || key === null || value === null || !isPlain || element.children.length !== 2)
    throw new S3Error('MalformedXML');
  return { key, value };
}

export function parseTaggingXml(document: string, maxTags?: number): readonly Tag[] {
  const root = parseXml(document);
  const set = root?.name === 'Tagging' ? findChild(root, 'TagSet') : null;
  if (root === null || set === null || root.children.length !== 1 || set.text.trim() !== '')
    throw new S3Error('MalformedXML');
  return checkTags(set.children.map(parseTag), maxTags);
}

/** Reads the `x-amz-tagging` header: a query string. */
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
  return checkTags(tags);
}

export function formatTaggingXml(tags: readonly Tag[]): string {
  return formatXml(
    'Tagging',
    [
      [
        'TagSet',
        tags.map(
          ({ key, value }) =>
            [
              'Tag',
              [
                ['Key', key],
                ['Value', value],
              ],
            ] as const,
        ),
      ],
    ],
    XML_NAMESPACE,
  );
}
