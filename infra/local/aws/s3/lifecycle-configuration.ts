/** A bucket's lifecycle rules: checked when they are put and given back, never carried out. */
import { S3Error } from './errors.ts';
import { filterChildren, findChild, findText, toXmlContent, type XmlChild, type XmlElement } from './xml.ts';

const MAX_RULES = 1000;
const ACTIONS = [
  'Expiration',
  'NoncurrentVersionExpiration',
  'AbortIncompleteMultipartUpload',
  'Transition',
  'NoncurrentVersionTransition',
];

/** A rule as its elements: nothing here reads more of it than this file checks. */
export type LifecycleRule = XmlElement;

/** @throws {S3Error} when there is no rule, more than 1,000, or one without a status or an action. */
export function parseLifecycleConfiguration(root: XmlElement): readonly LifecycleRule[] {
  const rules = filterChildren(root, 'Rule');
  const isSound = (rule: XmlElement): boolean =>
    ['Enabled', 'Disabled'].includes(findText(rule, 'Status') ?? '') &&
    ACTIONS.some((name) => findChild(rule, name) !== null);
  if (rules.length === 0 || rules.length > MAX_RULES || !rules.every(isSound)) throw new S3Error('MalformedXML');
  return rules;
}

export function formatLifecycleConfiguration(rules: readonly LifecycleRule[]): readonly XmlChild[] {
  return rules.map((rule) => ['Rule', toXmlContent(rule)]);
}
