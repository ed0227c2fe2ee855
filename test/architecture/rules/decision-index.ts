/** The index of the decisions lists each of them, by the title, the date and the state that it gives itself. */
import type { SourceText } from '../read-tree.ts';
import type { Rule } from '../rule.ts';

const FOLDER = 'docs/decisions/';
const INDEX = `${FOLDER}README.md`;
const NAME = /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/;
const HEAD = /^# (\d{4}): (.+)\n\nDecided (\d{4}-\d{2}-\d{2}) · (accepted|superseded by \d{4})\n/;

export const decisionIndex: Rule = {
  name: 'decision-index',
  says: 'each decision has number, date and state, and its row in the index',
  explain: () =>
    'its title, date or state are not those of its row in docs/decisions/README.md: head it `# 0007: Title`, `Decided 2026-11-22 · accepted`, and give it that row',
  check: ({ texts }) => {
    const rows = new Set(texts.find(({ path }) => path === INDEX)?.text.split('\n'));
    return texts
      .filter(({ path }) => path.startsWith(FOLDER) && path.endsWith('.md') && path !== INDEX)
      .filter((decision) => !rows.has(toRow(decision)))
      .map(({ path }) => ({ path, line: 1, subject: path }));
  },
};

/** The row that a decision must have; of one without a proper head there can be none. */
function toRow({ path, text }: SourceText): string {
  const number = NAME.exec(path)?.[1];
  const [, own, title, date, state] = HEAD.exec(text) ?? [];
  return number !== undefined && number === own
    ? `| [${number}](${path.slice(FOLDER.length)}) | ${title} | ${date} | ${state} |`
    : 'none';
}
