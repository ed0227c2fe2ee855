/**
 * The private words that this house once had for things of the field, what stands in their place, and how each is told
 * from the plain English that looks like it. This file and the glossary are the only places that need to know.
 */

export interface RetiredWord {
  readonly word: string;
  readonly instead: string;
  /** `text` is all text of the repository; `names` are identifiers, members, paths and quoted names of one word. */
  readonly where: 'text' | 'names';
  readonly pattern: RegExp;
  /** Only there the word had its private sense. */
  readonly under?: RegExp;
  readonly caught: string;
  readonly innocent: string;
}

export const RETIRED_WORDS: readonly RetiredWord[] = [
  {
    word: 'deed',
    instead: 'audit event',
    where: 'text',
    pattern: segment('deed|deeds'),
    caught: 'interface AuditDeed {}',
    innocent: '// Indeed.',
  },
  {
    word: 'trail',
    instead: 'audit log',
    where: 'text',
    pattern: /(?<!Cloud)(?:\b|(?<=[a-z_]))[Tt]rails?(?![a-z])/,
    caught: '// Written to the trail.',
    innocent: '// A trailing slash, as CloudTrail has it.',
  },
  {
    word: 'darkroom',
    instead: 'pipeline',
    where: 'text',
    pattern: segment('darkroom|darkrooms'),
    caught: 'const x = openDarkroom();',
    innocent: '// A dark room.',
  },
  {
    word: 'testify, testimony',
    instead: 'record the audit event, stored facts',
    where: 'text',
    pattern: /testif(y|ies|ied)|testimon(y|ies)/i,
    caught: 'async function testify() {}',
    innocent: '// A test if you like.',
  },
  {
    word: 'witness',
    instead: 'superseded',
    where: 'text',
    pattern: segment('witness|witnesses|witnessed'),
    caught: 'const witness = 1;',
    innocent: '// With nests.',
  },
  {
    word: 'manners, surroundings, tally',
    instead: 'authentication scheme and error format; runtime; counters',
    where: 'text',
    pattern: segment('manners|surroundings|tally|tallies'),
    caught: 'const SURROUNDINGS = 1;',
    innocent: '// In this manner, totally.',
  },
  {
    word: 'reach',
    instead: 'image access',
    where: 'names',
    pattern: segment('reach'),
    under: /^edge\//,
    caught: 'export type Reach = 1;',
    innocent: '// What a viewer can reach is unreachable.',
  },
  {
    word: 'beacon',
    instead: 'metric',
    where: 'text',
    pattern: /(?<!send)beacon/i,
    caught: 'await unsentBeacon.tell(1);',
    innocent: 'navigator.sendBeacon("/");',
  },
  {
    word: 'patience',
    instead: 'timeout',
    where: 'text',
    pattern: segment('patience'),
    caught: 'const PATIENCE_MS = 1;',
    innocent: '// A patient client.',
  },
  {
    word: 'Door, Arrivals, AsTold',
    instead: 'Distribution, UploadQueue, HonorOrigin',
    where: 'text',
    pattern: /['"`]Door['"`]|\bArrivals\b|\barrivals\b|AsTold|asTold/,
    caught: "new Distribution(this, 'Door');",
    innocent: '// Doors. The arriving photo; one door.',
  },
  {
    word: 'line',
    instead: 'connection',
    where: 'text',
    pattern:
      /\b(bad|slow|fast|weak|dead|good|thin|broken|mobile|phone'?s?)[- ]lines?\b|\b(the|a|its|former|whose|every) line (is|was|has|goes|went|fails|failed|stays|stood|without|closed|open|cut|down|back|for a)\b|\bover (a|the) line\b|\blines? (of|for) (the )?network/i,
    caught: '// On a bad line the answer gets lost.',
    innocent: '// The first line of the file, an online phone, line by line.',
  },
  {
    word: 'line',
    instead: 'connection',
    where: 'names',
    pattern: /(?<![A-Za-z])lines?(?![a-z])|(?<!on|[A-Z])Lines?(?![a-z])/,
    under: /^site\/(sender|outbox|api)\//,
    caught: 'const line = 1;',
    innocent: 'const onLine = navigator.onLine;',
  },
  {
    word: 'lane',
    instead: 'variant',
    where: 'text',
    pattern: /(?<![A-Za-z]|[A-Z][a-z]+ )[Ll]anes?(?![a-z])|(?<=[a-z])Lanes?(?![a-z])|\bLANES?\b/,
    caught: "type Lane = 'preview';",
    innocent: "const address = '418 Juniper Lane'; const planes = 2;",
  },
  {
    word: 'fly, flying',
    instead: 'upload, in flight',
    where: 'text',
    pattern: segment('fly|flies|flew|flying'),
    caught: 'const flying = new Set();',
    innocent: '// In flight, butterfly.',
  },
  {
    word: 'doubts, alone',
    instead: 'unconfirmed, unbatchable',
    where: 'names',
    pattern: segment('doubt|doubts|alone'),
    caught: 'const alone = new Set();',
    innocent: '// The phone alone has no doubt.',
  },
  {
    word: 'bell, kick, poke',
    instead: 'signal or waiter, notify, refresh',
    where: 'text',
    pattern: segment('bell|bells|kick|kicks|kicked|poke|pokes|poked'),
    caught: 'channel.kick();',
    innocent: '// Label, token.',
  },
  {
    word: 'hint, wakes, beat',
    instead: 'reconnect hint, wake-up events, heartbeat',
    where: 'names',
    pattern: /^(hints?|wakes|beats?)$|(?<!reconnect|heart)(?:Hints?|Beats?)(?![a-z])|Wakes(?![a-z])|\bwakes\b/,
    under: /^site\/(sender|outbox|api)\/|^site\/[a-z-]+\.ts$/,
    caught: 'const wakes = 1;',
    innocent: 'const reconnectHint = heartbeat;',
  },
  {
    word: 'facts (the store)',
    instead: 'key-value store',
    where: 'names',
    pattern: segment('fact|facts'),
    under: /^site\/(sender|outbox|api|session)\//,
    caught: 'const facts = 1;',
    innocent: 'const artefacts = 1;',
  },
  {
    word: 'ledger, obey, cords',
    instead: 'usage, handle message, controls',
    where: 'text',
    pattern: segment('ledger|ledgers|obey|obeys|obeyed|cord|cords'),
    caught: 'obeyParent();',
    innocent: '// According to the record.',
  },
  {
    word: 'late (parts)',
    instead: 'lazy',
    where: 'names',
    pattern: segment('late'),
    under: /^site\/(ui|i18n)\//,
    caught: 'const lateIcon = 1;',
    innocent: 'const template = LATER; isolate();',
  },
  {
    word: 'late (parts)',
    instead: 'lazy',
    where: 'text',
    pattern: /\blate (part|icon|chunk|module|wave|action)s?\b|LateParts|\blate\.ts\b/,
    caught: '// The late parts of the page.',
    innocent: '// An hour late.',
  },
  {
    word: 'dock',
    instead: 'capture bar',
    where: 'text',
    pattern: segment('dock|docks'),
    caught: '<div class="dock">',
    innocent: '// docker, Docker images.',
  },
  {
    word: 'office',
    instead: 'dispatcher',
    where: 'names',
    pattern: segment('office|offices'),
    caught: "import { createOffice } from './office.ts';",
    innocent: '// Somebody in the office.',
  },
  {
    word: 'occasion, dress, closers',
    instead: 'S3 event, apply headers, AsyncDisposableStack',
    where: 'text',
    pattern: segment('occasion|occasions|dress|dresses|dressed|closer|closers'),
    caught: 'const closers = [];',
    innocent: '// An address occasionally; closes.',
  },
  {
    word: 'answer',
    instead: 'response',
    where: 'names',
    pattern: segment('answer|answers'),
    caught: 'interface JsonAnswer {}',
    innocent: '// S3 answers with 201.',
  },
  {
    word: 'stand-in',
    instead: 'what it is: fake, emulator, replacement',
    where: 'text',
    pattern: /\b[Ss]tand-?ins?\b|[Ss]tandIn(?![a-z])|\b[Ss]tands? in for\b/,
    caught: '// A stand-in for S3.',
    innocent: '// The files stand in a folder.',
  },
  {
    word: 'wheel, hand’s place, words of a way',
    instead: 'the thing itself',
    where: 'text',
    pattern: /turns the wheel|hand[’']s place|words of a photo[’']s way/,
    caught: '// Only turns the wheel.',
    innocent: 'element.addEventListener("wheel", zoom);',
  },
  {
    word: 'stage (of a deployment)',
    instead: 'deployment',
    where: 'names',
    pattern: /^(parseStage|StageConfig|StageName|stageName|isStage|findStage)$|config\/stages/,
    under: /^infra\/(?!local\/aws\/)/,
    caught: 'const config = parseStage();',
    innocent: 'const stage = photo.stage;',
  },
];

/** The words as segments of a name in whatever case, or as words of a text; not as parts of longer words. */
function segment(words: string): RegExp {
  const forms = words.split('|');
  const capital = forms.map((form) => form[0]?.toUpperCase() + form.slice(1));
  const upper = forms.map((form) => form.toUpperCase());
  const starting = `(?<![A-Za-z])(?:${[...forms, ...capital].join('|')})(?![a-z])`;
  const inside = `(?<=[a-z0-9])(?:${capital.join('|')})(?![a-z])`;
  const shouting = `(?<![A-Za-z])(?:${upper.join('|')})(?![A-Za-z])`;
  return new RegExp([starting, inside, shouting].join('|'));
}
