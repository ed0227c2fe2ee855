/** What is said where an album shows nothing: that it has none, or that this phone has not seen them. */
import type { Job } from '../../../edge/api.ts';
import type { MessageKey } from '../../i18n/message-key.ts';

export interface EmptyAlbum {
  /** Whether the edge has ever told this phone what is in it. */
  readonly isSeen: boolean;
  readonly mayAdd: boolean;
}

export function describeEmpty(
  job: Job | undefined,
  { isSeen, mayAdd }: EmptyAlbum,
): { readonly title: MessageKey; readonly hint: MessageKey | null } {
  if (!isSeen && job?.photo_count !== 0) return { title: 'job.unseen', hint: 'job.unseen.hint' };
  if (mayAdd) return { title: 'job.empty', hint: 'job.empty.hint' };
  return { title: 'job.empty', hint: job === undefined || job.status === 'open' ? 'job.empty.view' : null };
}
