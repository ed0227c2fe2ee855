/** A schedule that cannot be read, or asks for what is not imitated: its text says which part. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}
