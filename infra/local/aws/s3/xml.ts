/** XML as S3 speaks it: elements and text, no attributes that matter, no document types. */
import { SaxesParser } from 'saxes';

export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The element's own text; of an element with children, only blanks as a rule. */
  readonly text: string;
}

/** What an element holds: text, or named children in order. */
export type XmlContent = string | number | boolean | readonly XmlChild[];
export type XmlChild = readonly [name: string, content: XmlContent];

function escapeXml(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (character) => {
    const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
    return named[character] ?? `&#x${(character.codePointAt(0) ?? 0).toString(16)};`;
  });
}

function formatContent(content: XmlContent): string {
  if (typeof content !== 'object') return escapeXml(String(content));
  return content.map(([name, inner]) => `<${name}>${formatContent(inner)}</${name}>`).join('');
}

/** Formats a document; `namespace` stands on the root. */
export function formatXml(root: string, content: XmlContent, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${formatContent(content)}</${root}>`;
}

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/** Reads a document; null where it is not well-formed or brings a document type. Prefixes of names are dropped. */
export function parseXml(document: string): XmlElement | null {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  let isSound = true;
  parser.on('error', () => {
    isSound = false;
  });
  parser.on('doctype', () => {
    isSound = false;
  });
  parser.on('opentag', ({ name }) => {
    open.push({ name: name.replace(/^.*:/, ''), children: [], text: '' });
  });
  const addText = (text: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const parent = open.at(-1);
    if (parent === undefined) {
      root = closed;
    } else {
      parent.children.push(closed);
    }
  });
  parser.write(document).close();
  return isSound ? root : null;
}

/** What an element holds, to be formatted again: blanks between children are dropped. */
export function toXmlContent(element: XmlElement): XmlContent {
  if (element.children.length === 0) return element.text;
  return element.children.map((child) => [child.name, toXmlContent(child)]);
}

export function findChild(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

export function findText(element: XmlElement, name: string): string | null {
  return findChild(element, name)?.text ?? null;
}

export function filterChildren(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
