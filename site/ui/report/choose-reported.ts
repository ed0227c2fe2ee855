/** Which photos a report shows, and under which heading. */
import { type Photo, STAGES } from '../../../edge/api.ts';
import { findPairs, type PhotoPair } from '../compare/find-pairs.ts';
import { readLayout } from '../compare/read-layout.ts';

/** No printer and no reader takes more. */
export const MOST_PHOTOS = 300;

/** `''`: photos without a stage. */
export type ReportStage = (typeof STAGES)[number] | '';
export const REPORT_STAGES: readonly ReportStage[] = [...STAGES, ''];

export interface ReportChoice {
  readonly left: ReadonlySet<ReportStage>;
  readonly hasPairs: boolean;
}

export interface ReportPhotos {
  readonly pairs: readonly PhotoPair[];
  /** Those that stand in no pair, the first first. */
  readonly sections: readonly { readonly stage: ReportStage; readonly photos: readonly Photo[] }[];
  /** Photos that would be shown if there were room. */
  readonly total: number;
  readonly count: number;
}

/** @param photos the newest first, as the album has them */
export function chooseReported(photos: readonly Photo[], { left, hasPairs }: ReportChoice): ReportPhotos {
  const wanted = photos.filter(({ stage, preview_url }) => preview_url !== null && !left.has(stage ?? ''));
  const shown = wanted.slice(0, MOST_PHOTOS).reverse();
  const pairs = hasPairs ? findPairs(shown, readLayout) : [];
  const paired = new Set(pairs.flatMap(({ before, after }) => [before, after]));
  const sections = REPORT_STAGES.map((stage) => ({
    stage,
    photos: shown.filter((photo) => (photo.stage ?? '') === stage && !paired.has(photo)),
  }));
  return {
    pairs,
    sections: sections.filter((section) => section.photos.length > 0),
    total: wanted.length,
    count: shown.length,
  };
}
