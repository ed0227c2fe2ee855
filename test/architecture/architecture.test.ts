import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXEMPTIONS } from './exemptions.ts';
import { ROOM_CAPTIONS } from './picture/captions.ts';
import { formatPicture } from './picture/format-picture.ts';
import { planRooms } from './picture/rooms.ts';
import { readTree } from './read-tree.ts';
import { type Exemption, formatViolation, type Rule, type Violation } from './rule.ts';
import { RULES } from './rules.ts';

const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const tree = readTree(ROOT);

const violations = new Map(RULES.map((rule) => [rule, rule.check(tree)]));

describe('the house', () => {
  it.each(RULES.map((rule) => [rule.name, rule.says, rule] as const))('%s: %s', (_name, _says, rule) => {
    const broken = listViolations(rule)
      .filter((violation) => !findExemption(rule, violation))
      .map((violation) => formatViolation(rule, violation));
    expect(broken, broken.join('\n')).toEqual([]);
  });

  it('has no exemption that nothing needs', () => {
    const used = RULES.flatMap((rule) => listViolations(rule).map((violation) => findExemption(rule, violation)));
    expect(EXEMPTIONS.filter((exemption) => !used.includes(exemption))).toEqual([]);
  });

  it('has a reason for each exemption', () => {
    expect(EXEMPTIONS.filter(({ reason }) => reason.trim() === '')).toEqual([]);
  });
});

describe('docs/architecture.svg', () => {
  it('is what `npm run architecture` draws of these imports', () => {
    const committed = readFileSync(`${ROOT}/docs/architecture.svg`, 'utf8');
    const isDrawn = committed === formatPicture(planRooms(tree.modules));
    expect(isDrawn, 'docs/architecture.svg does not show today’s imports: run `npm run architecture`.').toBe(true);
  });

  it('has no caption but of rooms that there are', () => {
    const rooms = planRooms(tree.modules).rooms.map(({ id }) => id);
    expect(Object.keys(ROOM_CAPTIONS).filter((id) => !rooms.includes(id))).toEqual([]);
  });
});

function listViolations(rule: Rule): readonly Violation[] {
  return violations.get(rule) ?? [];
}

function findExemption(rule: Rule, violation: Violation): Exemption | undefined {
  return EXEMPTIONS.find(
    ({ rule: name, path = violation.path, subject }) =>
      name === rule.name && path === violation.path && subject === violation.subject,
  );
}
