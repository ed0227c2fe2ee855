/** Others kept changing what was to be written. It passes: trying the event again is right. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}
