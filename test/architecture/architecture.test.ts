import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXEMPTIONS, STILL_OPEN } from './exemptions.ts';
import { ROOM_CAPTIONS } from './picture/captions.ts';
import { formatPicture } from './picture/format-picture.ts';
import { planRooms } from './picture/rooms.ts';
import { readTree } from './read-tree.ts';
import type { Exemption, Rule, Violation } from './rule.ts';
import { RULES } from './rules.ts';

const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const tree = readTree(ROOT);

const violations = new Map(RULES.map((rule) => [rule, rule.check(tree)]));

describe('the house', () => {
  it.each(RULES)('$name: $says', (rule) => {
    const open = listViolations(rule).filter((violation) => !findExemption(rule, violation));
    const allowed = STILL_OPEN[rule.name] ?? 0;
    expect(open.length > allowed ? open.map(format) : []).toEqual([]);
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
    expect(committed === formatPicture(planRooms(tree.modules))).toBe(true);
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

function format({ path, line, subject }: Violation): string {
  return `${path}:${line} ${subject}`;
}
