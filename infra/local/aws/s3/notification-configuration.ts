/** A bucket's notification configuration: which events go to which queue or function. Unknown events and targets are refused. */
import { S3Error } from './errors.ts';
import { filterChildren, findChild, findText, type XmlChild, type XmlElement } from './xml.ts';

/** As S3's XML calls them; a `CloudFunction` is a Lambda function. */
type TargetKind = 'Queue' | 'Topic' | 'CloudFunction';

export interface NotificationRule {
  readonly id: string;
  readonly targetKind: TargetKind;
  /** ARN of a queue, a topic or a function. */
  readonly targetArn: string;
  /** `s3:ObjectCreated:*` */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

const TARGET_KINDS: readonly TargetKind[] = ['Queue', 'Topic', 'CloudFunction'];

const EVENTS = new Set([
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
]);

function refuse(message: string): S3Error {
  return new S3Error('InvalidArgument', message);
}

function parseFilter(element: XmlElement): { readonly prefix: string; readonly suffix: string } {
  const filter = findChild(element, 'Filter');
  const key = filter === null ? null : findChild(filter, 'S3Key');
  const rules = new Map<string, string>();
  for (const rule of key === null ? [] : filterChildren(key, 'FilterRule')) {
    const name = (findText(rule, 'Name') ?? '').toLowerCase();
    if ((name !== 'prefix' && name !== 'suffix') || rules.has(name)) {
      throw refuse('filter rule name must be either prefix or suffix');
    }
    rules.set(name, findText(rule, 'Value') ?? '');
  }
  return { prefix: rules.get('prefix') ?? '', suffix: rules.get('suffix') ?? '' };
}

function parseRule(element: XmlElement, index: number): NotificationRule {
  const targetKind = TARGET_KINDS.find((kind) => element.name === `${kind}Configuration`);
  const targetArn = targetKind === undefined ? null : findText(element, targetKind);
  if (targetKind === undefined || targetArn === null || !/^arn:aws:(?:sqs|sns|lambda):/.test(targetArn)) {
    throw refuse('Unable to validate the following destination configurations');
  }
  const events = filterChildren(element, 'Event').map(({ text }) => text);
  if (events.length === 0 || !events.every((event) => EVENTS.has(event))) {
    throw refuse('A specified event is not supported for notifications.');
  }
  const id = findText(element, 'Id') ?? `rule-${index + 1}`;
  return { id, targetKind, targetArn, events, ...parseFilter(element) };
}

/** @throws {S3Error} when a target, an event or a filter is none that is known here, or two rules have one id. */
export function parseNotificationConfiguration(root: XmlElement): readonly NotificationRule[] {
  const rules = root.children.map(parseRule);
  if (new Set(rules.map(({ id }) => id)).size < rules.length) {
    throw refuse('Each configuration must have a different Id.');
  }
  return rules;
}

function formatFilter({ prefix, suffix }: NotificationRule): readonly XmlChild[] {
  const named = [
    { name: 'prefix', value: prefix },
    { name: 'suffix', value: suffix },
  ].filter(({ value }) => value !== '');
  if (named.length === 0) return [];
  const rules = named.map(({ name, value }): XmlChild => {
    const rule: readonly XmlChild[] = [
      ['Name', name],
      ['Value', value],
    ];
    return ['FilterRule', rule];
  });
  return [['Filter', [['S3Key', rules]]]];
}

function formatRule(rule: NotificationRule): XmlChild {
  const content: readonly XmlChild[] = [
    ['Id', rule.id],
    [rule.targetKind, rule.targetArn],
    ...rule.events.map((event) => ['Event', event] as const),
    ...formatFilter(rule),
  ];
  return [`${rule.targetKind}Configuration`, content];
}

export function formatNotificationConfiguration(rules: readonly NotificationRule[]): readonly XmlChild[] {
  return rules.map(formatRule);
}

/** `event` without its `s3:`, as in a notification's `eventName`. */
export function selectRules(
  rules: readonly NotificationRule[],
  event: string,
  key: string,
): readonly NotificationRule[] {
  const family = `s3:${event.replace(/:.*$/, ':*')}`;
  return rules.filter(
    ({ events, prefix, suffix }) =>
      (events.includes(family) || events.includes(`s3:${event}`)) && key.startsWith(prefix) && key.endsWith(suffix),
  );
}
