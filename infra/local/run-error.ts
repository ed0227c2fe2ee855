/** A failure that the person at the keyboard can mend: its message is the one line that they get to read. */

export class RunError extends Error {
  override readonly name = 'RunError';
}
