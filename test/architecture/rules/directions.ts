/** Which wing may import which: the data's own way, and only by the face that the inner wing shows. */
import { type Rule, violationAt, wingOf } from '../rule.ts';

/** What each wing shows to the others. What `edge` and `site` may not name stands in no list. */
const FACES: Readonly<Record<string, readonly string[]>> = {
  site: [
    'edge/api.ts',
    'edge/app-error.ts',
    'edge/booking-api.ts',
    'edge/link-api.ts',
    'edge/money.ts',
    'edge/note-api.ts',
    'edge/problem.ts',
  ],
  edge: [
    'origin/album-index.ts',
    'origin/album-row.ts',
    'origin/announcement.ts',
    'origin/audit-log.ts',
    'origin/booking-record.ts',
    'origin/evidence-record.ts',
    'origin/customer-link.ts',
    'origin/job-album.ts',
    'origin/job-file.ts',
    'origin/job-members.ts',
    'origin/job-records.ts',
    'origin/job-rows.ts',
    'origin/job-words.ts',
    'origin/money.ts',
    'origin/notes.ts',
    'origin/people.ts',
    'origin/photo-key.ts',
    'origin/photo-move.ts',
    'origin/records.ts',
    'origin/stored-job.ts',
    'origin/terms.ts',
    'origin/write-with-album.ts',
  ],
  origin: [],
};

export const directions: Rule = {
  name: 'directions',
  says: 'site imports only the face of edge, edge only that of origin, origin nothing, and nobody imports test',
  explain: (subject) =>
    `imports ${subject}, which its wing may not name: use what the face of that wing exports, or move the code to the wing that needs it`,
  check: ({ modules }) =>
    modules.flatMap((module) =>
      module.imports
        .filter(({ isHouse, target }) => isHouse && !mayImport(module.path, target))
        .map(({ start, target }) => violationAt(module, start, target)),
    ),
};

function mayImport(from: string, to: string): boolean {
  const wing = wingOf(from);
  if (wing === wingOf(to) || wing === 'test') return true;
  if (wing === 'infra') return wingOf(to) !== 'test';
  return (FACES[wing] ?? []).includes(to);
}
